"""Working time: a calendar and service hours, and what can be counted with them. Pure.

Instants go in aware and come out in UTC; days are Asia/Shanghai days. An interval counts the instants that
are open and not paused; a day's windows are worked out once and kept.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias
from uuid import UUID

from houqin.kernel.base.clock import SHANGHAI, local_date
from houqin.kernel.worktime.days import ONE_DAY, Calendar
from houqin.kernel.worktime.hours import ServiceHours
from houqin.kernel.worktime.intervals import Interval, intersection, subtraction, total, union

Span: TypeAlias = timedelta | int  # an int is minutes
NO_TIME = timedelta()


@dataclass(frozen=True, eq=False)
class WorkingHours:
    """What working time is for one schedule. `versions` are the rows it was built from, for a case to pin."""

    calendar: Calendar
    hours: ServiceHours
    versions: tuple[UUID, ...] = ()
    _opened: dict[date, tuple[Interval, ...]] = field(default_factory=dict, repr=False)

    def version_ids(self) -> tuple[UUID, ...]:
        """Return the ids to pin on a running case: give them to `queries.pinned_hours` later."""
        return self.versions

    def add(self, start: datetime, span: Span, *, round_the_clock: bool = False) -> datetime:
        """Return the earliest instant by which `span` of working time has passed since `start`.

        A span that fills a window ends at its close, not at the next opening. Raises ValueError for a naive
        start or a negative span.
        """
        return self.deadline(start, span, round_the_clock=round_the_clock)

    def between(self, a: datetime, b: datetime) -> timedelta:
        """Return the working time from `a` to `b`, exact; negative if `b` is earlier."""
        a, b = _utc(a), _utc(b)
        if b < a:
            return -self.between(b, a)
        return total(self.open_intervals(a, b))

    def elapsed(
        self,
        start: datetime,
        end: datetime,
        pauses: Iterable[Interval] = (),
        *,
        round_the_clock: bool = False,
    ) -> timedelta:
        """Return the working time from `start` to `end` outside all pauses; overlapping pauses count once.

        A pause still running is passed as an interval up to `end`. Raises ValueError if `end` is earlier.
        """
        start, end = _utc(start), _utc(end)
        if end < start:
            raise ValueError("elapsed time ends before it starts")
        stopped = intersection(_stopped(pauses), (Interval(start, end),)) if end > start else ()
        if round_the_clock:
            return end - start - total(stopped)
        return self.between(start, end) - sum((self.between(*one) for one in stopped), NO_TIME)

    def deadline(
        self, start: datetime, span: Span, pauses: Iterable[Interval] = (), *, round_the_clock: bool = False
    ) -> datetime:
        """Return the earliest instant by which `span` of unpaused working time has passed since `start`.

        Pauses that begin after it do not move it. A pause still running is passed as an interval up to now:
        the answer then is the deadline if work went on now. Raises ValueError for a negative span.
        """
        start, left = _utc(start), _span(span)
        if left < NO_TIME:
            raise ValueError("a deadline lies ahead")
        if not left:
            return start
        stopped = _stopped(pauses)
        for one in _all_from(start, left, stopped) if round_the_clock else self._counted_from(start, stopped):
            if one.length >= left:
                return one.start + left
            left -= one.length
        raise AssertionError("service hours always open again")

    def add_days(self, start: date, days: int) -> date:
        """Return the date `days` working days after `start`: see `Calendar.add_days`."""
        return self.calendar.add_days(start, days)

    def is_open(self, at: datetime) -> bool:
        """Tell whether the service is open at an instant."""
        at = _utc(at)
        return any(one.start <= at < one.end for one in self.opened(local_date(at)))

    def next_open(self, at: datetime) -> datetime:
        """Return `at` if open then, or the next opening."""
        return next(self._counted_from(_utc(at), ())).start

    def open_intervals(self, start: datetime, end: datetime) -> tuple[Interval, ...]:
        """Return when the service is open between two instants, disjoint and in order."""
        start, end = _utc(start), _utc(end)
        if end <= start:
            return ()
        first, last = local_date(start), local_date(end)
        days = (self.opened(first + ONE_DAY * n) for n in range((last - first).days + 1))
        return intersection(union(one for day in days for one in day), (Interval(start, end),))

    def is_provisional(self, start: datetime, end: datetime) -> bool:
        """Tell whether anything between two instants rests on a year not yet announced (未公布)."""
        return any(
            self.calendar.is_provisional(date(year, 1, 1))
            for year in range(local_date(start).year, local_date(end).year + 1)
        )

    def opened(self, day: date) -> tuple[Interval, ...]:
        """Return the open intervals of one date, midnight to midnight, the rest of last night's included."""
        found = self._opened.get(day)
        if found is None:
            whole = Interval(_midnight(day), _midnight(day + ONE_DAY))
            found = intersection(union((*self._windows(day - ONE_DAY), *self._windows(day))), (whole,))
            self._opened[day] = found
        return found

    def _windows(self, day: date) -> Iterator[Interval]:
        start = _midnight(day)
        for window in self.hours.on(self.calendar.day(day)):
            yield Interval(start + timedelta(minutes=window.opens), start + timedelta(minutes=window.closes))

    def _counted_from(self, start: datetime, stopped: Sequence[Interval]) -> Iterator[Interval]:
        day = local_date(start)
        while True:
            ahead = [Interval(max(a, start), b) for a, b in self.opened(day) if b > start]
            yield from subtraction(ahead, stopped) if stopped else ahead
            day += ONE_DAY


def _all_from(start: datetime, span: timedelta, stopped: Sequence[Interval]) -> tuple[Interval, ...]:
    """Every minute from `start` outside the pauses, far enough to hold `span`."""
    last = max(start, stopped[-1].end) if stopped else start
    return subtraction((Interval(start, last + span),), stopped)


def _stopped(pauses: Iterable[Interval]) -> tuple[Interval, ...]:
    return union(Interval(_utc(start), _utc(end)) for start, end in pauses)


def _span(span: Span) -> timedelta:
    return span if isinstance(span, timedelta) else timedelta(minutes=span)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"not an instant, it has no zone: {at}")
    return at.astimezone(UTC)
