"""Appointing: when somebody is at home, and whether one may enter without them. The promise honours what is later."""

from datetime import datetime

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import Person
from houqin.services.repairs.actions import index
from houqin.services.repairs.lifecycle import REPAIR
from houqin.services.repairs.models import Appointment, Order, Urgency
from houqin.services.repairs.sla.windows import Window


def appoint(
    order: Order,
    *,
    by: Person,
    at: datetime,
    window: Window | None = None,
    may_enter: bool = False,
    expected: int | None = None,
    move: str = "appoint",
) -> None:
    """Agree other hours for the visit or give the consent to enter, until the technician is on the way.

    Without a window the hours agreed before stay. Raises `Refused` for a danger: nobody waits with that.
    """
    if window is not None:
        check(window, order.urgency, at)
    with REPAIR.move(order, move, by=by, at=at, expected=expected) as deed:
        deed.public |= facts(window, may_enter=may_enter)
        lay(order, window, may_enter=may_enter, at=at)
        if window is not None:
            index.follow(order, deed, at=at)


def appoint_for(
    order: Order,
    *,
    by: Person,
    at: datetime,
    window: Window | None = None,
    may_enter: bool = False,
    expected: int | None = None,
) -> None:
    """The same by a dispatcher to whom the reporter said so on the phone."""
    appoint(order, by=by, at=at, window=window, may_enter=may_enter, expected=expected, move="appoint_for")


def check(window: Window, urgency: str, at: datetime) -> None:
    """Refuse hours that are over, and hours agreed for a danger."""
    if window.end <= at:
        raise Refused("repairs.time_gone_by", field="day")
    if urgency == Urgency.DANGER:
        raise Refused("repairs.danger_waits_not", field="day")


def lay(order: Order, window: Window | None, *, may_enter: bool, at: datetime) -> None:
    """Write what holds from now on beside the order."""
    values: dict[str, object] = {"may_enter": may_enter, "at": at}
    if window is not None:
        values |= {"starts_at": window.start, "ends_at": window.end}
    row, _made = Appointment.objects.update_or_create(order=order, defaults=values)
    order.appointment = row


def facts(window: Window | None, *, may_enter: bool) -> dict[str, object]:
    """Return what the trail keeps of it: no personal words."""
    hours = {"from": window.start.isoformat(), "until": window.end.isoformat()} if window else {}
    return {"may_enter": may_enter, **hours}
