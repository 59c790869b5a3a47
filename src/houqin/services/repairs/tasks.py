"""The clock's door, and the trail's: repeated jobs and news of the calendar, each safe to be had twice."""

from collections.abc import Sequence
from datetime import datetime

from houqin.kernel.trail.models import Happening
from houqin.services.repairs.actions import clock, codes, tallies
from houqin.services.repairs.actions import stops as stopping
from houqin.services.repairs.actions.recount import recount
from houqin.services.repairs.queries import clocks, stops


def escalate_overdue(at: datetime) -> int:
    """Tell, rung by rung, of promises that run out; returns how many steps were told."""
    return sum(
        clock.escalate(one.order, clock=one.clock, step=one.step, tells=one.tells, at=at)
        for one in clocks.overruns(at)
    )


def end_pauses(at: datetime) -> int:
    """End pauses that have lasted as long as they may; returns how many."""
    return sum(clock.end_pause(order, at=at) for order in clocks.pauses_run_out(at))


def end_stops(at: datetime) -> int:
    """End planned stops whose time is over; returns how many."""
    return sum(stopping.end(one, at=at) for one in stops.over(at))


def send_codes(at: datetime) -> int:
    """Send the codes by mail that guests asked for; returns how many went out."""
    return codes.send_waiting(at)


def forget_guests(at: datetime) -> int:
    """Delete old codes and tallies; returns how many rows."""
    return codes.forget(at) + tallies.forget(at)


def close_unanswered(at: datetime) -> int:
    """Close finished repairs that nobody answered in time; returns how many."""
    return sum(clock.auto_close(order, at=at) for order in clocks.waiting_to_close(at))


def follow_calendar(happenings: Sequence[Happening]) -> None:
    """Count open promises anew when the calendar of a year has been published."""
    for each in happenings:
        if (each.kind, each.verb) == ("worktime.calendar", "publish"):
            for order in clocks.with_running_clocks(each.at):
                recount(order, at=each.at)
