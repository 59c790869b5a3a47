"""Promising by hand: a dispatcher names another instant, and why; clocks and pauses never move it."""

from datetime import datetime

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import Person
from houqin.services.repairs.actions.dispatch import reason
from houqin.services.repairs.lifecycle import REPAIR
from houqin.services.repairs.models import Order


def promise(
    order: Order, *, until: datetime, note: str, by: Person, at: datetime, expected: int | None = None
) -> None:
    """Promise the reporter another instant, with a reason they read. The edition's own clocks run on beside it.

    Raises `Refused` without a reason and for an instant gone by.
    """
    if until <= at:
        raise Refused("repairs.time_gone_by", field="until")
    private = {"note": reason(note)}
    with REPAIR.move(order, "promise", by=by, at=at, expected=expected, private=private) as deed:
        deed.public["until"] = until.isoformat()
        Order.objects.filter(pk=order.pk).update(promised_at=until)
        order.promised_at = until
