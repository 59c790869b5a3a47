"""What lists and figures read of the clocks, kept in step with the log: instants and minutes of one order."""

from collections.abc import Sequence
from datetime import datetime

from houqin.kernel.lifecycle.engine import Deed
from houqin.services.repairs.models import Order
from houqin.services.repairs.queries import logs
from houqin.services.repairs.sla.clocks import clocks
from houqin.services.repairs.sla.log import Event, Judged


def follow(order: Order, deed: Deed, *, at: datetime, until: datetime | None = None) -> Judged:
    """Write the due instants anew, the deed under way counted in; returns the clock of the whole repair.

    `until` is when a pause that now runs ends at the latest: the stored deadline is the one that holds if it lasts
    so long, so that nothing that stands is taken for late. Call it inside the move, once its facts are set.
    """
    facts = dict(deed.public)
    happened = tuple(logs.happened(deed.move.name, facts, at))
    found = judged(order, happened, max(at, until or at))
    order.acknowledge_due_at = found["acknowledge"].due_at
    order.arrive_due_at = found["arrive"].due_at
    order.save(update_fields=["acknowledge_due_at", "arrive_due_at"])
    deed.change(due_at=found["fix_total"].due_at)
    return found["fix_total"]


def judged(order: Order, happened: Sequence[Event], at: datetime) -> dict[str, Judged]:
    """Return the clocks of an order by name, each with its newest part, after what happens just now."""
    return {one.clock: one for one in clocks(logs.history_of(order, *happened), at)}
