"""Figures with their rows, search entries, the demo, the feature's own words."""

import random
from types import SimpleNamespace

from houqin.kernel.people.actions.units import add_unit
from houqin.services.suppliers import demo, figures, finding
from houqin.services.suppliers.actions import settling
from houqin.services.suppliers.lifecycle import SETTLEMENT, SUPPLIER
from houqin.services.suppliers.models import Contract, Price, Supplier
from houqin.services.suppliers.queries import register
from houqin.services.suppliers.rules import bounds
from houqin.services.suppliers.tests.cast import APRIL_9, MARCH, MONDAY_9, Firms, drawn

APRIL = bounds(APRIL_9.date())


def test_settled_money_counts_when_it_is_final_and_only_what_one_may_see(firms: Firms) -> None:
    made = drawn(firms)
    assert figures.settled_yuan(firms.clerk, *APRIL, APRIL_9) == 0
    settling.confirm(made, by=firms.leader, at=APRIL_9)
    settling.check(made, by=firms.clerk, at=APRIL_9)
    settling.approve(made, by=firms.head, at=APRIL_9)
    for person, yuan in (
        (firms.head, 300.0),
        (firms.leader, 300.0),
        (firms.other_leader, 0),
        (firms.stranger, 0),
    ):
        assert figures.settled_yuan(person, *APRIL, APRIL_9) == yuan
    assert list(figures.final_rows(firms.head, *APRIL, APRIL_9)) == [made]
    assert figures.settled_yuan(firms.head, *bounds(MARCH), APRIL_9) == 0


def test_contracts_that_end_in_a_period_are_counted_to_the_day(firms: Firms) -> None:
    assert figures.ending(firms.clerk, *bounds(MARCH), MONDAY_9) == 1
    assert figures.ending(firms.clerk, *APRIL, MONDAY_9) == 0
    assert list(figures.ending_rows(firms.clerk, *bounds(MARCH), MONDAY_9)) == [firms.contract]


def test_a_supplier_is_found_by_who_sees_its_unit_alone(firms: Firms) -> None:
    ((pk, entry),) = finding.entries([firms.cooling.pk])
    assert (pk, entry.title, list(entry.people)) == (firms.cooling.pk, "制冷公司", [])
    assert (entry.permission, entry.unit_path, entry.public) == ("suppliers.see", "su.wb2", False)


def test_the_demo_registers_the_units_its_story_names_with_contracts_that_run(firms: Firms) -> None:
    Price.objects.all().delete()
    Contract.objects.all().delete()
    Supplier.objects.all().delete()
    units = {one.code: one for one in (firms.cooling.organisation, firms.doors.organisation, firms.school)}
    world = SimpleNamespace(
        units=units, places={firms.campus.path: firms.campus, firms.room.path: firms.room}
    )
    demo.load(world, rng=random.Random(1), until=MONDAY_9)
    able = [
        list(register.able(work, firms.room, MONDAY_9))
        for work in ("hvac.water", "locks.door_lock", "plumbing")
    ]
    assert [[one.organisation.code for one in found] for found in able] == [["wb2"], ["wb3"], []]
    assert Price.objects.count() == 5
    empty = SimpleNamespace(
        units={"x": add_unit(code="x", name="x", kind="office", parent=firms.school)}, places={}
    )
    demo.load(empty, rng=random.Random(1), until=MONDAY_9)
    assert Supplier.objects.count() == 2


def test_every_state_and_move_has_its_words() -> None:
    for lifecycle in (SUPPLIER, SETTLEMENT):
        assert all(str(look.title) and str(look.sentence) for look in lifecycle.states.values())
        assert all(str(move.title) and str(move.done) for move in lifecycle.moves)
    assert SETTLEMENT["approve"].apart_from == ("open", "revise", "confirm", "check")
    assert {move.name for move in SUPPLIER.moves if move.system} == {"remind"}
