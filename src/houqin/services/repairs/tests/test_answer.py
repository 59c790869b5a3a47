"""The reporter's answers, and what the clock answers for those who do not."""

from datetime import timedelta

import pytest

from houqin.kernel.trail.queries import timeline
from houqin.services.repairs import tasks
from houqin.services.repairs.actions import answer, clock, work
from houqin.services.repairs.lifecycle import State
from houqin.services.repairs.models import Assignment, Escalation
from houqin.services.repairs.queries import clocks
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, photo, promised, refused, reported

LATER = MONDAY_9 + timedelta(hours=2)
DAY = timedelta(days=1)


def test_accepting_closes_the_order_and_the_period(cast: Cast) -> None:
    order = brought_to(cast, "fixed")
    answer.approve(order, by=cast.student, at=LATER)
    order.refresh_from_db()
    assert (order.state, order.closed_at, order.closes_at) == (State.CLOSED, LATER, None)
    assert Assignment.objects.get(order=order).until == LATER


@pytest.mark.parametrize("who", ["technician", "dispatcher", "other_student", "head"])
def test_nobody_accepts_for_the_reporter(cast: Cast, who: str) -> None:
    order = brought_to(cast, "fixed")
    with refused("lifecycle.not_permitted"):
        answer.approve(order, by=getattr(cast, who), at=LATER)


def test_sent_back_goes_to_the_same_technician_and_the_promise_runs_on(cast: Cast) -> None:
    order = brought_to(cast, "fixed")
    promised = order.due_at
    answer.send_back(order, note="还在滴水", by=cast.student, at=LATER)
    assert (order.state, order.handler, order.reworks) == (State.WORKING, cast.technician, 1)
    assert (order.due_at, order.fixed_at, order.closes_at) == (promised, None, None)
    work.finish(order, photos=[photo("two.jpg")], by=cast.technician, at=LATER + timedelta(hours=1))
    assert order.fix_minutes == 180


def test_sending_back_owes_words(cast: Cast) -> None:
    order = brought_to(cast, "fixed")
    with refused("repairs.reason_needed"):
        answer.send_back(order, note=" ", by=cast.student, at=LATER)


@pytest.mark.parametrize("state", ["submitted", "assigned", "taken"])
def test_a_reporter_may_cancel_before_work_begins(cast: Cast, state: str) -> None:
    order = brought_to(cast, state)
    answer.cancel(order, by=cast.student, at=LATER)
    assert order.state == State.CANCELLED
    assert not Assignment.objects.filter(order=order, until=None).exists()


@pytest.mark.parametrize("state", ["working", "fixed"])
def test_a_reporter_may_not_cancel_after(cast: Cast, state: str) -> None:
    order = brought_to(cast, state)
    with refused("lifecycle.moved_on"):
        answer.cancel(order, by=cast.student, at=LATER)


def test_reopening_waits_for_somebody_anew(cast: Cast) -> None:
    order = brought_to(cast, "fixed")
    answer.approve(order, by=cast.student, at=LATER)
    answer.reopen(order, note="又漏了", by=cast.student, at=LATER + 29 * DAY)
    assert (order.state, order.handler, order.closed_at, order.reworks) == (State.ACCEPTED, None, None, 1)


def test_after_thirty_days_it_is_a_new_report(cast: Cast) -> None:
    order = brought_to(cast, "fixed")
    answer.approve(order, by=cast.student, at=LATER)
    with refused("repairs.too_late_to_reopen") as why:
        answer.reopen(order, note="又漏了", by=cast.student, at=LATER + 31 * DAY)
    assert why.value.params["days"] == 30


def test_an_unanswered_repair_closes_by_itself_after_three_working_days_once(cast: Cast) -> None:
    order = brought_to(cast, "fixed")
    assert tasks.close_unanswered(MONDAY_9 + 3 * DAY - timedelta(seconds=1)) == 0
    assert tasks.close_unanswered(MONDAY_9 + 3 * DAY) == 1
    assert tasks.close_unanswered(MONDAY_9 + 3 * DAY) == 0
    order.refresh_from_db()
    assert order.state == State.CLOSED
    assert timeline(order.pk)[-1].verb == "auto_close"


def test_the_clock_does_not_close_early_even_if_asked(cast: Cast) -> None:
    order = brought_to(cast, "fixed")
    assert not clock.auto_close(order, at=LATER)
    assert order.state == State.FIXED


def test_a_promise_that_runs_out_is_told_once(cast: Cast) -> None:
    order = reported(cast)
    soon = order.acknowledge_due_at + timedelta(minutes=1)
    assert tasks.escalate_overdue(soon) == 1
    assert tasks.escalate_overdue(soon) == 0
    told = Escalation.objects.filter(order=order).order_by("step").values_list("clock", "step")
    assert list(told) == [("acknowledge", 100)]
    order.refresh_from_db()
    assert order.state == State.SUBMITTED
    assert timeline(order.pk)[-1].facts == {"clock": "acknowledge", "step": 100}


def test_each_clock_is_told_of_for_itself(cast: Cast) -> None:
    order = brought_to(cast, "assigned")
    assert {one.clock for one in clocks.overruns(order.arrive_due_at + timedelta(minutes=1))} == {"arrive"}
    assert tasks.escalate_overdue(promised(order) + timedelta(minutes=1)) == 3, (
        "two of arriving, one of mending"
    )
    assert set(Escalation.objects.values_list("clock", flat=True)) == {"arrive", "fix"}


@pytest.mark.parametrize("state", ["fixed"])
def test_what_is_mended_escalates_no_more(cast: Cast, state: str) -> None:
    brought_to(cast, state)
    assert tasks.escalate_overdue(MONDAY_9 + 30 * DAY) == 0


def test_the_same_step_told_by_two_clocks_at_once_is_told_once(cast: Cast) -> None:
    order = reported(cast)
    assert clock.escalate(order, clock="fix", step=100, at=LATER)
    assert not clock.escalate(order, clock="fix", step=100, at=LATER)
    assert Escalation.objects.count() == 1


def test_a_nudged_ladder_climbs_with_its_edition(cast: Cast) -> None:
    order = reported(cast)
    order.sla.steps.filter(percent__gt=100).delete()
    halfway = MONDAY_9 + timedelta(minutes=31)
    assert [(one.clock, one.step) for one in clocks.overruns(halfway)] == [("acknowledge", 50)]
