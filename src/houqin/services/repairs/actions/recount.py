"""Counting anew: a year's calendar is announced, and promises that rested on a guess follow it. Safe to repeat."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from houqin.kernel.worktime.queries import announced_since, pinned_hours
from houqin.services.repairs import rules
from houqin.services.repairs.lifecycle import REPAIR
from houqin.services.repairs.models import Order
from houqin.services.repairs.queries.logs import history_of
from houqin.services.repairs.queries.orders import running_pause
from houqin.services.repairs.sla.clocks import clocks


def recount(order: Order, *, at: datetime) -> bool:
    """Pin the years announced since an order was opened; its running clocks follow. False where none moved.

    What has been kept or broken already stays as it was judged. Raises `Refused` where the order moved meanwhile.
    """
    since = announced_since(order.hours_versions, order.opened_at, at)
    if not since:
        return False
    pins = [*order.hours_versions, *since]
    moved = _moved(order, pins, at)
    if not moved:
        Order.objects.filter(pk=order.pk).update(hours_versions=pins)
        return False
    with REPAIR.move(order, "recount", by=None, at=at, expected=order.version) as deed:
        if "due_at" in moved:
            deed.change(due_at=moved.pop("due_at"))
        Order.objects.filter(pk=order.pk).update(hours_versions=pins, **moved)
    return True


def _moved(order: Order, pins: Sequence[UUID], at: datetime) -> dict[str, datetime]:
    """The stored instants of clocks that still run and that these hours put elsewhere."""
    running = running_pause(order)
    until = max(at, running.ends_at) if running else at
    due = {one.clock: one.due_at for one in clocks(history_of(order, pins=pins), until)}
    counted: dict[str, datetime] = {}
    if order.acknowledged_at is None:
        counted["acknowledge_due_at"] = due["acknowledge"]
    if order.arrived_at is None:
        counted["arrive_due_at"] = due["arrive"]
    if order.fixed_at is None:
        counted["due_at"] = due["fix_total"]
    else:
        days = order.sla.accept_working_days
        counted["closes_at"] = rules.closes_on_its_own_at(order.fixed_at, days, pinned_hours(pins, at))
    return {name: instant for name, instant in counted.items() if getattr(order, name) != instant}
