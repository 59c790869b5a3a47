"""Roles and grants seen from those who may not: own benefit, through a deputy, beyond one's scope."""

from typing import Any

import pytest

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.actions.grants import end_grant, grant
from houqin.kernel.people.actions.people import erase_person
from houqin.kernel.people.actions.roles import edit_role, grantable, load_default_roles
from houqin.kernel.people.actions.stand_ins import appoint_stand_in
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Grant, OrgUnit, Person, Role
from houqin.kernel.people.queries import grants_given, grants_of, roles
from houqin.kernel.people.tests.stage import DAY, EARLIER, MONDAY_9, TODAY, refused, verbs
from houqin.kernel.registry.house import house
from houqin.kernel.trail.models import Happening


def stand_in(principal: Person, deputy: Person) -> None:
    appoint_stand_in(principal, deputy, starts_at=MONDAY_9, ends_at=MONDAY_9 + DAY, reason="", at=MONDAY_9)


def edit(role: Role, *permissions: str, by: Person) -> Role:
    return edit_role(role, key=role.key, title=role.title, permissions=permissions, by=by, at=MONDAY_9)


def test_a_deputy_of_the_administrator_widens_the_administrators_role_no_more_than_the_administrator(
    administrator: Person, administrators: Role, clerk: Person
) -> None:
    stand_in(administrator, clerk)
    with refused("people.own_role"):
        edit(administrators, *administrators.permissions, "lifecycle.routes", by=clerk)
    administrators.refresh_from_db()
    assert "lifecycle.routes" not in administrators.permissions


def test_a_role_one_holds_may_be_narrowed_and_renamed(administrator: Person, administrators: Role) -> None:
    narrowed = [name for name in administrators.permissions if name != "places.edit"]
    edit(administrators, *narrowed, by=administrator)
    administrators.refresh_from_db()
    assert administrators.permissions == sorted(narrowed)
    told = Happening.objects.filter(subject=administrators.pk, verb="changed").get()
    assert (told.facts["added"], told.facts["removed"]) == ([], ["places.edit"])


def test_a_role_whose_grant_has_run_out_is_no_longer_ones_own(
    administrator: Person, seers: Role, second_administrator: Person
) -> None:
    grant(administrator, seers, by=None, at=MONDAY_9, starts_on=EARLIER, ends_on=TODAY - DAY)
    edit(seers, "people.see", "places.edit", by=administrator)
    grant(second_administrator, seers, by=None, at=MONDAY_9)
    with refused("people.own_role"):
        edit(seers, "people.see", "places.edit", "people.edit", by=second_administrator)


def test_a_role_is_the_whole_schools_so_who_grants_in_one_unit_edits_none(
    clerk: Person, office: OrgUnit, seers: Role
) -> None:
    local = edit_role(None, key="local", title="科室授权人", permissions=["people.grant"], at=MONDAY_9)
    grant(clerk, local, by=None, at=MONDAY_9, unit=office)
    with refused("people.not_permitted"):
        edit(seers, by=clerk)
    with refused("people.not_permitted"):
        edit_role(None, key="new", title="新", permissions=[], by=clerk, at=MONDAY_9)


@pytest.mark.parametrize("bad", ["lifecycle.own", "lifecycle.decide", "", "people.see ", "\0"])
def test_a_role_holds_nothing_that_comes_from_being_a_cases_own_person_nor_what_nobody_declares(
    administrator: Person, bad: str
) -> None:
    with pytest.raises(Refused) as caught:
        edit_role(None, key="x", title="x", permissions=["people.see", bad], by=administrator, at=MONDAY_9)
    assert (caught.value.code, caught.value.params) == ("people.unknown_permission", {"names": bad})
    assert not Role.objects.filter(key="x").exists()


def test_what_may_be_granted_is_exactly_what_is_held_by_grant() -> None:
    assert grantable() == {name for name, one in house().permissions.items() if one.holder == "grant"}
    assert "lifecycle.own" not in grantable()


def test_default_roles_are_loaded_twice_without_a_second_copy(db: None) -> None:
    first = {key: role.pk for key, role in load_default_roles().items()}
    assert {key: role.pk for key, role in load_default_roles().items()} == first
    assert all(set(role.permissions) <= grantable() for role in Role.objects.all())


def test_a_local_grantor_takes_back_only_what_they_could_have_given(
    clerk: Person, colleague: Person, student: Person, seers: Role, office: OrgUnit, college: OrgUnit
) -> None:
    permissions = ["people.grant", "people.see"]
    local = edit_role(None, key="local", title="科室授权人", permissions=permissions, at=MONDAY_9)
    grant(clerk, local, by=None, at=MONDAY_9, unit=office, starts_on=EARLIER)
    inside = grant(colleague, seers, by=None, at=MONDAY_9, unit=office, starts_on=EARLIER)
    outside = grant(student, seers, by=None, at=MONDAY_9, unit=college, starts_on=EARLIER)
    everywhere = grant(student, seers, by=None, at=MONDAY_9, starts_on=EARLIER)
    end_grant(inside, by=clerk, at=MONDAY_9)
    for beyond in (outside, everywhere):
        with refused("people.grant_beyond_scope"):
            end_grant(beyond, by=clerk, at=MONDAY_9)
    assert Grant.objects.filter(ends_on=None, role=seers).count() == 2


def test_a_grant_over_a_place_is_given_only_by_who_grants_there(
    administrator: Person, clerk: Person, colleague: Person, seers: Role, office: OrgUnit
) -> None:
    local = edit_role(
        None, key="local", title="楼授权人", permissions=["people.grant", "people.see"], at=MONDAY_9
    )
    grant(clerk, local, by=administrator, at=MONDAY_9, place_path="east.b3")
    grant(colleague, seers, by=clerk, at=MONDAY_9, place_path="east.b3.r1")
    for scope in ({"place_path": "east"}, {"place_path": "east.b30"}, {"unit": office}, {}):
        with refused("people.grant_beyond_scope"):
            grant(colleague, seers, by=clerk, at=MONDAY_9, **scope)


def test_a_deputy_gives_in_the_principals_name_and_the_trail_tells_both(
    administrator: Person, clerk: Person, colleague: Person, seers: Role
) -> None:
    stand_in(administrator, clerk)
    grant(colleague, seers, by=clerk, at=MONDAY_9)
    told = Happening.objects.get(subject=colleague.pk, verb="given")
    assert (told.actor, told.on_behalf_of) == (clerk.pk, administrator.pk)
    assert told.facts == {"role": "seer", "unit": "", "place": "", "from": "2026-03-02", "to": ""}


@pytest.mark.parametrize("lacking", ["nobody", "unit"])
def test_an_erased_person_is_given_nothing(clerk: Person, seers: Role, lacking: str, office: OrgUnit) -> None:
    erase_person(clerk, by=None, at=MONDAY_9)
    scope: dict[str, Any] = {"unit": office} if lacking == "unit" else {}
    with refused("people.erased"):
        grant(clerk, seers, by=None, at=MONDAY_9, **scope)
    assert not authority_of(clerk, MONDAY_9).holdings


def test_lists_of_grants_count_and_order_what_there_is(
    administrator: Person, clerk: Person, colleague: Person, seers: Role
) -> None:
    old = grant(clerk, seers, by=administrator, at=MONDAY_9, starts_on=EARLIER, ends_on=EARLIER)
    new = grant(clerk, seers, by=administrator, at=MONDAY_9)
    other = grant(colleague, seers, by=administrator, at=MONDAY_9)
    assert list(grants_of(clerk)) == [new, old]
    assert {role.key: role.holders for role in roles()} == {"administrator": 1, "seer": 3}
    erase_person(colleague, by=administrator, at=MONDAY_9)
    assert other not in grants_given()
    assert set(grants_given()) >= {old, new}
    assert verbs(clerk.pk).count("given") == 2
