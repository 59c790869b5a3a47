from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from houqin.kernel.base.ids import new_id
from houqin.kernel.people.actions.grants import end_grant, grant
from houqin.kernel.people.actions.stand_ins import appoint_stand_in, end_stand_in
from houqin.kernel.people.actions.units import add_unit
from houqin.kernel.people.authority import Authority, Holding, Warrant, authority_of
from houqin.kernel.people.models import Grant, OrgUnit, Person, Role
from houqin.kernel.people.queries import holders
from houqin.kernel.people.scope import ALL, Scope, lies_in, outermost
from houqin.kernel.people.tests.stage import DAY, EARLIER, MONDAY_9, TODAY

PERMISSIONS = ("seals.stamp", "seals.see", "people.see")


def test_a_grant_over_a_unit_covers_that_unit_and_all_beneath_but_not_its_neighbours(
    clerk: Person, seers: Role, school: OrgUnit, office: OrgUnit, college: OrgUnit
) -> None:
    section = add_unit(code="section", name="维修科", kind="section", parent=office)
    grant(clerk, seers, by=None, at=MONDAY_9, unit=office)
    authority = authority_of(clerk, MONDAY_9)
    assert authority.over("people.see", unit=office) == Warrant(None)
    assert authority.over("people.see", unit=section) == Warrant(None)
    assert authority.over("people.see", unit=college) is None
    assert authority.over("people.see", unit=school) is None
    assert authority.over("people.see") is None
    assert authority.over("people.edit", unit=office) is None
    assert authority.holds("people.see")


def test_a_unit_whose_code_begins_alike_is_not_beneath() -> None:
    assert lies_in("school.office.x", "school.office")
    assert not lies_in("school.office2", "school.office")


def test_a_grant_without_scope_covers_matters_of_no_unit(clerk: Person, seers: Role) -> None:
    grant(clerk, seers, by=None, at=MONDAY_9)
    assert authority_of(clerk, MONDAY_9).over("people.see") == Warrant(None)
    assert authority_of(clerk, MONDAY_9).scope("people.see") == Scope(everywhere=True)


def test_a_grant_holds_from_its_first_day_to_its_last_in_campus_time(clerk: Person, seers: Role) -> None:
    grant(clerk, seers, by=None, at=MONDAY_9, starts_on=TODAY, ends_on=TODAY)
    midnight = MONDAY_9.replace(hour=16)  # 24:00 in Shanghai
    assert not authority_of(clerk, MONDAY_9 - DAY).holds("people.see")
    assert authority_of(clerk, midnight - timedelta(seconds=1)).holds("people.see")
    assert not authority_of(clerk, midnight).holds("people.see")


def test_an_ended_grant_is_gone_at_once(clerk: Person, seers: Role) -> None:
    given_ = grant(clerk, seers, by=None, at=MONDAY_9, starts_on=EARLIER)
    end_grant(given_, by=None, at=MONDAY_9)
    assert not authority_of(clerk, MONDAY_9).holds("people.see")


@pytest.fixture
def standing(clerk: Person, colleague: Person, seers: Role) -> Any:
    grant(clerk, seers, by=None, at=MONDAY_9, starts_on=EARLIER)
    return appoint_stand_in(
        clerk, colleague, starts_at=MONDAY_9, ends_at=MONDAY_9 + DAY, reason="出差", at=MONDAY_9
    )


def test_a_deputy_acts_in_the_name_of_the_principal_within_the_window_only(
    standing: Any, clerk: Person, colleague: Person
) -> None:
    inside = authority_of(colleague, MONDAY_9)
    assert inside.over("people.see") == Warrant(clerk.pk)
    assert inside.principals == (clerk.pk,)
    assert not authority_of(colleague, MONDAY_9 - timedelta(seconds=1)).holds("people.see")
    assert not authority_of(colleague, MONDAY_9 + DAY).holds("people.see")


def test_a_stand_in_ended_early_ends_then(standing: Any, colleague: Person) -> None:
    end_stand_in(standing, at=MONDAY_9 + DAY / 2)
    assert authority_of(colleague, MONDAY_9 + DAY / 4).holds("people.see")
    assert not authority_of(colleague, MONDAY_9 + DAY / 2).holds("people.see")


def test_one_acts_in_ones_own_name_where_one_holds_the_permission_oneself(
    standing: Any, colleague: Person, seers: Role
) -> None:
    grant(colleague, seers, by=None, at=MONDAY_9)
    assert authority_of(colleague, MONDAY_9).over("people.see") == Warrant(None)


def test_a_deputy_of_a_deputy_holds_nothing(standing: Any, colleague: Person, student: Person) -> None:
    appoint_stand_in(colleague, student, starts_at=MONDAY_9, ends_at=MONDAY_9 + DAY, reason="", at=MONDAY_9)
    assert authority_of(student, MONDAY_9).principals == (colleague.pk,)
    assert not authority_of(student, MONDAY_9).holds("people.see")
    assert student not in holders("people.see", at=MONDAY_9)


def test_authority_takes_two_queries_however_many_grants(
    standing: Any, colleague: Person, seers: Role
) -> None:
    for _ in range(5):
        grant(colleague, seers, by=None, at=MONDAY_9)
    with CaptureQueriesContext(connection) as asked:
        authority_of(colleague, MONDAY_9)
    assert len(asked) == 2


def test_everywhere_is_not_lost_when_joined_by_or_with_another_condition(
    student: Person, clerk: Person
) -> None:
    assert set(Person.objects.filter(Q(pk=student.pk) | ALL)) == {student, clerk}
    assert list(Person.objects.filter(Q(pk=student.pk) & ALL)) == [student]
    assert not Person.objects.filter(Scope().q(unit=None, place=None)).exists()


def test_a_scope_drops_what_lies_inside_another_part_of_it() -> None:
    assert outermost(["a.b", "a", "c.d", "c.d.e", "ab"]) == ("a", "ab", "c.d")
    assert Scope().nothing
    assert not Scope(unit_paths=("a",)).nothing


trees = st.lists(st.integers(0, 100), min_size=1, max_size=8)
grants = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.one_of(st.none(), st.integers(0, 7)),
        st.booleans(),
        st.sampled_from(PERMISSIONS),
    ),
    max_size=8,
)
deputies = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=4)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=trees, given_grants=grants, deputies=deputies)
def test_the_scope_in_sql_agrees_with_the_scope_in_python(
    db: None, tree: list[int], given_grants: list[Any], deputies: list[tuple[int, int]]
) -> None:
    with transaction.atomic():
        units = _forest(tree)
        people = [Person.objects.create(name=str(n), kind="staff", created_at=MONDAY_9) for n in range(4)]
        _give(people, units, given_grants, deputies)
        for person in people:
            authority = authority_of(person, MONDAY_9)
            for permission in PERMISSIONS:
                _agree(authority, permission, units, person)
        transaction.set_rollback(True)


def _forest(tree: list[int]) -> list[OrgUnit]:
    units: list[OrgUnit] = []
    for number, above in enumerate(tree):
        parent = units[above % len(units)] if units and above % 3 else None
        path = f"{parent.path}.n{number}" if parent else f"n{number}"
        units.append(
            OrgUnit.objects.create(code=f"n{number}", name="x", kind="office", parent=parent, path=path)
        )
    return units


def _give(
    people: list[Person], units: list[OrgUnit], wanted: list[Any], deputies: list[tuple[int, int]]
) -> None:
    for owner, spot, by_place, permission in wanted:
        role = Role.objects.create(key=str(new_id()), title="x", permissions=[permission])
        unit = None if spot is None else units[spot % len(units)]
        Grant.objects.create(
            person=people[owner], role=role, starts_on=TODAY,
            unit=None if by_place else unit, place_path=unit.path if unit and by_place else None,
        )  # fmt: skip
    for principal, deputy in {pair for pair in deputies if pair[0] != pair[1]}:
        appoint_stand_in(
            people[principal],
            people[deputy],
            starts_at=MONDAY_9,
            ends_at=MONDAY_9 + DAY,
            reason="",
            at=MONDAY_9,
        )


def _agree(authority: Authority, permission: str, units: list[OrgUnit], person: Person) -> None:
    """Units stand for matters twice: as the unit of a matter, and (same paths) as its place."""
    scope = authority.scope(permission)
    by_unit = set(OrgUnit.objects.filter(scope.q(unit="", place=None)))
    by_place = set(OrgUnit.objects.filter(scope.q(unit=None, place="")))
    assert by_unit == {unit for unit in units if authority.over(permission, unit=unit)}
    assert by_place == {unit for unit in units if authority.over(permission, place=unit)}
    assert authority.holds(permission) != scope.nothing
    unit = units[-1]
    assert holders(permission, at=MONDAY_9, unit=unit).contains(person) == (unit in by_unit)
    assert holders(permission, at=MONDAY_9, place=unit).contains(person) == (unit in by_place)
    assert holders(permission, at=MONDAY_9).contains(person) == authority.holds(permission)


def test_a_holding_over_a_place_says_nothing_of_units() -> None:
    holding = Holding(frozenset({"x"}), place_path="east.b1")
    assert holding.covers(None, "east.b1.r101")
    assert not holding.covers("east.b1", None)
