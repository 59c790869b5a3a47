"""Letting go: a contractor's order ends or goes elsewhere, and with it all that its people could see of it."""

from datetime import datetime

from houqin.kernel.lifecycle.engine import Deed
from houqin.kernel.notices.actions import take_back
from houqin.services.repairs.models import Assignment, Commission, Order
from houqin.services.repairs.queries import commissions


def release(order: Order, deed: Deed, how: str, at: datetime) -> None:
    """End the commission that runs, if one does: nobody of the contractor has the order or is told of it any more.

    Call it inside the move that ends it.
    """
    held = commissions.running(order)
    if held is None:
        return
    Commission.objects.filter(pk=held.pk).update(until=at, ended=how)
    had = Assignment.objects.filter(order=order, since__gte=held.since).values("technician")
    take_back(subject=order.pk, people=had)
    deed.change(handler=None)
