"""Clocks that have run out, for the job that tells of them."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from houqin.services.repairs.lifecycle import State
from houqin.services.repairs.models import Escalation, Order, Pause
from houqin.services.repairs.models.order import OrderQuerySet
from houqin.services.repairs.queries.logs import histories
from houqin.services.repairs.rules import WHOLE, Clock
from houqin.services.repairs.sla.clocks import steps_reached
from houqin.services.repairs.sla.log import ClockName

BATCH = 500
TOLD_OF: dict[ClockName, Clock] = {"acknowledge": "acknowledge", "arrive": "arrive", "fix_total": "fix"}
"""The clocks whose ladder is told; the others are judged and read."""


class Overrun(NamedTuple):
    """A step of the ladder that an order's clock has passed and nobody was told of."""

    order: Order
    clock: Clock
    step: int
    tells: str


def overruns(at: datetime) -> Iterator[Overrun]:
    """Iterate over the steps reached by now and not told yet, the oldest promise first."""
    rows = OrderQuerySet(Order).to_mend().filter(opened_at__lte=at).prefetch_related("sla__steps")
    orders = list(rows.order_by("due_at", "id"))
    told: dict[UUID, set[tuple[str, int]]] = defaultdict(set)
    for order, clock, step in Escalation.objects.filter(order__in=orders).values_list(
        "order", "clock", "step"
    ):
        told[order].add((clock, step))
    for first in range(0, len(orders), BATCH):
        for one, history in histories(orders[first : first + BATCH]):
            rungs = {rung.percent: rung.tells for rung in one.sla.steps.all()}
            reached = steps_reached(history, at, list(rungs))
            over = {name for name, step in reached if step >= WHOLE}
            for name, step in reached:
                if step < WHOLE and name in over:
                    continue  # nobody is warned of what has happened
                if name in TOLD_OF and (TOLD_OF[name], step) not in told[one.pk]:
                    yield Overrun(one, TOLD_OF[name], step, rungs[step])


def pauses_run_out(at: datetime) -> list[Order]:
    """Return the orders whose pause has lasted as long as it may."""
    over = Pause.objects.filter(until=None, ends_at__lte=at)
    return list(Order.objects.filter(pk__in=over.values("order")).order_by("id"))


def waiting_to_close(at: datetime, limit: int = 500) -> list[Order]:
    """Return finished repairs whose days for an answer are over."""
    return list(Order.objects.filter(state=State.FIXED, closes_at__lte=at).order_by("closes_at")[:limit])


def with_running_clocks(at: datetime) -> list[Order]:
    """Return the orders opened by an instant whose promise, or whose days for an answer, still run."""
    running = Order.objects.filter(closed_at=None, opened_at__lte=at, hours_versions__len__gt=0)
    return list(running.select_related("sla").order_by("id"))
