"""Clocks that have run out, for the job that tells of them."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from houqin.kernel.worktime.arithmetic import WorkingHours
from houqin.services.repairs import rules
from houqin.services.repairs.lifecycle import State
from houqin.services.repairs.models import Escalation, Order, SlaVersion
from houqin.services.repairs.models.order import OrderQuerySet
from houqin.services.repairs.queries import promises
from houqin.services.repairs.rules import Clock, Target


class Overrun(NamedTuple):
    """A step of the ladder that an order's clock has passed and nobody was told of."""

    order: Order
    clock: Clock
    step: int


def overruns(at: datetime) -> Iterator[Overrun]:
    """Iterate over the steps reached by now and not told yet, the oldest promise first."""
    orders = list(OrderQuerySet(Order).to_mend().filter(opened_at__lte=at).order_by("due_at", "id"))
    told = set(Escalation.objects.filter(order__in=orders).values_list("order_id", "clock", "step"))
    editions = {
        one.pk: (one, promises.targets(one)) for one in SlaVersion.objects.prefetch_related("targets")
    }
    hours: dict[tuple[UUID, ...], WorkingHours] = {}
    for order in orders:
        edition, targets = editions[order.sla_id]
        pinned = tuple(order.hours_versions)
        if pinned not in hours:
            hours[pinned] = promises.hours_of(order, at)
        for clock, step in _reached(order, edition, targets[order.urgency], hours[pinned], at):
            if (order.pk, clock, step) not in told:
                yield Overrun(order, clock, step)


def waiting_to_close(at: datetime, limit: int = 500) -> list[Order]:
    """Return finished repairs whose days for an answer are over."""
    return list(Order.objects.filter(state=State.FIXED, closes_at__lte=at).order_by("closes_at")[:limit])


def with_running_clocks(at: datetime) -> list[Order]:
    """Return the orders opened by an instant whose promise, or whose days for an answer, still run."""
    running = Order.objects.filter(closed_at=None, opened_at__lte=at, hours_versions__len__gt=0)
    return list(running.select_related("sla").order_by("id"))


def _reached(
    order: Order, edition: SlaVersion, target: Target, hours: WorkingHours, at: datetime
) -> Iterator[tuple[Clock, int]]:
    running: dict[Clock, bool] = {
        "acknowledge": order.acknowledged_at is None,
        "arrive": order.arrived_at is None,
        "fix": True,
    }
    for clock in (one for one in rules.CLOCKS if running[one]):
        for step in rules.steps_reached(order.opened_at, target, clock, edition.escalate_percent, hours, at):
            yield clock, step
