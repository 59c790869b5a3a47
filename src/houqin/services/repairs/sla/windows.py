"""Hours in which somebody may be visited: half-days and pairs of hours, cut out of the office's own hours. Pure."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from houqin.kernel.base.clock import SHANGHAI, local_date
from houqin.kernel.worktime.arithmetic import WorkingHours
from houqin.kernel.worktime.intervals import Interval, intersection

DAYS = 7
HALVES = ((0, 12), (12, 18), (18, 24))
PAIRS = tuple((hour, hour + 2) for hour in range(0, 24, 2))
SHORTEST = timedelta(hours=1)  # own default: what is left of a window must be long enough to get there


class Window(NamedTuple):
    """From when to when somebody is expected; instants."""

    start: datetime
    end: datetime

    @property
    def key(self) -> str:
        """The hours of the day as a form names them: "14:00-16:00"."""
        start, end = self.start.astimezone(SHANGHAI), self.end.astimezone(SHANGHAI)
        return f"{start:%H:%M}-{'24:00' if end.date() > start.date() else f'{end:%H:%M}'}"


def windows(day: date, hours: WorkingHours, at: datetime) -> list[Window]:
    """Return what can be chosen on a day: its half-days, then its pairs of hours; what is over by now is left out."""
    cut = dict.fromkeys([*_cut(day, hours, HALVES), *_cut(day, hours, PAIRS)])
    return [one for one in cut if one.end - max(one.start, at) >= SHORTEST]


def days(hours: WorkingHours, at: datetime) -> list[date]:
    """Return the days of the coming week on which somebody can come."""
    first = local_date(at)
    week = (first + timedelta(days=shift) for shift in range(DAYS))
    return [day for day in week if windows(day, hours, at)]


def parts(hours: WorkingHours, at: datetime) -> list[str]:
    """Return the hours offered on any day of the coming week, each once: half-days first, then pairs of hours."""
    found = [one.key for day in days(hours, at) for one in _cut(day, hours, HALVES)]
    found += [one.key for day in days(hours, at) for one in _cut(day, hours, PAIRS)]
    return list(dict.fromkeys(found))


def chosen(day: date, part: str, hours: WorkingHours, at: datetime) -> Window | None:
    """Return the window of a day and its hours, None where nobody comes then."""
    if day not in days(hours, at):
        return None
    return next((one for one in windows(day, hours, at) if one.key == part), None)


def _cut(day: date, hours: WorkingHours, edges: tuple[tuple[int, int], ...]) -> Iterator[Window]:
    midnight = datetime.combine(day, time(), SHANGHAI)
    for opens, closes in edges:
        wanted = Interval(midnight + timedelta(hours=opens), midnight + timedelta(hours=closes))
        for one in intersection(hours.opened(day), (wanted,)):
            if one.length >= SHORTEST:
                yield Window(one.start, one.end)
