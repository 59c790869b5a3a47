"""The promise: when somebody answers, comes and has mended it. Pure: no Django, no clock.

Clocks are computed from the log, the version of the service promise and the version of the hours; what the
database keeps of them is only an index. Source of the defaults: `data/sla.csv`, each row with its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from houqin.kernel.base.clock import local_date
from houqin.kernel.worktime.arithmetic import WorkingHours
from houqin.kernel.worktime.intervals import Interval

Clock = Literal["acknowledge", "arrive", "fix"]
Verdict = Literal["kept", "broken", "running"]
Pause = Interval
CLOCKS: tuple[Clock, ...] = ("acknowledge", "arrive", "fix")
WHOLE = 100
PART_DAYS = 7  # own default, as in the survey of the field: a wrong join may be undone for a week


@dataclass(frozen=True, slots=True)
class Target:
    """What is promised for one urgency, in minutes of duty hours, or of every hour (`round_the_clock`)."""

    round_the_clock: bool
    acknowledge_minutes: int
    arrive_minutes: int
    fix_minutes: int
    assign_minutes: int | None = None  # None: nothing is promised about giving it out

    def minutes(self, clock: Clock) -> int:
        """Return how many minutes a clock has."""
        return {
            "acknowledge": self.acknowledge_minutes,
            "arrive": self.arrive_minutes,
            "fix": self.fix_minutes,
        }[clock]


@dataclass(frozen=True, slots=True)
class Promise:
    """The three instants told to the reporter."""

    acknowledge_at: datetime
    arrive_at: datetime
    fix_at: datetime

    def of(self, clock: Clock) -> datetime:
        """Return when a clock is due."""
        return {"acknowledge": self.acknowledge_at, "arrive": self.arrive_at, "fix": self.fix_at}[clock]


def promise(
    opened_at: datetime, target: Target, hours: WorkingHours, pauses: Iterable[Pause] = ()
) -> Promise:
    """Return when each clock is due, counted from the report; a first answer is never paused."""
    stopped = tuple(pauses)
    return Promise(
        acknowledge_at=due_at(opened_at, target, "acknowledge", hours),
        arrive_at=due_at(opened_at, target, "arrive", hours, stopped),
        fix_at=due_at(opened_at, target, "fix", hours, stopped),
    )


def due_at(
    opened_at: datetime,
    target: Target,
    clock: Clock,
    hours: WorkingHours,
    pauses: Iterable[Pause] = (),
    percent: int = WHOLE,
) -> datetime:
    """Return when `percent` of a clock's time has passed; a pause that begins after that moves nothing."""
    span = timedelta(minutes=target.minutes(clock)) * percent / WHOLE
    return hours.deadline(opened_at, span, pauses, round_the_clock=target.round_the_clock)


def spent_minutes(
    opened_at: datetime,
    ended_at: datetime,
    target: Target,
    hours: WorkingHours,
    pauses: Iterable[Pause] = (),
) -> int:
    """Return the whole minutes that counted between report and repair, rework included."""
    spent = hours.elapsed(opened_at, ended_at, pauses, round_the_clock=target.round_the_clock)
    return int(spent.total_seconds() // 60)


def verdict(due: datetime, stopped_at: datetime | None, at: datetime) -> Verdict:
    """Judge one clock: kept, broken, or still running; to the very instant is kept."""
    if stopped_at is None:
        return "running" if at <= due else "broken"
    return "kept" if stopped_at <= due else "broken"


def steps_reached(
    opened_at: datetime,
    target: Target,
    clock: Clock,
    steps: Sequence[int],
    hours: WorkingHours,
    at: datetime,
    pauses: Iterable[Pause] = (),
) -> tuple[int, ...]:
    """Return the steps of the ladder (percent of the time used) that a running clock has passed."""
    stopped = tuple(pauses)
    return tuple(
        step
        for step in sorted(steps)
        if due_at(opened_at, target, clock, hours, () if clock == "acknowledge" else stopped, step) < at
    )


def closes_on_its_own_at(fixed_at: datetime, working_days: int, hours: WorkingHours) -> datetime:
    """Return when a finished repair nobody answers counts as accepted: the same hour, N working days on."""
    days = hours.add_days(local_date(fixed_at), working_days) - local_date(fixed_at)
    return fixed_at + days


def is_code_of(code: str, trade: str) -> bool:
    """Tell whether a fault's code is well formed: its trade, a dot, then small letters, digits and underscores."""
    first, dot, rest = code.partition(".")
    return (
        bool(dot)
        and first == trade
        and rest.replace("_", "a").isalnum()
        and rest.isascii()
        and rest.islower()
    )


def may_reopen(closed_at: datetime, days: int, at: datetime) -> bool:
    """Tell whether a closed repair may still be opened again."""
    return at <= closed_at + timedelta(days=days)


def may_part(joined_at: datetime, at: datetime) -> bool:
    """Tell whether an order joined to another may still be taken out again."""
    return at <= joined_at + timedelta(days=PART_DAYS)


def repeats(fixed_at: datetime, days: int, at: datetime) -> bool:
    """Tell whether a fault reported now repeats one that was mended: same place, same fault, within the days."""
    return fixed_at <= at <= fixed_at + timedelta(days=days)
