"""The clocks judged: due, stopped, verdict, minutes. One pure function of log, edition, calendars and now.

A change of urgency, an appointment and an announced year count anew from the clock's own beginning, minus all its pauses; what was
kept or broken by then keeps its verdict (glpi#6902, #15605). A pause begun after the deadline moves nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import NamedTuple

from houqin.kernel.worktime.intervals import Interval
from houqin.services.repairs.rules import WHOLE, Target
from houqin.services.repairs.sla.course import Course, Ending, Regime, Run
from houqin.services.repairs.sla.log import ClockName, History, Judged, Verdict

MINUTE = timedelta(minutes=1)
NONE = timedelta()
VISITED: frozenset[ClockName] = frozenset({"arrive", "fix_first", "fix_total", "hold"})
UNBROKEN: Mapping[Ending | None, Verdict] = {
    None: "running",
    "done": "kept",
    "void": "void",
    "passed": "passed",
}


class Reading(NamedTuple):
    """A clock with the regime it is judged by and the pauses that count for it."""

    run: Run
    regime: Regime
    stopped: Sequence[Interval]
    due_at: datetime
    broken: bool


def clocks(history: History, now: datetime) -> list[Judged]:
    """Judge every clock of a repair at an instant, in the order in which they began.

    `due_at` of a clock that stands is the deadline if work went on now. Raises ValueError for a log that names an
    urgency or a reason the edition does not know.
    """
    course = _course(history, now)
    return [_judged(_read(run, course), course) for run in course.runs if _promised(run, course)]


def steps_reached(history: History, now: datetime, steps: Sequence[int]) -> list[tuple[ClockName, int]]:
    """Return the steps of the ladder (per cent of the time used) that the clocks running at an instant have passed."""
    course = _course(history, now)
    found: list[tuple[ClockName, int]] = []
    for run in course.runs:
        if run.stop is None and run.clock != "promise" and _promised(run, course):
            reading = _read(run, course)
            found += [
                (run.clock, step)
                for step in sorted(steps)
                if _due(reading.run, reading.regime, reading.stopped, step) < now
            ]
    return found


def _course(history: History, now: datetime) -> Course:
    try:
        return Course(history, now)
    except KeyError as unknown:
        raise ValueError(f"not in this edition: {unknown.args[0]}") from unknown


def _promised(run: Run, course: Course) -> bool:
    return run.clock != "assign" or all(one.target.assign_minutes for one in course.regimes)


def _read(run: Run, course: Course) -> Reading:
    """Find the regime by which a clock is judged: the last one, unless it was stopped or broken before that."""
    stopped = sorted(course.stopped(run.clock))
    for regime, following in zip_longest(course.regimes, course.regimes[1:]):
        change = following.since if following else None
        if change is not None and change <= run.start:
            continue
        stop = run.stop if run.stop and (change is None or run.stop < change) else None
        edge = stop.at if stop else change.at if change else course.now
        counting = [Interval(one.start, min(one.end, edge)) for one in stopped if one.start < edge]
        due = _due(run, regime, counting, WHOLE)
        broken = run.ran_after(due, edge)
        if change is None or stop or broken:
            return Reading(run, regime, counting, due, broken)
    raise AssertionError("the last regime has no end")


def _judged(one: Reading, course: Course) -> Judged:
    run, end = one.run, _end(one.run, course)
    edges = [
        Interval(each.start, min(each.end, end)) for each in course.stopped(run.clock) if each.start < end
    ]
    round_the_clock, hours = one.regime.target.round_the_clock, one.regime.hours
    whole = hours.elapsed(run.start.at, end, round_the_clock=round_the_clock)
    spent = hours.elapsed(run.start.at, end, edges, round_the_clock=round_the_clock)
    verdict: Verdict = "broken" if one.broken else UNBROKEN[run.ending]
    return Judged(
        clock=run.clock,
        part=run.part,
        started_at=run.start.at,
        due_at=one.due_at,
        stopped_at=run.stop.at if run.stop else None,
        verdict=verdict,
        minutes=spent // MINUTE,
        paused_minutes=(whole - spent) // MINUTE,
    )


def _end(run: Run, course: Course) -> datetime:
    return run.stop.at if run.stop else course.now


def _due(run: Run, regime: Regime, stopped: Sequence[Interval], percent: int) -> datetime:
    """Hours agreed that end later than the target has somebody come leave what the target gives after that."""
    if run.promised_at is not None:
        return run.promised_at
    target, hours = regime.target, regime.hours
    span = timedelta(minutes=_minutes(run.clock, target)) * percent / WHOLE
    due = hours.deadline(run.start.at, span, stopped, round_the_clock=target.round_the_clock)
    if regime.until is None or target.round_the_clock or run.clock not in VISITED:
        return due
    after = max(span - timedelta(minutes=target.arrive_minutes), NONE)
    return max(due, hours.deadline(regime.until, after, stopped))


def _minutes(clock: ClockName, target: Target) -> int:
    match clock:
        case "acknowledge":
            return target.acknowledge_minutes
        case "assign":
            return target.assign_minutes or 0
        case "arrive":
            return target.arrive_minutes
        case _:
            return target.fix_minutes
