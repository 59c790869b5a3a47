from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.actions.accounts import close_account, open_account, set_password
from houqin.kernel.people.actions.grants import end_grant, grant
from houqin.kernel.people.actions.people import add_person
from houqin.kernel.people.actions.roles import edit_role, load_default_roles
from houqin.kernel.people.actions.stand_ins import appoint_stand_in, end_stand_in
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Grant, OrgUnit, Person, Role, StandIn
from houqin.kernel.people.tests.stage import DAY, EARLIER, MONDAY_9, TODAY, refused, verbs


def test_nobody_gives_themself_a_role(administrator: Person, seers: Role) -> None:
    with refused("people.grant_to_self"):
        grant(administrator, seers, by=administrator, at=MONDAY_9)


def test_a_deputy_of_an_administrator_gives_the_administrator_nothing_either(
    administrator: Person, clerk: Person, seers: Role
) -> None:
    appoint_stand_in(administrator, clerk, starts_at=MONDAY_9, ends_at=MONDAY_9 + DAY, reason="", at=MONDAY_9)
    with refused("people.grant_to_self"):
        grant(administrator, seers, by=clerk, at=MONDAY_9)
    with refused("people.grant_to_self"):
        grant(clerk, seers, by=clerk, at=MONDAY_9)


def test_who_may_grant_in_one_unit_gives_there_only_what_they_hold_there(
    clerk: Person, colleague: Person, seers: Role, administrators: Role, office: OrgUnit, college: OrgUnit
) -> None:
    local = Role.objects.create(key="local", title="科室授权人", permissions=["people.grant", "people.see"])
    grant(clerk, local, by=None, at=MONDAY_9, unit=office)
    grant(colleague, seers, by=clerk, at=MONDAY_9, unit=office)
    with refused("people.grant_beyond_scope"):
        grant(colleague, seers, by=clerk, at=MONDAY_9, unit=college)
    with refused("people.grant_beyond_scope"):
        grant(colleague, seers, by=clerk, at=MONDAY_9)
    with refused("people.grant_more_than_own"):
        grant(colleague, administrators, by=clerk, at=MONDAY_9, unit=office)


def test_a_grant_has_one_scope_and_runs_forward(clerk: Person, seers: Role, office: OrgUnit) -> None:
    with refused("people.one_scope"):
        grant(clerk, seers, by=None, at=MONDAY_9, unit=office, place_path="east")
    with refused("people.period_backwards"):
        grant(clerk, seers, by=None, at=MONDAY_9, starts_on=TODAY, ends_on=EARLIER)


def test_the_last_administrator_stays(administrator: Person) -> None:
    with refused("people.last_administrator"):
        end_grant(administrator.grants.get(), by=administrator, at=MONDAY_9)
    assert authority_of(administrator, MONDAY_9).holds("people.grant")
    assert "ended" not in verbs(administrator.pk)


def test_an_administrator_whose_time_runs_out_does_not_count_as_the_one_who_stays(
    administrator: Person, clerk: Person, administrators: Role
) -> None:
    grant(clerk, administrators, by=None, at=MONDAY_9, ends_on=TODAY)
    with refused("people.last_administrator"):
        end_grant(administrator.grants.get(), by=clerk, at=MONDAY_9)


def test_of_two_administrators_one_may_go(administrator: Person, second_administrator: Person) -> None:
    end_grant(second_administrator.grants.get(), by=administrator, at=MONDAY_9)
    assert not authority_of(second_administrator, MONDAY_9).holds("people.grant")
    assert authority_of(second_administrator, MONDAY_9 - DAY).holds("people.grant")


def test_a_grant_given_today_and_ended_today_is_gone_but_told(
    administrator: Person, clerk: Person, seers: Role
) -> None:
    given = grant(clerk, seers, by=administrator, at=MONDAY_9)
    end_grant(given, by=administrator, at=MONDAY_9)
    assert not Grant.objects.filter(pk=given.pk).exists()
    assert verbs(clerk.pk) == ["added", "given", "ended"]


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_remove_each_other_at_once(
    administrator: Person, second_administrator: Person
) -> None:
    start, answers = Barrier(2), []

    def remove(other: Person, by: Person) -> None:
        start.wait(10)
        try:
            end_grant(other.grants.select_related("role").get(), by=by, at=MONDAY_9)
            answers.append("ended")
        except Refused as no:
            answers.append(no.code)
        finally:
            connection.close()

    pairs = ((administrator, second_administrator), (second_administrator, administrator))
    threads = [Thread(target=remove, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers)[0] == "ended"
    assert set(answers[1:]) | set(answers) <= {
        "ended",
        "people.last_administrator",
        "people.grant_beyond_scope",
    }
    assert sum(answer == "ended" for answer in answers) == 1
    assert sum(authority_of(one, MONDAY_9).holds("people.grant") for one in pairs[0]) == 1


def test_a_role_holds_only_declared_permissions(administrator: Person) -> None:
    with refused("people.unknown_permission"):
        edit_role(None, key="x", title="x", permissions=["people.fly"], by=administrator, at=MONDAY_9)
    with refused("people.role_key_taken"):
        edit_role(None, key="administrator", title="x", permissions=[], by=administrator, at=MONDAY_9)


def test_nobody_widens_a_role_they_hold(administrator: Person, administrators: Role) -> None:
    wider = [*administrators.permissions, "lifecycle.routes"]
    with refused("people.own_role"):
        edit_role(
            administrators, key="administrator", title="x", permissions=wider, by=administrator, at=MONDAY_9
        )


def test_the_role_by_which_the_last_administrator_grants_keeps_that_permission(
    administrator: Person, administrators: Role
) -> None:
    with refused("people.last_administrator"):
        edit_role(
            administrators,
            key="administrator",
            title="x",
            permissions=["people.see"],
            by=administrator,
            at=MONDAY_9,
        )
    administrators.refresh_from_db()
    assert "people.grant" in administrators.permissions


def test_default_roles_come_once_and_the_offices_own_changes_stay(db: None) -> None:
    made = load_default_roles()
    assert "people.grant" in made["administrator"].permissions
    edit_role(made["staff"], key="staff", title="工作人员", permissions=[], at=MONDAY_9)
    assert load_default_roles()["staff"].title == "工作人员"
    assert load_default_roles()["staff"].permissions == []


def test_the_account_of_the_last_administrator_stays_open(administrator: Person) -> None:
    account = open_account(administrator, username="admin", at=MONDAY_9)
    with refused("people.last_administrator"):
        close_account(account, by=administrator, at=MONDAY_9)


def test_who_only_edits_people_gets_no_hold_of_an_administrators_account(
    administrator: Person, clerk: Person, student: Person
) -> None:
    editors = Role.objects.create(key="editor", title="编辑", permissions=["people.edit"])
    grant(clerk, editors, by=None, at=MONDAY_9)
    account = open_account(administrator, username="admin", at=MONDAY_9)
    with refused("people.account_of_holder"):
        set_password(account, password="a new long word", by=clerk, at=MONDAY_9)
    open_account(student, username="student", by=clerk, at=MONDAY_9)


@pytest.mark.parametrize(
    ("starts", "ends", "code"),
    [(0, 0, "people.stand_in_period"), (1, -1, "people.stand_in_period"), (-3, -1, "people.stand_in_period")],
)
def test_a_stand_in_ends_after_it_begins_and_after_now(
    clerk: Person, colleague: Person, starts: int, ends: int, code: str
) -> None:
    with refused(code):
        appoint_stand_in(
            clerk,
            colleague,
            starts_at=MONDAY_9 + starts * DAY,
            ends_at=MONDAY_9 + ends * DAY,
            reason="",
            at=MONDAY_9,
        )


def _appoint(principal: Person, deputy: Person, **more: Any) -> StandIn:
    return appoint_stand_in(
        principal, deputy, starts_at=MONDAY_9, ends_at=MONDAY_9 + DAY, reason="", at=MONDAY_9, **more
    )


def test_the_same_deputy_twice_at_one_time_is_refused_but_after_the_first_has_ended_not(
    clerk: Person, colleague: Person
) -> None:
    first = _appoint(clerk, colleague)
    with refused("people.stand_in_overlaps"):
        _appoint(clerk, colleague)
    end_stand_in(first, at=MONDAY_9 + timedelta(hours=1))
    _appoint(clerk, colleague)


def test_for_another_only_who_may_grant_appoints_and_never_themself(
    administrator: Person, clerk: Person, colleague: Person
) -> None:
    with refused("people.not_permitted"):
        _appoint(clerk, colleague, by=colleague)
    with refused("people.stand_in_own_benefit"):
        _appoint(clerk, administrator, by=administrator)
    with refused("people.stand_in_self"):
        _appoint(clerk, clerk)
    made = _appoint(clerk, colleague, by=administrator)
    assert verbs(clerk.pk) == ["added", "appointed"]
    with refused("people.not_permitted"):
        end_stand_in(made, at=MONDAY_9, by=add_person(name="生人", kind="staff", at=MONDAY_9))
    end_stand_in(made, at=MONDAY_9, by=colleague)
    assert StandIn.objects.get().ended_at == MONDAY_9
