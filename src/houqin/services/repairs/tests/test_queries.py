"""Who sees which orders, and what is told of them."""

from datetime import timedelta

import pytest

from houqin.kernel.people.models import Person
from houqin.services.repairs.actions import answer, dispatch
from houqin.services.repairs.actions.report import report
from houqin.services.repairs.models import Order
from houqin.services.repairs.queries import board, orders, promises, telling
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, promised, reported

LATER = MONDAY_9 + timedelta(hours=1)


def sees(person: Person, order: Order) -> bool:
    """Tell whether a person may see an order."""
    return orders.visible_to(person, LATER).filter(pk=order.pk).exists()


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("student", True),
        ("technician", True),
        ("dispatcher", True),
        ("second_dispatcher", True),
        ("head", True),
        ("other_student", False),
        ("second_technician", False),
        ("west_dispatcher", False),
        ("outsider", False),
    ],
)
def test_an_order_is_seen_by_its_people_and_its_place_only(cast: Cast, who: str, may: bool) -> None:
    order = brought_to(cast, "assigned")
    assert sees(getattr(cast, who), order) is may


def test_whoever_gave_an_order_back_sees_it_no_more(cast: Cast) -> None:
    order = brought_to(cast, "assigned")
    dispatch.reassign(order, technician=cast.second_technician, by=cast.dispatcher, at=LATER)
    assert not sees(cast.technician, order)
    assert sees(cast.second_technician, order)


def test_the_board_of_a_campus_leaves_out_the_other(cast: Cast) -> None:
    here = reported(cast)
    there = report(place=cast.lake, text="路灯倒了", by=cast.student, at=MONDAY_9)
    assert list(orders.to_dispatch(cast.dispatcher, LATER)) == [here]
    assert list(orders.to_dispatch(cast.west_dispatcher, LATER)) == [there]
    assert not orders.to_dispatch(cast.student, LATER).exists()


def test_a_technician_s_day_is_ordered_by_the_promise(cast: Cast) -> None:
    slow = brought_to(cast, "assigned", code="carpentry.curtain")
    fast = brought_to(cast, "assigned", code="plumbing.pipe_leak")
    brought_to(cast, "fixed")
    assert list(orders.of_technician(cast.technician, LATER)) == [fast, slow]
    assert orders.finished_today(cast.technician, LATER).count() == 1
    assert not orders.of_technician(cast.second_technician, LATER).exists()


def test_the_phone_of_a_reporter_is_for_those_at_work_and_not_for_ever(cast: Cast) -> None:
    order = brought_to(cast, "fixed")
    told = dict(telling.facts(order, cast.technician, LATER))
    assert cast.student.phone in told.values()
    assert cast.student.phone not in dict(telling.facts(order, cast.head, LATER)).values()
    answer.approve(order, by=cast.student, at=LATER)
    assert cast.student.phone not in dict(telling.facts(order, cast.technician, LATER)).values()


def test_recent_places_are_one_s_own_newest_first(cast: Cast) -> None:
    reported(cast)
    report(place=cast.lake, text="长椅坏了", by=cast.student, at=LATER)
    reported(cast, at=LATER - timedelta(minutes=5))
    assert orders.places_reported(cast.student, LATER) == [cast.lake, cast.room]
    assert orders.places_reported(cast.other_student, LATER) == []


def test_the_form_shows_one_promise_for_each_urgency(cast: Cast) -> None:
    shown = promises.promises(cast.room, MONDAY_9)
    assert set(shown) == {"danger", "urgent", "normal", "low"}
    assert shown["urgent"].fix_at == MONDAY_9 + timedelta(hours=8)


def test_the_board_counts_what_waits_and_what_runs_out(cast: Cast) -> None:
    reported(cast)
    brought_to(cast, "working")
    brought_to(cast, "fixed")
    late = reported(cast, code="plumbing.pipe_leak")
    at = promised(late) - timedelta(minutes=30)
    rows = orders.to_dispatch(cast.dispatcher, at)
    assert rows.filter(board.waiting()).count() == board.waiting_count(cast.dispatcher, at) == 2
    assert rows.filter(board.under_way()).count() == 1
    assert rows.filter(board.to_answer()).count() == 1
    assert list(rows.filter(board.running_out(at))) == [late]


def test_the_week_of_the_board_tells_days_apart(cast: Cast) -> None:
    reported(cast, at=MONDAY_9 - timedelta(days=1))
    brought_to(cast, "fixed")
    reported(cast, at=MONDAY_9 - timedelta(days=7))
    week = board.week(cast.dispatcher, LATER)
    assert [day.reported for day in week] == [0, 0, 0, 0, 0, 1, 1]
    assert [(day.fixed, day.on_time) for day in week][-1] == (1, 1)
    assert week[-2].minutes is None


def test_reports_by_trade_gather_the_rare_ones(cast: Cast) -> None:
    for code in (
        "plumbing.faucet",
        "plumbing.toilet",
        "electrical.light",
        "hvac.water",
        "ict.network",
        "other.other",
    ):
        reported(cast, code=code)
    _dates, series = board.by_trade(cast.dispatcher, LATER)
    assert sum(sum(one.counts) for one in series) == 6
    assert series[0].counts[-1] == 2
    assert (series[-1].name, sum(series[-1].counts)) == ("", 2)


def test_the_load_of_technicians_counts_what_they_have_in_hand(cast: Cast) -> None:
    brought_to(cast, "taken")
    brought_to(cast, "working")
    brought_to(cast, "fixed")
    loads = {one.person.name: (one.open, one.finished) for one in board.loads(cast.dispatcher, LATER)}
    assert loads == {"赵六": (2, 1), "孙七": (0, 0)}
