"""Counting anew: a year's calendar is announced, and promises that rested on a guess follow it. Safe to repeat."""

from datetime import datetime

from houqin.kernel.worktime.arithmetic import WorkingHours
from houqin.kernel.worktime.queries import announced_since, pinned_hours
from houqin.services.repairs import rules
from houqin.services.repairs.lifecycle import REPAIR
from houqin.services.repairs.models import Order
from houqin.services.repairs.queries import promises


def recount(order: Order, *, at: datetime) -> bool:
    """Pin the years announced since an order was opened; its running clocks follow. False where none moved.

    What has been kept or broken already stays as it was judged. Raises `Refused` where the order moved meanwhile.
    """
    since = announced_since(order.hours_versions, order.opened_at, at)
    if not since:
        return False
    pins = [*order.hours_versions, *since]
    moved = _moved(order, pinned_hours(pins, at))
    if not moved:
        Order.objects.filter(pk=order.pk).update(hours_versions=pins)
        return False
    with REPAIR.move(order, "recount", by=None, at=at, expected=order.version) as deed:
        if "due_at" in moved:
            deed.change(due_at=moved.pop("due_at"))
        Order.objects.filter(pk=order.pk).update(hours_versions=pins, **moved)
    return True


def _moved(order: Order, hours: WorkingHours) -> dict[str, datetime]:
    """The stored instants of clocks that still run and that these hours put elsewhere."""
    due = rules.promise(order.opened_at, promises.target_of(order), hours)
    counted: dict[str, datetime] = {}
    if order.acknowledged_at is None:
        counted["acknowledge_due_at"] = due.acknowledge_at
    if order.arrived_at is None:
        counted["arrive_due_at"] = due.arrive_at
    if order.fixed_at is None:
        counted["due_at"] = due.fix_at
    else:
        days = order.sla.accept_working_days
        counted["closes_at"] = rules.closes_on_its_own_at(order.fixed_at, days, hours)
    return {name: instant for name, instant in counted.items() if getattr(order, name) != instant}
