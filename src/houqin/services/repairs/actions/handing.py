"""Handing: faults that others found become orders, what is too big for an order is proposed as a project."""

from datetime import datetime

from houqin.kernel.base.refused import Refused
from houqin.kernel.evidence.models import File
from houqin.kernel.lifecycle.actions import attach
from houqin.kernel.lifecycle.handing import hand_over
from houqin.kernel.lifecycle.handoffs import FaultFound, ProjectNeeded
from houqin.kernel.lifecycle.models import Handoff
from houqin.kernel.people.models import Person
from houqin.services.repairs.actions.report import BEFORE, report
from houqin.services.repairs.lifecycle import REPAIR
from houqin.services.repairs.models import Order, Report


def receive(fault: FaultFound, *, handed_by: Person, by: Person, at: datetime) -> Order:
    """Make an order of a fault handed over: its reporter is who found it, `by` the dispatcher who accepts."""
    order = report(
        place=fault.place, text=fault.text, urgency=fault.urgency, reporter=handed_by,
        channel=Report.Channel.DESK, by=by, at=at,
    )  # fmt: skip
    attach(order, fault.photos, slot=BEFORE, by=handed_by, at=at)
    return order


def propose(
    order: Order, *, note: str, why: str, by: Person, at: datetime, expected: int | None = None
) -> Handoff:
    """Propose a project for what daily upkeep does not mend for good; the order itself goes on.

    `note` is what should be renewed, `why` why mending does not do; raises `Refused` without either.
    """
    if not why.strip():
        raise Refused("repairs.reason_needed", field="why")
    photos = File.objects.filter(pk__in=order.attachments.values("file")).order_by("at", "pk")
    with REPAIR.move(order, "propose", by=by, at=at, expected=expected):
        return hand_over(
            ProjectNeeded(place=order.place, text=note, why=why.strip(), photos=tuple(photos)),
            source=order, by=by, at=at,
        )  # fmt: skip
