"""The registers at their edges: accounts, enrolment, units closed and moved, erasure seen from everywhere."""

from typing import Any

import pytest

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.actions.accounts import close_account, open_account, reopen_account, set_password
from houqin.kernel.people.actions.employments import employ
from houqin.kernel.people.actions.enrolment import Enrolment, enrol_many
from houqin.kernel.people.actions.grants import grant
from houqin.kernel.people.actions.people import add_person, change_person, erase_person
from houqin.kernel.people.actions.stand_ins import appoint_stand_in, end_stand_in
from houqin.kernel.people.actions.units import add_unit, change_unit, close_unit, move_unit, reopen_unit
from houqin.kernel.people.authority import ask_once, authority_of
from houqin.kernel.people.history import history_of
from houqin.kernel.people.models import Account, OrgUnit, Person, Role, StandIn
from houqin.kernel.people.queries import (
    all_units,
    employments_of,
    holders,
    names,
    people_by_number,
    search,
    stand_ins,
    stand_ins_of,
    units,
)
from houqin.kernel.people.tests.stage import DAY, EARLIER, MONDAY_9, TODAY, refused, verbs

PASSWORD = "a long enough word"


@pytest.fixture
def editor(clerk: Person) -> Person:
    editors = Role.objects.create(key="editor", title="编辑", permissions=["people.edit"])
    grant(clerk, editors, by=None, at=MONDAY_9, starts_on=EARLIER)
    return clerk


def test_an_account_is_opened_closed_and_reopened_and_the_trail_tells_it(
    administrator: Person, student: Person
) -> None:
    account = open_account(student, username="  student ", password=PASSWORD, by=administrator, at=MONDAY_9)
    assert account.username == "student"
    assert account.check_password(PASSWORD)
    close_account(account, by=administrator, at=MONDAY_9)
    assert not Account.objects.get(username="student").is_active
    reopen_account(account, by=administrator, at=MONDAY_9)
    set_password(account, password="another long word", by=administrator, at=MONDAY_9)
    again = Account.objects.get(username="student")
    assert (again.is_active, again.check_password(PASSWORD)) == (True, False)
    assert verbs(student.pk) == ["added", "opened", "closed", "reopened", "password_set"]
    assert [str(line.words) for line in history_of(student.pk)][:2] == ["重置了密码", "恢复了账号"]


def test_a_taken_name_is_refused_by_that_name_and_opens_nothing(student: Person, colleague: Person) -> None:
    open_account(student, username="one", at=MONDAY_9)
    with pytest.raises(Refused) as caught:
        open_account(colleague, username="one", at=MONDAY_9)
    assert (caught.value.code, caught.value.params["username"]) == ("people.account_taken", "one")
    assert not Account.objects.filter(person=colleague).exists()
    assert "opened" not in verbs(colleague.pk)


@pytest.mark.parametrize("deed", ["open", "password", "close", "reopen"])
def test_an_editor_has_no_hold_of_the_account_of_whoever_holds_a_role(
    editor: Person, colleague: Person, seers: Role, deed: str
) -> None:
    grant(colleague, seers, by=None, at=MONDAY_9)
    account = None if deed == "open" else open_account(colleague, username="c", password=PASSWORD)
    with refused("people.account_of_holder"):
        _do(deed, colleague, account, by=editor)


@pytest.mark.parametrize("deed", ["open", "password", "close", "reopen"])
def test_somebody_without_the_permission_has_no_hold_of_any_account(
    student: Person, colleague: Person, deed: str
) -> None:
    account = None if deed == "open" else open_account(student, username="c", password=PASSWORD)
    with refused("people.not_permitted"):
        _do(deed, student, account, by=colleague)


def test_who_stands_in_for_a_holder_counts_as_one(
    editor: Person, colleague: Person, administrator: Person
) -> None:
    account = open_account(colleague, username="c", password=PASSWORD)
    set_password(account, password="another long word", by=editor, at=MONDAY_9)
    appoint_stand_in(
        administrator, colleague, starts_at=MONDAY_9, ends_at=MONDAY_9 + DAY, reason="", at=MONDAY_9
    )
    with refused("people.account_of_holder"):
        set_password(account, password=PASSWORD, by=editor, at=MONDAY_9)
    set_password(account, password=PASSWORD, by=editor, at=MONDAY_9 + DAY)


def _do(deed: str, person: Person, account: Any, *, by: Person) -> None:
    match deed:
        case "open":
            open_account(person, username="new", password=PASSWORD, by=by, at=MONDAY_9)
        case "password":
            set_password(account, password=PASSWORD, by=by, at=MONDAY_9)
        case "close":
            close_account(account, by=by, at=MONDAY_9)
        case _:
            reopen_account(account, by=by, at=MONDAY_9)


def test_an_account_of_nobody_can_be_closed(administrator: Person) -> None:
    bare = Account.objects.create_user("bare", PASSWORD)
    close_account(bare, by=administrator, at=MONDAY_9)
    assert verbs(bare.pk) == ["closed"]


def test_the_last_administrator_s_account_stays_open_while_another_s_is_shut(
    administrator: Person, second_administrator: Person
) -> None:
    first = open_account(administrator, username="a", at=MONDAY_9)
    second = open_account(second_administrator, username="b", at=MONDAY_9)
    close_account(second, by=administrator, at=MONDAY_9)
    with refused("people.last_administrator"):
        close_account(first, by=administrator, at=MONDAY_9)
    first.refresh_from_db()
    assert first.is_active
    reopen_account(second, by=administrator, at=MONDAY_9)
    close_account(first, by=second_administrator, at=MONDAY_9)


def test_an_erased_person_is_changed_no_more_and_their_number_is_free(
    administrator: Person, student: Person
) -> None:
    erase_person(student, by=administrator, at=MONDAY_9)
    with refused("people.erased"):
        change_person(student, by=administrator, at=MONDAY_9, name="回来了")
    assert people_by_number(["S0001"]) == {}
    assert names([student.pk]) == {student.pk: "—"}
    assert list(search(Person.objects.all(), "学生")) == []
    assert add_person(name="新人", kind="student", number="S0001", at=MONDAY_9).number == "S0001"


def test_an_erased_person_appoints_nobody_and_stands_in_for_nobody(clerk: Person, colleague: Person) -> None:
    made = appoint_stand_in(
        clerk, colleague, starts_at=MONDAY_9, ends_at=MONDAY_9 + DAY, reason="病", at=MONDAY_9
    )
    erase_person(colleague, by=None, at=MONDAY_9)
    made.refresh_from_db()
    assert (made.ended_at, made.reason) == (MONDAY_9, "")
    for principal, deputy in ((clerk, colleague), (colleague, clerk)):
        with refused("people.erased"):
            appoint_stand_in(
                principal, deputy, starts_at=MONDAY_9, ends_at=MONDAY_9 + DAY, reason="", at=MONDAY_9
            )


def test_an_earlier_beginning_becomes_the_instant_of_appointing(clerk: Person, colleague: Person) -> None:
    made = appoint_stand_in(
        clerk, colleague, starts_at=MONDAY_9 - 400 * DAY, ends_at=MONDAY_9 + DAY, reason=" 出差 ", at=MONDAY_9
    )
    assert (StandIn.objects.get().starts_at, made.reason) == (MONDAY_9, "出差")
    assert list(stand_ins()) == list(stand_ins_of(clerk)) == list(stand_ins_of(colleague)) == [made]
    end_stand_in(made, at=MONDAY_9 + DAY / 2, by=colleague)
    end_stand_in(made, at=MONDAY_9 + DAY * 0.75, by=clerk)
    assert StandIn.objects.get().ended_at == MONDAY_9 + DAY / 2


def test_unknown_fields_of_a_person_are_a_fault_of_ours(administrator: Person, student: Person) -> None:
    with pytest.raises(TypeError, match="erased_at"):
        change_person(student, by=administrator, at=MONDAY_9, erased_at="x")


def test_a_sheet_whose_number_somebody_adds_meanwhile_writes_nothing(office: OrgUnit) -> None:
    twice = [Enrolment("S1", "甲", "student", unit=office), Enrolment("S2", "乙", "student")]
    add_person(name="丙", kind="student", number="s1", at=MONDAY_9)
    assert enrol_many(twice, by=None, at=MONDAY_9) == 2, "a small letter is another number"
    assert enrol_many([], by=None, at=MONDAY_9) == 0


@pytest.mark.parametrize("code", ["", "a-b", "后勤", "x" * 41, "a b", "office\n"])
def test_a_unit_s_code_that_is_no_label_is_named(school: OrgUnit, code: str) -> None:
    with pytest.raises(Refused) as caught:
        add_unit(code=code, name="x", kind="office", parent=school)
    assert (caught.value.code, caught.value.params) == ("people.bad_code", {"code": code, "field": "code"})


def test_a_unit_moved_to_the_root_and_back_keeps_its_people(
    school: OrgUnit, office: OrgUnit, clerk: Person
) -> None:
    employ(clerk, office, starts_on=EARLIER)
    move_unit(office, under=None)
    assert (office.path, office.parent) == ("office", None)
    move_unit(office, under=school)
    assert office.path == "school.office"
    assert employments_of(clerk, MONDAY_9).get().unit.path == "school.office"


def test_nothing_is_put_under_a_closed_unit(school: OrgUnit, office: OrgUnit, college: OrgUnit) -> None:
    stale = OrgUnit.objects.get(pk=office.pk)
    close_unit(office, on=TODAY)
    with refused("people.parent_closed"):
        add_unit(code="s", name="维修科", kind="section", parent=stale)
    with refused("people.parent_closed"):
        move_unit(college, under=stale)
    assert list(units()) == [school, college]


def test_a_closed_unit_keeps_its_first_day_and_comes_back(school: OrgUnit, office: OrgUnit) -> None:
    section = add_unit(code="s", name="维修科", kind="section", parent=office)
    close_unit(section, on=TODAY - DAY)
    close_unit(office, on=TODAY)
    assert list(units()) == [school]
    assert list(all_units()) == [school, office, section]
    section.refresh_from_db()
    assert section.closed_on == TODAY - DAY
    reopen_unit(office, by=None, at=MONDAY_9)
    assert list(units()) == [school, office]
    change_unit(office, name=" 新 ", name_en="", kind="office", outside=True, by=None, at=MONDAY_9)
    assert (office.name, office.outside) == ("新", True)


def test_one_instance_asks_for_its_authority_once_an_instant(
    clerk: Person, seers: Role, django_assert_num_queries: Any
) -> None:
    ask_once(clerk)
    with django_assert_num_queries(4):
        for at in (MONDAY_9, MONDAY_9, MONDAY_9 + DAY, MONDAY_9):
            authority_of(clerk, at)
    grant(clerk, seers, by=None, at=MONDAY_9)
    assert not authority_of(clerk, MONDAY_9).holds("people.see"), (
        "a page sees one state from beginning to end"
    )
    assert authority_of(Person.objects.get(pk=clerk.pk), MONDAY_9).holds("people.see")
    assert list(holders("people.see", at=MONDAY_9)) == [clerk]
