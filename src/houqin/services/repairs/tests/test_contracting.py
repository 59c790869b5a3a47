"""Contractors as assignees: given under a contract in force, handed on to own people, taken away, warranty."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from houqin.kernel.notices.fanout import fan_out
from houqin.kernel.notices.models import Delivery
from houqin.kernel.trail.models import Happening
from houqin.services.repairs.actions import answer, clock, dispatch, merging, standing, work
from houqin.services.repairs.actions.contracting import hand_on, outsource, warrant
from houqin.services.repairs.actions.faults import edit_fault
from houqin.services.repairs.models import Assignment, Commission, Order, Trade
from houqin.services.repairs.queries import commissions
from houqin.services.repairs.queries.clocks import waiting_to_close
from houqin.services.repairs.queries.orders import visible_to
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, photo, promised, reason_of, refused, reported
from houqin.services.repairs.tests.contractors import FAULT, HOUR, Contractors, make_contractors, outsourced
from houqin.services.suppliers.actions import crew, register
from houqin.services.suppliers.models import KindOfWork

LAST_MIDNIGHT = datetime(2026, 3, 31, 16, tzinfo=UTC)  # the first instant after the contracts' last day
TICK = timedelta(microseconds=1)


@pytest.fixture
def firms(cast: Cast) -> Contractors:
    return make_contractors(cast)


def test_an_order_goes_only_to_a_firm_whose_contract_covers_fault_and_place_that_very_instant(
    cast: Cast, firms: Contractors
) -> None:
    order, late = reported(cast, code=FAULT), reported(cast, code=FAULT, at=LAST_MIDNIGHT - HOUR)
    assert list(commissions.choosable(order, MONDAY_9)) == [firms.cooling]
    with refused("suppliers.no_contract"):
        outsource(order, supplier=firms.doors, by=cast.dispatcher, at=MONDAY_9)
    for at in (LAST_MIDNIGHT, LAST_MIDNIGHT + HOUR):
        with refused("suppliers.contract_over"):
            outsource(late, supplier=firms.cooling, by=cast.dispatcher, at=at)
        assert not commissions.choosable(late, at)
    outsource(late, supplier=firms.cooling, by=cast.dispatcher, at=LAST_MIDNIGHT - TICK)
    for by in (cast.technician, firms.leader, cast.west_dispatcher, cast.student):
        with refused("lifecycle.not_permitted"):
            outsource(order, supplier=firms.cooling, by=by, at=MONDAY_9)
    register.suspend(firms.cooling, note="整改", by=firms.clerk, at=MONDAY_9)
    with refused("suppliers.suspended"):
        outsource(order, supplier=firms.cooling, by=cast.dispatcher, at=MONDAY_9)
    register.resume(firms.cooling, by=firms.clerk, at=MONDAY_9)
    crew.discharge(firms.cooling, person=firms.leader, by=firms.clerk, at=MONDAY_9)
    with refused("suppliers.nobody_leads"):
        outsource(order, supplier=firms.cooling, by=cast.dispatcher, at=MONDAY_9)
    order.refresh_from_db()
    assert (order.state, order.handler, Commission.objects.filter(order=order).exists()) == (
        "submitted",
        None,
        False,
    )


def test_the_leader_hands_on_to_own_people_and_the_worker_brings_it_to_its_end(
    cast: Cast, firms: Contractors
) -> None:
    order = outsourced(cast, firms)
    assert (order.state, order.handler, order.acknowledged_at) == ("assigned", firms.leader, MONDAY_9)
    for worker in (firms.other_worker, cast.technician):
        with refused("suppliers.not_its_worker"):
            hand_on(order, worker=worker, by=firms.leader, at=MONDAY_9)
    for by in (firms.other_leader, firms.worker, cast.dispatcher, cast.student):
        with refused("lifecycle.not_permitted"):
            hand_on(order, worker=firms.worker, by=by, at=MONDAY_9)
    hand_on(order, worker=firms.second_worker, by=firms.leader, at=MONDAY_9)
    hand_on(order, worker=firms.worker, by=firms.leader, at=MONDAY_9)
    with refused("lifecycle.not_permitted"):
        work.take(order, by=firms.second_worker, at=MONDAY_9)
    work.take(order, by=firms.worker, at=MONDAY_9)
    work.arrive(order, by=firms.worker, at=MONDAY_9)
    standing.pause(order, reason=reason_of(order, "parts"), by=firms.worker, at=MONDAY_9)
    due = promised(order)
    hand_on(order, worker=firms.second_worker, by=firms.leader, at=MONDAY_9 + HOUR)
    assert (order.state, order.handler) == ("assigned", firms.second_worker)
    assert promised(Order.objects.get(pk=order.pk)) <= due
    work.take(order, by=firms.second_worker, at=MONDAY_9 + HOUR)
    work.arrive(order, by=firms.second_worker, at=MONDAY_9 + HOUR)
    work.finish(order, photos=[photo()], by=firms.second_worker, at=MONDAY_9 + 2 * HOUR)
    answer.approve(order, by=cast.student, at=MONDAY_9 + 3 * HOUR)
    held = Commission.objects.get(order=order)
    assert (held.ended, held.until, order.handler) == ("accepted", MONDAY_9 + 3 * HOUR, None)
    had = Assignment.objects.filter(order=order).order_by("since", "id").values_list("technician", flat=True)
    assert set(had) == {firms.leader.pk, firms.worker.pk, firms.second_worker.pk}
    assert commissions.worked_minutes([held]) == {order.pk: 60}


ENDS: dict[str, tuple[str, str, Callable[[Cast, Contractors, Order], object]]] = {
    "the reporter cancels": ("taken", "called_off", lambda c, f, o: answer.cancel(o, by=c.student, at=MONDAY_9)),
    "the dispatcher calls off": (
        "working", "called_off", lambda c, f, o: dispatch.call_off(o, note="改期", by=c.dispatcher, at=MONDAY_9)),
    "the dispatcher gives it to a technician": (
        "taken", "reassigned",
        lambda c, f, o: dispatch.reassign(o, technician=c.technician, by=c.dispatcher, at=MONDAY_9)),
    "the leader gives it back": (
        "outsourced", "declined", lambda c, f, o: work.decline(o, note="排满了", by=f.leader, at=MONDAY_9)),
    "it is joined to another": (
        "taken", "joined",
        lambda c, f, o: merging.join_to(o, target=reported(c, code=FAULT), by=c.dispatcher, at=MONDAY_9)),
    "the clock closes it": (
        "fixed", "accepted",
        lambda c, f, o: [clock.auto_close(one, at=promised(o) + timedelta(days=30))
                         for one in waiting_to_close(promised(o) + timedelta(days=30))]),
}  # fmt: skip


@pytest.mark.parametrize("how", list(ENDS))
def test_whatever_ends_it_nobody_of_the_contractor_has_the_order_or_its_notices_any_more(
    cast: Cast, firms: Contractors, how: str
) -> None:
    state, ended, end = ENDS[how]
    order = outsourced(cast, firms, state)
    told = list(Happening.objects.filter(subject=order.pk))
    for each in told:
        each.recorded_at = each.at
    fan_out(told)
    own = Delivery.objects.filter(subject=order.pk, person__kind="contractor")
    assert own.exists()
    end(cast, firms, order)
    held, order = Commission.objects.get(order=order), Order.objects.get(pk=order.pk)
    assert held.ended == ended
    assert order.handler in (None, cast.technician)
    assert not own.exists()
    assert not commissions.commissioned(order)
    for person in (firms.leader, firms.worker):
        assert not visible_to(person, MONDAY_9).exists()


def test_a_worker_gives_back_to_the_leader_not_to_the_office(cast: Cast, firms: Contractors) -> None:
    order = outsourced(cast, firms, "handed")
    with refused("repairs.decline_to_leader"):
        work.decline(order, note="不会修", by=firms.worker, at=MONDAY_9)
    order.refresh_from_db()
    assert (order.state, order.handler, commissions.commissioned(order)) == ("assigned", firms.worker, True)


def test_an_order_moves_from_a_technician_to_a_firm_and_to_the_next_one_with_one_open_commission(
    cast: Cast, firms: Contractors
) -> None:
    order = reported(cast, code=FAULT)
    dispatch.assign(order, technician=cast.technician, by=cast.dispatcher, at=MONDAY_9)
    outsource(order, supplier=firms.cooling, by=cast.dispatcher, at=MONDAY_9)
    outsource(order, supplier=firms.cooling, by=cast.dispatcher, at=MONDAY_9 + HOUR)
    assert [one.ended for one in order.commissions.order_by("since")] == ["reassigned", ""]
    assert Assignment.objects.filter(order=order, until=None).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Commission.objects.create(order=order, supplier=firms.doors, contract=firms.contract, since=MONDAY_9)
    for wrong in ({"until": MONDAY_9}, {"ended": "accepted"}, {"until": MONDAY_9 - HOUR, "ended": "joined"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Commission.objects.filter(order=order, until=None).update(**wrong)


def test_warranty_is_said_when_given_or_later_with_a_reason_and_only_of_what_a_contractor_has(
    cast: Cast, firms: Contractors
) -> None:
    order = reported(cast, code=FAULT)
    outsource(order, supplier=firms.cooling, warranty=True, by=cast.dispatcher, at=MONDAY_9)
    assert not commissions.may_warrant(order)
    other = outsourced(cast, firms, "working")
    assert commissions.may_warrant(other)
    for by, note, code in (
        (firms.leader, "保修", "lifecycle.not_permitted"), (cast.dispatcher, " ", "repairs.reason_needed"),
    ):  # fmt: skip
        with refused(code):
            warrant(other, note=note, by=by, at=MONDAY_9)
    warrant(other, note="去年才装", by=cast.dispatcher, at=MONDAY_9)
    assert set(Commission.objects.values_list("warranty", flat=True)) == {True}
    inside = reported(cast, code=FAULT)
    dispatch.assign(inside, technician=cast.technician, by=cast.dispatcher, at=MONDAY_9)
    with refused("repairs.not_commissioned"):
        warrant(inside, note="去年才装", by=cast.dispatcher, at=MONDAY_9)


def test_a_fault_the_office_adds_is_a_kind_of_work_a_contract_may_price(cast: Cast) -> None:
    assert set(KindOfWork.objects.values_list("key", flat=True)) >= {"hvac", FAULT}
    names: dict[str, Any] = {
        "leaf_zh": "出风口漏水",
        "leaf_en": "Vent drips",
        "chip_zh": "漏水",
        "chip_en": "Drips",
    }
    edit_fault(
        None, code="hvac.vent_drips", trade=Trade.objects.get(code="hvac"), urgency="normal", order=1,
        by=cast.head, at=MONDAY_9, **names,
    )  # fmt: skip
    assert KindOfWork.objects.get(key="hvac.vent_drips").title_zh == "出风口漏水"
