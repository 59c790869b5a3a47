"""The clock's door: repeated jobs, each safe to run twice."""

from datetime import datetime

from houqin.services.repairs.actions import clock
from houqin.services.repairs.queries import clocks


def escalate_overdue(at: datetime) -> int:
    """Tell dispatchers and section heads of promises that ran out; returns how many steps were told."""
    return sum(
        clock.escalate(one.order, clock=one.clock, step=one.step, at=at) for one in clocks.overruns(at)
    )


def close_unanswered(at: datetime) -> int:
    """Close finished repairs that nobody answered in time; returns how many."""
    return sum(clock.auto_close(order, at=at) for order in clocks.waiting_to_close(at))
