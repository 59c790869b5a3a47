"""Dispatching: accept, give to a technician, give to another, refuse, call off."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.engine import Deed
from houqin.kernel.people.models import Person
from houqin.kernel.people.queries import holders
from houqin.services.repairs.actions import index, qualification
from houqin.services.repairs.actions.releasing import release
from houqin.services.repairs.lifecycle import REPAIR
from houqin.services.repairs.models import Assignment, Category, Commission, Order, Pause
from houqin.services.repairs.queries import repeats
from houqin.services.repairs.queries.orders import TECHNICIAN


@dataclass
class Batch:
    """What became of several orders given at once: those that went, and why others did not."""

    done: list[Order] = field(default_factory=list)
    refused: list[tuple[Order, Refused]] = field(default_factory=list)


def accept(
    order: Order, *, by: Person, at: datetime, expected: int | None = None, category: Category | None = None
) -> None:
    """Accept a report, setting the fault right where the reporter could not; the promise follows."""
    with REPAIR.move(order, "accept", by=by, at=at, expected=expected) as deed:
        acknowledge(order, at)
        if category is not None and category.pk != order.category_id:
            deed.public["category"] = category.code
            _recategorise(order, category, deed, at)


def assign(
    order: Order, *, technician: Person, by: Person, at: datetime, expected: int | None = None, note: str = ""
) -> None:
    """Give an order to a technician of its place; the promise made to the reporter stays.

    `note` says why, where they lack the certificate its trade wants. Raises `Refused` where the person is none, lacks
    that and no reason is given, or somebody else was faster.
    """
    with REPAIR.move(order, "assign", by=by, at=at, expected=expected) as deed:
        acknowledge(order, at)
        _give(order, technician, deed, by, at, note)


def assign_many(orders: Iterable[Order], *, technician: Person, by: Person, at: datetime) -> Batch:
    """Give several orders to one technician; each stands for itself, so one that moved on stops no other."""
    batch = Batch()
    for order in sorted(orders, key=lambda one: one.pk):
        try:
            assign(order, technician=technician, by=by, at=at, expected=order.version)
            batch.done.append(order)
        except Refused as refused:
            batch.refused.append((order, refused))
    return batch


def reassign(
    order: Order, *, technician: Person, by: Person, at: datetime, expected: int | None = None, note: str = ""
) -> None:
    """Give an order to another technician before work has begun; `note` as in `assign`."""
    with REPAIR.move(order, "reassign", by=by, at=at, expected=expected) as deed:
        end_assignment(order, Assignment.Ended.REASSIGNED, at)
        release(order, deed, Commission.Ended.REASSIGNED, at)
        _give(order, technician, deed, by, at, note)
        if end_pause(order, Pause.Ended.MOVED, at):
            index.follow(order, deed, at=at)


def refuse(order: Order, *, note: str, by: Person, at: datetime, expected: int | None = None) -> None:
    """Refuse a report with a reason the reporter reads."""
    private = {"note": reason(note)}
    with REPAIR.move(order, "refuse", by=by, at=at, expected=expected, private=private):
        acknowledge(order, at)


def call_off(order: Order, *, note: str, by: Person, at: datetime, expected: int | None = None) -> None:
    """Call an order off with a reason; what has been done so far stays on record."""
    private = {"note": reason(note)}
    with REPAIR.move(order, "call_off", by=by, at=at, expected=expected, private=private) as deed:
        end_assignment(order, Assignment.Ended.CALLED_OFF, at)
        release(order, deed, Commission.Ended.CALLED_OFF, at)
        if end_pause(order, Pause.Ended.MOVED, at):
            index.follow(order, deed, at=at)


def end_pause(order: Order, how: str, at: datetime, *, wanted_at: datetime | None = None) -> bool:
    """Close the pause that runs; tells whether one did. Call it inside the move that ends it."""
    running = Pause.objects.filter(order=order, until=None)
    return bool(running.update(until=at, ended=how, wanted_at=wanted_at))


def end_assignment(order: Order, why: str, at: datetime) -> None:
    """Close the period in which somebody has an order."""
    Assignment.objects.filter(order=order, until=None).update(until=at, ended=why)


def reason(note: str) -> str:
    """Return the words of a reason; raises `Refused` where there are none."""
    if not note.strip():
        raise Refused("repairs.reason_needed", field="note")
    return note.strip()


def _give(order: Order, technician: Person, deed: Deed, by: Person, at: datetime, note: str) -> None:
    able = holders(TECHNICIAN, at=at, unit=deed.case.unit, place=deed.case.place)
    if not able.filter(pk=technician.pk).exists():
        raise Refused("repairs.not_a_technician", who=technician.name, field="technician")
    qualification.check(order, technician, note, deed, at)
    Assignment.objects.create(order=order, technician=technician, given_by=by, since=at)
    deed.change(handler=technician)
    deed.public["technician"] = str(technician.pk)


def acknowledge(order: Order, at: datetime) -> None:
    """Note the first answer to a report, once. Call it inside the move that gives it."""
    Order.objects.filter(pk=order.pk, acknowledged_at=None).update(acknowledged_at=at)
    order.acknowledged_at = order.acknowledged_at or at


def _recategorise(order: Order, category: Category, deed: Deed, at: datetime) -> None:
    """A change of fault is a change of promise: counted anew from the report, what was kept by then stays kept."""
    deed.public["urgency"] = category.urgency
    order.category, order.urgency = category, category.urgency
    order.repeats = (
        repeats.earlier(order.place, category, order.sla, order.opened_at) if order.place else None
    )
    order.save(update_fields=["category", "urgency", "repeats"])
    index.follow(order, deed, at=at)
    deed.change(title=category.leaf_zh)
