from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from houqin.kernel.people.actions.employments import employ, end_employment
from houqin.kernel.people.actions.grants import grant
from houqin.kernel.people.actions.units import add_unit, change_unit, close_unit, move_unit, reopen_unit
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import OrgUnit, Person, Role
from houqin.kernel.people.queries import ancestors, home_unit, units, units_of, units_with_counts
from houqin.kernel.people.scope import lies_in
from houqin.kernel.people.tests.stage import DAY, EARLIER, MONDAY_9, TODAY, refused, verbs


def test_a_code_is_a_plain_label_and_stands_once_in_the_school(school: OrgUnit, office: OrgUnit) -> None:
    for bad in ("后勤", "a-b", "a.b", "", "x" * 41):
        with refused("people.bad_code"):
            add_unit(code=bad, name="x", kind="office", parent=school)
    with refused("people.code_taken"):
        add_unit(code="office", name="x", kind="office")


def test_a_moved_unit_takes_its_children_and_its_grants_along(
    clerk: Person, seers: Role, office: OrgUnit, college: OrgUnit
) -> None:
    section = add_unit(code="section", name="维修科", kind="section", parent=office)
    grant(clerk, seers, by=None, at=MONDAY_9, unit=college)
    assert authority_of(clerk, MONDAY_9).over("people.see", unit=section) is None
    move_unit(office, under=college, by=None, at=MONDAY_9)
    section.refresh_from_db()
    assert section.path == "school.college.office.section"
    assert authority_of(clerk, MONDAY_9).over("people.see", unit=section)
    assert [unit.code for unit in ancestors(section)] == ["school", "college", "office", "section"]


def test_a_unit_never_comes_under_itself(school: OrgUnit, office: OrgUnit) -> None:
    for under in (school, office):
        with refused("people.unit_under_itself"):
            move_unit(school, under=under)


def test_a_child_added_with_a_stale_parent_in_hand_lands_at_the_parents_new_path(
    office: OrgUnit, college: OrgUnit
) -> None:
    stale = OrgUnit.objects.get(pk=office.pk)
    move_unit(office, under=college)
    assert add_unit(code="s", name="x", kind="section", parent=stale).path == "school.college.office.s"


def test_a_closed_unit_ends_the_grants_over_it_and_what_is_beneath(
    clerk: Person, seers: Role, school: OrgUnit, office: OrgUnit
) -> None:
    section = add_unit(code="section", name="维修科", kind="section", parent=office)
    grant(clerk, seers, by=None, at=MONDAY_9, unit=section, starts_on=EARLIER)
    grant(clerk, seers, by=None, at=MONDAY_9, unit=section, starts_on=TODAY + DAY * 30)
    close_unit(office, on=TODAY, by=None, at=MONDAY_9)
    assert list(units()) == [school]
    assert not authority_of(clerk, MONDAY_9 + DAY).holds("people.see")
    assert not authority_of(clerk, MONDAY_9 + DAY * 40).holds("people.see")
    with refused("people.parent_closed"):
        reopen_unit(OrgUnit.objects.get(pk=section.pk), by=None, at=MONDAY_9)
    reopen_unit(office, by=None, at=MONDAY_9)
    assert list(units()) == [school, office]


def test_only_who_edits_over_both_ends_moves_a_unit(
    clerk: Person, administrator: Person, office: OrgUnit, college: OrgUnit
) -> None:
    editors = Role.objects.create(key="editor", title="编辑", permissions=["people.edit"])
    grant(clerk, editors, by=None, at=MONDAY_9, unit=office)
    with refused("people.not_permitted"):
        move_unit(office, under=college, by=clerk, at=MONDAY_9)
    move_unit(office, under=college, by=administrator, at=MONDAY_9)
    change_unit(office, name="后勤管理处", name_en="", kind="office", outside=False, by=clerk, at=MONDAY_9)
    assert verbs(office.pk) == ["moved", "changed"]


def test_one_belongs_to_a_unit_once_at_a_time(clerk: Person, office: OrgUnit, college: OrgUnit) -> None:
    first = employ(clerk, office, starts_on=EARLIER, post="电工")
    with refused("people.employed_already"):
        employ(clerk, office, starts_on=TODAY)
    employ(clerk, college, starts_on=TODAY)
    assert units_of(clerk, MONDAY_9) == [college, office]
    assert home_unit(clerk, MONDAY_9) == college
    end_employment(first, on=TODAY, by=None, at=MONDAY_9)
    assert units_of(clerk, MONDAY_9 + DAY) == [college]
    with refused("people.period_backwards"):
        end_employment(first, on=EARLIER - DAY, by=None, at=MONDAY_9)
    assert {unit.code: unit.people for unit in units_with_counts(MONDAY_9 + DAY)}["college"] == 1


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    tree=st.lists(st.integers(0, 50), min_size=2, max_size=9),
    moves=st.lists(st.tuples(*[st.integers(0, 8)] * 2)),
)
def test_after_any_moves_every_path_is_its_parents_path_and_its_code(
    db: None, tree: list[int], moves: list[Any]
) -> None:
    with transaction.atomic():
        made: list[OrgUnit] = []
        for number, above in enumerate(tree):
            parent = made[above % len(made)] if made and above % 3 else None
            made.append(add_unit(code=f"n{number}", name="x", kind="office", parent=parent))
        for which, where in moves[:6]:
            unit, under = made[which % len(made)], made[where % len(made)]
            unit.refresh_from_db()
            under.refresh_from_db()
            if lies_in(under.path, unit.path):
                with refused("people.unit_under_itself"):
                    move_unit(unit, under=under)
            else:
                move_unit(unit, under=under)
        for unit in OrgUnit.objects.select_related("parent"):
            assert unit.path == (f"{unit.parent.path}.{unit.code}" if unit.parent else unit.code)
        transaction.set_rollback(True)
