"""A slow second opinion: counts working minutes one by one, sharing no code with the arithmetic.

Works on naive campus time; minutes only; the announced years come straight from `chinesecalendar`.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache

from chinese_calendar import is_workday

EIGHT_HOURS = timedelta(hours=8)
MINUTE = timedelta(minutes=1)
# (worked day?, opens, closes, weekdays), minutes after midnight
Rule = tuple[bool, int, int, frozenset[int]]
Pause = tuple[datetime, datetime]
FESTIVALS_2027 = {
    date(2027, month, day)
    for month, days in (
        (1, (1,)),
        (2, (5, 6, 7, 8)),
        (4, (5,)),
        (5, (1, 2)),
        (6, (9,)),
        (9, (15,)),
        (10, (1, 2, 3)),
    )
    for day in days
}


@cache
def worked(day: date) -> bool:
    """Whether a date from 2004 to 2027 is worked."""
    if day.year == 2027:
        return day.weekday() < 5 and day not in FESTIVALS_2027
    return bool(is_workday(day))


def is_open(at: datetime, rules: Sequence[Rule]) -> bool:
    """Whether a campus minute is inside any window of its day or of the day before."""
    for back in (0, 1):
        day = at.date() - timedelta(days=back)
        minute = at.hour * 60 + at.minute + back * 1440
        for on_worked, opens, closes, weekdays in rules:
            if day.isoweekday() in weekdays and opens <= minute < closes and worked(day) is on_worked:
                return True
    return False


def counted(
    start: datetime, end: datetime, rules: Sequence[Rule], pauses: Sequence[Pause] = ()
) -> list[datetime]:
    """List the minutes from `start` to `end` that count (UTC in and out)."""
    found = []
    at = start
    while at < end:
        paused = any(begin <= at < stop for begin, stop in pauses)
        if not paused and is_open((at + EIGHT_HOURS).replace(tzinfo=None), rules):
            found.append(at)
        at += MINUTE
    return found


def campus(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Return an instant given in campus time, by plain subtraction."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC) - EIGHT_HOURS
