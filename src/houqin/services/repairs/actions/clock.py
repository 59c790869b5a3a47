"""What the clock does: closes what nobody answers, tells of promises that ran out. Safe to repeat."""

from datetime import datetime

from django.db import IntegrityError, transaction

from houqin.kernel.base.refused import Refused
from houqin.services.repairs.actions import standing
from houqin.services.repairs.actions.answer import settle
from houqin.services.repairs.lifecycle import REPAIR, Facts
from houqin.services.repairs.models import Escalation, Order, SlaStep, Urgency

RUNGS = {
    SlaStep.Tells.TECHNICIAN: "remind",
    SlaStep.Tells.DISPATCHER: "warn",
    SlaStep.Tells.HEAD: "escalate",
    SlaStep.Tells.LEADER: "raise",
}
"""The move by which each is told: its notice is a rule the office edits."""


def auto_close(order: Order, *, at: datetime) -> bool:
    """Close a repair that nobody answered in time, without stars; False where it moved on meanwhile."""
    facts = Facts(at=at, closes_at=order.closes_at)
    try:
        with REPAIR.move(order, "auto_close", by=None, at=at, expected=order.version, facts=facts) as deed:
            settle(order, deed, at)
    except Refused:
        return False
    return True


def end_pause(order: Order, *, at: datetime) -> bool:
    """End a pause that has lasted as long as it may; False where it ended meanwhile."""
    try:
        standing.lapse(order, by=None, at=at, expected=order.version)
    except Refused:
        return False
    return True


def escalate(order: Order, *, clock: str, step: int, at: datetime, tells: str = SlaStep.Tells.HEAD) -> bool:
    """Tell of a promise that runs out, once for each order, clock and step; False where that was done.

    What is urgent or dangerous is told at any hour, the rest after the night (see `kernel.notices`).
    """
    public: dict[str, object] = {"clock": clock, "step": step}
    if order.urgency in (Urgency.DANGER, Urgency.URGENT):
        public["urgent"] = True
    try:
        with transaction.atomic():
            Escalation.objects.create(order=order, clock=clock, step=step, at=at)
            with REPAIR.move(order, RUNGS[SlaStep.Tells(tells)], by=None, at=at, public=public):
                pass
    except (IntegrityError, Refused):
        return False
    return True
