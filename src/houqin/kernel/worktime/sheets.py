"""Reads for whoever edits: a year as it stands in its draft or in force, schedules with their hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from houqin.kernel.worktime import queries
from houqin.kernel.worktime.days import ONE_DAY, Calendar, Day, calendar_of
from houqin.kernel.worktime.models import CalendarVersion, HoursVersion, Schedule


@dataclass(frozen=True)
class YearSheet:
    """A year: what holds (`latest`, None while provisional), the draft if any, and the days as shown."""

    year: int
    latest: CalendarVersion | None
    draft: CalendarVersion | None
    shown: Calendar
    in_force: Calendar

    @property
    def provisional(self) -> bool:
        """Whether nothing has been published for the year (未公布)."""
        return self.latest is None

    def days(self) -> Iterator[Day]:
        """Yield every date of the year as shown."""
        day = date(self.year, 1, 1)
        while day.year == self.year:
            yield self.shown.day(day)
            day += ONE_DAY

    def changed(self) -> frozenset[date]:
        """Return the dates on which the draft differs from what is in force."""
        return frozenset(day.date for day in self.days() if _differs(day, self.in_force.day(day.date)))

    def working_days(self) -> int:
        """Count the working days of the year as shown."""
        return sum(day.working for day in self.days())


def year_sheet(year: int, at: datetime) -> YearSheet:
    """Return a year with its draft, if somebody is arranging it."""
    in_force, draft = queries.calendar(at), queries.draft_of(year)
    shown = in_force
    if draft is not None:
        rows = draft.days.values_list("date", "working", "name")
        shown = calendar_of((Day(*row) for row in rows), {year})
    latest = CalendarVersion.objects.filter(year=year, published=True, at__lte=at).select_related(
        "approved_by"
    )
    return YearSheet(year, latest.order_by("-number").first(), draft, shown, in_force)


def schedules(at: datetime) -> list[tuple[Schedule, HoursVersion | None, HoursVersion | None]]:
    """Return every schedule with the hours in force and, if there are any, those that follow."""
    versions = (
        HoursVersion.objects.filter(published=True).order_by("at", "number").prefetch_related("windows")
    )
    by_schedule: dict[object, list[HoursVersion]] = {}
    for version in versions:
        by_schedule.setdefault(version.schedule_id, []).append(version)
    found = []
    for schedule in Schedule.objects.select_related("unit", "campus").order_by(
        "key", "unit__path", "campus__path"
    ):
        own = by_schedule.get(schedule.pk, [])
        current = [version for version in own if version.at <= at]
        ahead = [version for version in own if version.at > at]
        found.append((schedule, current[-1] if current else None, ahead[0] if ahead else None))
    return found


def _differs(one: Day, other: Day) -> bool:
    return (one.working, one.name) != (other.working, other.name)
