"""A month as weeks of days with what happens on each; Monday first."""

from calendar import Calendar
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from houqin.kernel.base.tone import Tone
from houqin.kernel.web.moments import month_name


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a day."""

    title: str
    tone: Tone = "blue"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A cell of the month."""

    date: date
    outside: bool
    today: bool
    off: bool
    events: Sequence[Event]


@dataclass(frozen=True, slots=True)
class Month:
    """What the calendar component shows."""

    title: str
    weekdays: Sequence[str]
    weeks: Sequence[Sequence[Day]]


def month_of(
    year: int, month: int, *, today: date, events: Mapping[date, Sequence[Event]], off: Collection[date] = ()
) -> Month:
    """Return a month; `off` are days without work. Raises ValueError for a month that is none."""
    weeks = [
        [
            Day(day, day.month != month, day == today, day in off, events.get(day, ()))
            for day in week
        ]
        for week in Calendar().monthdatescalendar(year, month)
    ]  # fmt: skip
    weekdays = [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")]
    return Month(_("%(year)d 年 %(month)s") % {"year": year, "month": month_name(month)}, weekdays, weeks)
