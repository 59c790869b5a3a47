"""Acceptance by the clock: after the days promised, to the minute, once, and never over somebody's answer."""

from datetime import UTC, datetime, timedelta

import pytest

from houqin.kernel.trail.models import Happening
from houqin.services.repairs import tasks
from houqin.services.repairs.actions import answer, clock, work
from houqin.services.repairs.models import Assignment, Order
from houqin.services.repairs.queries import clocks
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, photo, refused

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def closing(order: Order) -> datetime:
    """Return when an order closes by itself; every mended one has such an hour."""
    order.refresh_from_db()
    assert order.closes_at is not None
    return order.closes_at


@pytest.mark.parametrize(
    ("fixed", "closes"),
    [
        (datetime(2026, 3, 2, 1, tzinfo=UTC), datetime(2026, 3, 5, 1, tzinfo=UTC)),
        (datetime(2026, 3, 5, 12, tzinfo=UTC), datetime(2026, 3, 10, 12, tzinfo=UTC)),
        (datetime(2026, 9, 30, 4, tzinfo=UTC), datetime(2026, 10, 10, 4, tzinfo=UTC)),
        (datetime(2026, 9, 17, 4, tzinfo=UTC), datetime(2026, 9, 21, 4, tzinfo=UTC)),
    ],
    ids=["a plain week", "over a weekend", "over the National Day holidays", "over a worked Sunday"],
)
def test_the_days_for_an_answer_are_working_days(cast: Cast, fixed: datetime, closes: datetime) -> None:
    order = brought_to(cast, "fixed", at=fixed)
    assert closing(order) == closes
    assert tasks.close_unanswered(closes - MINUTE) == 0
    assert tasks.close_unanswered(closes) == 1
    order.refresh_from_db()
    assert (order.state, order.closed_at, order.closes_at) == ("closed", closes, None)


def test_what_closed_by_itself_is_nobody_s_deed_and_ends_the_assignment(cast: Cast) -> None:
    order = brought_to(cast, "fixed")
    closes = closing(order)
    tasks.close_unanswered(closes + DAY)
    deed = Happening.objects.get(subject=order.pk, verb="auto_close")
    assert (deed.actor, deed.before, deed.after) == (None, "fixed", "closed")
    assert Assignment.objects.get(order=order).until == closes + DAY
    assert Assignment.objects.get(order=order).ended == ""


def test_an_answer_in_time_leaves_the_clock_nothing(cast: Cast) -> None:
    order = brought_to(cast, "fixed")
    answer.approve(order, by=cast.student, at=MONDAY_9 + DAY)
    assert tasks.close_unanswered(MONDAY_9 + 30 * DAY) == 0
    order.refresh_from_db()
    assert order.closed_at == MONDAY_9 + DAY


def test_sending_back_takes_the_hour_of_closing_away_and_the_next_repair_gives_a_new_one(cast: Cast) -> None:
    order = brought_to(cast, "fixed")
    first = closing(order)
    answer.send_back(order, note="还漏", by=cast.student, at=first - MINUTE)
    order.refresh_from_db()
    assert order.closes_at is None
    assert tasks.close_unanswered(first + DAY) == 0
    work.finish(order, photos=[photo("again.jpg")], by=cast.technician, at=first)
    assert closing(order) > first
    assert tasks.close_unanswered(first + MINUTE) == 0


def test_a_clock_that_looked_before_the_rework_does_not_close_after_it(cast: Cast) -> None:
    """The job reads its list first; an order sent back and mended again meanwhile has new days for an answer."""
    order = brought_to(cast, "fixed")
    first = closing(order)
    (stale,) = clocks.waiting_to_close(first)
    answer.send_back(order, note="还漏", by=cast.student, at=first)
    work.finish(order, photos=[photo("again.jpg")], by=cast.technician, at=first + MINUTE)
    assert clock.auto_close(stale, at=first + 2 * MINUTE) is False
    order.refresh_from_db()
    assert (order.state, order.closes_at is not None) == ("fixed", True)


def test_many_that_are_due_close_in_one_round_the_oldest_first(cast: Cast) -> None:
    orders = [brought_to(cast, "fixed", at=MONDAY_9 + n * MINUTE) for n in range(3)]
    waiting = clocks.waiting_to_close(MONDAY_9 + 10 * DAY)
    assert [one.pk for one in waiting] == [one.pk for one in orders]
    assert [one.pk for one in clocks.waiting_to_close(MONDAY_9 + 10 * DAY, limit=2)] == [
        one.pk for one in orders[:2]
    ]
    assert tasks.close_unanswered(MONDAY_9 + 10 * DAY) == 3
    assert tasks.close_unanswered(MONDAY_9 + 10 * DAY) == 0


def test_a_repair_closed_by_the_clock_may_be_opened_again_within_its_days(cast: Cast) -> None:
    order = brought_to(cast, "fixed")
    closed = closing(order)
    tasks.close_unanswered(closed)
    order.refresh_from_db()
    with refused("repairs.too_late_to_reopen"):
        answer.reopen(order, note="又坏", by=cast.student, at=closed + 30 * DAY + MINUTE)
    answer.reopen(order, note="又坏", by=cast.student, at=closed + 30 * DAY)
    order.refresh_from_db()
    assert (order.state, order.handler, order.closed_at, order.fixed_at, order.reworks) == (
        "accepted", None, None, None, 1,
    )  # fmt: skip


def test_what_is_opened_again_keeps_its_first_answer_and_arrival(cast: Cast) -> None:
    order = brought_to(cast, "fixed")
    order.refresh_from_db()
    acknowledged, arrived, due = order.acknowledged_at, order.arrived_at, order.due_at
    answer.approve(order, by=cast.student, at=MONDAY_9 + DAY)
    answer.reopen(order, note="又坏", by=cast.student, at=MONDAY_9 + 2 * DAY)
    order.refresh_from_db()
    assert (order.acknowledged_at, order.arrived_at, order.due_at) == (acknowledged, arrived, due)


def test_each_round_of_rework_is_counted_and_the_last_repair_is_the_repair(cast: Cast) -> None:
    order = brought_to(cast, "fixed")
    for round_ in (1, 2, 3):
        at = MONDAY_9 + round_ * 10 * MINUTE
        answer.send_back(order, note=f"第 {round_} 次", by=cast.student, at=at)
        work.finish(order, photos=[photo(f"{round_}.jpg")], by=cast.technician, at=at + 5 * MINUTE)
    order.refresh_from_db()
    assert (order.reworks, order.fixed_at, order.fix_minutes) == (3, MONDAY_9 + 35 * MINUTE, 35)
    assert order.attachments.filter(slot="after").count() == 4
