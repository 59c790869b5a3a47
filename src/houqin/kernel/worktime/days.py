"""Which dates are worked: published years from data, other years provisionally by statute. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from houqin.kernel.worktime.statutory import statutory_holidays

ONE_DAY = timedelta(days=1)
SATURDAY = 6


class DayKind(StrEnum):
    """What a date is; the first two are worked."""

    WORKDAY = "workday"
    MAKE_UP = "make_up"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Day:
    """A date, whether it is worked, the festival it belongs to ("" for none), and whether that may change."""

    date: date
    working: bool
    name: str = ""
    provisional: bool = False

    @property
    def kind(self) -> DayKind:
        """A worked weekend is a make-up day (调休上班), a free weekday or a named free day a holiday."""
        weekend = self.date.isoweekday() >= SATURDAY
        if self.working:
            return DayKind.MAKE_UP if weekend else DayKind.WORKDAY
        return DayKind.WEEKEND if weekend and not self.name else DayKind.HOLIDAY


@dataclass(frozen=True, eq=False)
class Calendar:
    """Published years keep their `exceptions`; a year not in `published` is provisional, never an error."""

    exceptions: Mapping[date, Day]
    published: frozenset[int]
    _guesses: dict[int, dict[date, str]] = field(default_factory=dict, repr=False)

    def day(self, when: date) -> Day:
        """Return what is known of a date."""
        if when.year in self.published:
            return self.exceptions.get(when) or plain_day(when)
        holidays = self._guesses.get(when.year)
        if holidays is None:
            holidays = self._guesses[when.year] = statutory_holidays(when.year)
        if when in holidays:
            return Day(when, working=False, name=holidays[when], provisional=True)
        return Day(when, working=_weekday(when), provisional=True)

    def is_working(self, when: date) -> bool:
        """Tell whether a date is worked."""
        return self.day(when).working

    def is_provisional(self, when: date) -> bool:
        """Tell whether the arrangement of a date's year has not been published."""
        return when.year not in self.published

    def add_days(self, start: date, days: int) -> date:
        """Return the date `days` working days after `start` (before it, if negative); 0 gives `start`.

        The start does not count: 30 working days after 2025-01-06 is 2025-02-21.
        """
        step, left = (ONE_DAY, days) if days >= 0 else (-ONE_DAY, -days)
        while left:
            start += step
            left -= self.is_working(start)
        return start

    def working_days(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and with `end`; negative if `end` is earlier."""
        if end < start:
            return -self.working_days(end, start)
        return sum(self.is_working(start + ONE_DAY * n) for n in range(1, (end - start).days + 1))


def plain_day(when: date) -> Day:
    """Return a date as the bare week has it: Monday to Friday worked."""
    return Day(when, working=_weekday(when))


def calendar_of(days: Iterable[Day], published: Iterable[int]) -> Calendar:
    """Build a calendar from days that differ from the bare week and the years they are complete for."""
    return Calendar({day.date: day for day in days}, frozenset(published))


def _weekday(when: date) -> bool:
    return when.isoweekday() < SATURDAY
