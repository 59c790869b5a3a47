"""Dispatching: who may, to whom, what becomes of the promise."""

from datetime import timedelta

import pytest

from houqin.kernel.trail.queries import timeline
from houqin.kernel.trail.record import read
from houqin.services.repairs.actions import dispatch, work
from houqin.services.repairs.lifecycle import State
from houqin.services.repairs.models import Assignment
from houqin.services.repairs.queries import taxonomy
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, refused, reported

LATER = MONDAY_9 + timedelta(minutes=20)


def test_a_new_report_is_given_out_in_one_press(cast: Cast) -> None:
    order = reported(cast)
    promised = order.due_at
    dispatch.assign(order, technician=cast.technician, by=cast.dispatcher, at=LATER)
    order.refresh_from_db()
    assert (order.state, order.handler, order.due_at) == (State.ASSIGNED, cast.technician, promised)
    assert order.acknowledged_at == LATER
    period = Assignment.objects.get(order=order)
    assert (period.technician, period.given_by, period.since, period.until) == (
        cast.technician, cast.dispatcher, LATER, None,
    )  # fmt: skip


def test_accepting_first_stops_the_answer_clock(cast: Cast) -> None:
    order = reported(cast)
    dispatch.accept(order, by=cast.dispatcher, at=LATER)
    dispatch.assign(order, technician=cast.technician, by=cast.dispatcher, at=LATER + timedelta(hours=1))
    order.refresh_from_db()
    assert order.acknowledged_at == LATER


def test_setting_the_fault_right_counts_the_promise_anew_from_the_report(cast: Cast) -> None:
    order = reported(cast)
    dispatch.accept(order, by=cast.dispatcher, at=LATER, category=taxonomy.category("electrical.hazard"))
    order.refresh_from_db()
    assert (order.urgency, order.title) == ("danger", "漏电打火焦糊")
    assert order.due_at == MONDAY_9 + timedelta(minutes=240)
    assert order.reports.get().category.code == "plumbing.faucet"


def test_keeping_the_fault_keeps_the_promise(cast: Cast) -> None:
    order = reported(cast, text="滴水")
    before = order.due_at
    dispatch.accept(order, by=cast.dispatcher, at=LATER, category=order.category)
    order.refresh_from_db()
    assert order.due_at == before


@pytest.mark.parametrize("who", ["student", "technician", "head", "west_dispatcher", "outsider"])
def test_only_dispatchers_of_the_place_give_out_its_orders(cast: Cast, who: str) -> None:
    order = reported(cast)
    with refused("lifecycle.not_permitted"):
        dispatch.assign(order, technician=cast.technician, by=getattr(cast, who), at=LATER)
    order.refresh_from_db()
    assert order.state == State.SUBMITTED
    assert not Assignment.objects.exists()


def test_only_technicians_of_the_place_get_its_orders(cast: Cast) -> None:
    order = reported(cast)
    with refused("repairs.not_a_technician") as why:
        dispatch.assign(order, technician=cast.head, by=cast.dispatcher, at=LATER)
    assert why.value.params["who"] == "周八"
    assert not Assignment.objects.exists()


def test_the_second_dispatcher_learns_who_was_faster(cast: Cast) -> None:
    order = reported(cast)
    dispatch.assign(order, technician=cast.technician, by=cast.dispatcher, at=LATER)
    with refused("lifecycle.moved_on") as why:
        dispatch.assign(order, technician=cast.second_technician, by=cast.second_dispatcher, at=LATER)
    assert (why.value.params["who"], why.value.params["at"]) == ("张三", LATER)


def test_giving_to_another_ends_the_first_period(cast: Cast) -> None:
    order = brought_to(cast, "taken")
    dispatch.reassign(order, technician=cast.second_technician, by=cast.dispatcher, at=LATER)
    assert (order.state, order.handler) == (State.ASSIGNED, cast.second_technician)
    first, second = Assignment.objects.filter(order=order).order_by("since", "id")
    assert (first.until, first.ended) == (LATER, "reassigned")
    assert (second.technician, second.until) == (cast.second_technician, None)


def test_work_begun_is_not_taken_away(cast: Cast) -> None:
    order = brought_to(cast, "working")
    with refused("lifecycle.moved_on"):
        dispatch.reassign(order, technician=cast.second_technician, by=cast.dispatcher, at=LATER)


def test_a_batch_stands_order_by_order(cast: Cast) -> None:
    first, second, third = (reported(cast) for _ in range(3))
    stale = type(second).objects.get(pk=second.pk)
    dispatch.assign(second, technician=cast.second_technician, by=cast.second_dispatcher, at=LATER)
    batch = dispatch.assign_many(
        [first, stale, third], technician=cast.technician, by=cast.dispatcher, at=LATER
    )
    assert {one.pk for one in batch.done} == {first.pk, third.pk}
    ((left, why),) = batch.refused
    assert (left.pk, why.code) == (second.pk, "lifecycle.moved_on")


@pytest.mark.parametrize("deed", ["refuse", "call_off"])
def test_a_dispatcher_owes_a_reason(cast: Cast, deed: str) -> None:
    order = reported(cast) if deed == "refuse" else brought_to(cast, "taken")
    with refused("repairs.reason_needed"):
        getattr(dispatch, deed)(order, note="  ", by=cast.dispatcher, at=LATER)
    getattr(dispatch, deed)(order, note="不属于后勤维修", by=cast.dispatcher, at=LATER)
    assert order.closed_at == LATER
    assert read(timeline(order.pk)[-1]) == {"note": "不属于后勤维修"}
    assert not Assignment.objects.filter(order=order, until=None).exists()


def test_a_declined_order_waits_again_with_nobody(cast: Cast) -> None:
    order = brought_to(cast, "assigned")
    work.decline(order, note="在另一个校区", by=cast.technician, at=LATER)
    assert (order.state, order.handler) == (State.ACCEPTED, None)
    assert Assignment.objects.get(order=order).ended == "declined"
    dispatch.assign(order, technician=cast.second_technician, by=cast.dispatcher, at=LATER)
    assert order.handler == cast.second_technician
