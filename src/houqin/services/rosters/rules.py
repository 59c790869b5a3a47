"""Shifts as spans of time, patterns that repeat, who comes first, when a certificate runs out. Pure: no Django, no clock."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, TypeVar

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.base.refused import Refused

K = TypeVar("K")
FREE = ("休", "-", "o", "O", "0")
"""Marks of a day without a shift."""
SEPARATORS = " ,，、/"
EARLY_ON = timedelta(hours=2)
"""Who comes on so long before a shift comes on for that shift."""
LONGEST_DUTY = timedelta(hours=16)
"""Longer than that nobody is on duty: they forgot to press."""
LONGEST_FILL = 92
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
"""Days outside are slips of the pen: nothing is planned or asked for on them."""


class Span(NamedTuple):
    """From an instant to another, the second not included."""

    starts_at: datetime
    ends_at: datetime


def span(day: date, begins: time, ends: time) -> Span:
    """Return a shift that begins on a day; one that ends at or before its beginning ends on the next day."""
    starts_at = datetime.combine(day, begins, SHANGHAI)
    last = day if ends > begins else day + timedelta(days=1)
    return Span(starts_at, datetime.combine(last, ends, SHANGHAI))


def monday(day: date) -> date:
    """Return the first day of a day's week."""
    return day - timedelta(days=day.weekday())


def week(first: date) -> list[date]:
    """Return seven days from a day on."""
    return [first + timedelta(days=n) for n in range(7)]


def days(first: date, last: date) -> list[date]:
    """Return the days from one to another, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def pattern(text: str, known: Mapping[str, K]) -> list[K | None]:
    """Read "早早中中夜夜休休" as shifts and free days (None).

    Raises `Refused` ("rosters.unknown_mark", "rosters.no_pattern").
    """
    found: list[K | None] = []
    for mark in text:
        if mark in SEPARATORS:
            continue
        if mark in known or mark.upper() in known:
            found.append(known.get(mark) or known[mark.upper()])
        elif mark in FREE:
            found.append(None)
        else:
            raise Refused("rosters.unknown_mark", mark=mark, field="pattern")
    if not any(found):
        raise Refused("rosters.no_pattern", field="pattern")
    return found


def filled(
    turns: Sequence[K | None], people: int, first: date, last: date, stagger: int
) -> Iterator[tuple[int, date, K]]:
    """Iterate over who (by number) has what on which day: each person enters the pattern `stagger` days later.

    Raises `Refused` ("rosters.period_backwards", "rosters.fill_too_long").
    """
    if last < first:
        raise Refused("rosters.period_backwards", field="last")
    if (last - first).days >= LONGEST_FILL:
        raise Refused("rosters.fill_too_long", days=LONGEST_FILL, field="last")
    for person in range(people):
        for n, day in enumerate(days(first, last)):
            turn = turns[(n + person * stagger) % len(turns)]
            if turn is not None:
                yield person, day, turn


def on_for(shift: Span, at: datetime) -> bool:
    """Tell whether whoever comes on now comes on for this shift."""
    return shift.starts_at - EARLY_ON <= at < shift.ends_at


def forgotten_off(on_at: datetime, shift_ends_at: datetime | None, at: datetime) -> datetime | None:
    """Return when a duty that nobody ended is taken to have ended: with its shift, else after the longest duty.

    None while it may still be going on.
    """
    if at - on_at < LONGEST_DUTY:
        return None
    if shift_ends_at is not None and on_at < shift_ends_at <= at:
        return shift_ends_at
    return on_at + LONGEST_DUTY


def hours(spans: Sequence[Span]) -> float:
    """Return how many hours spans last together, to a tenth."""
    seconds = sum(((one.ends_at - one.starts_at).total_seconds() for one in spans), 0.0)
    return round(seconds / 3600, 1)


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands at an instant: on duty, in a shift (its name), on leave until an instant."""

    on_duty: bool = False
    shift: str = ""
    leave_until: datetime | None = None

    @property
    def rank(self) -> int:
        """Who is given work first: on duty, in the shift, neither, last who is on leave."""
        if self.leave_until is not None:
            return 3
        return 0 if self.on_duty else 1 if self.shift else 2


def validity(valid_from: date, valid_until: date, day: date, remind_days: int) -> str:
    """Return how a certificate stands on a day: "future", "valid", "ending" (within the days), "expired"."""
    if day < valid_from:
        return "future"
    if day > valid_until:
        return "expired"
    return "ending" if (valid_until - day).days <= remind_days else "valid"


@dataclass(frozen=True, slots=True)
class SwapFacts:
    """What is looked at before two shifts are swapped: still theirs, not begun, nobody on leave then."""

    still_theirs: bool
    begun: bool
    on_leave: str = ""


def swappable(facts: SwapFacts) -> list[Refused]:
    """Want both shifts to be as they were when the swap was asked for, and still to come."""
    found = []
    if not facts.still_theirs:
        found.append(Refused("rosters.swap_stale"))
    if facts.begun:
        found.append(Refused("rosters.swap_begun"))
    if facts.on_leave:
        found.append(Refused("rosters.swap_on_leave", who=facts.on_leave))
    return found


@dataclass(frozen=True, slots=True)
class LeaveFacts:
    """What is looked at before a leave is taken back or cut short: the instant, and from when to when it is."""

    at: datetime
    starts_at: datetime
    ends_at: datetime


def still_to_come(facts: LeaveFacts) -> list[Refused]:
    """Want a leave that is taken back not to have begun."""
    return [Refused("rosters.leave_begun")] if facts.starts_at <= facts.at else []


def under_way(facts: LeaveFacts) -> list[Refused]:
    """Want a leave that is cut short to have begun and not to be over."""
    if facts.at < facts.starts_at:
        return [Refused("rosters.leave_to_come")]
    return [Refused("rosters.leave_ended")] if facts.ends_at <= facts.at else []
