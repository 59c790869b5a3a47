"""Reads: which working time holds for a schedule at an instant, or for the versions a case has pinned."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import Q

from houqin.kernel.base.clock import local_date
from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import OrgUnit
from houqin.kernel.places.models import Place
from houqin.kernel.worktime.arithmetic import WorkingHours
from houqin.kernel.worktime.days import Calendar, Day, calendar_of
from houqin.kernel.worktime.defaults import BY_VERSION, DEFAULTS
from houqin.kernel.worktime.hours import ServiceHours, Window, Worked
from houqin.kernel.worktime.models import CalendarDay, CalendarVersion, HoursVersion, HoursWindow, Term
from houqin.kernel.worktime.terms import teaching_week

PINNED_YEARS = (-1, 0, 1, 2)  # the night before New Year, and as far ahead as deadlines reach


def working_hours(
    key: str, at: datetime, *, unit: OrgUnit | None = None, place: Place | None = None
) -> WorkingHours:
    """Return the working time of a schedule as in force at `at`.

    The nearest unit's own hours win over the campus's, these over the general ones. Raises
    `Refused("worktime.no_such_schedule")` for an unknown key.
    """
    years = _years_in_force(at)
    return _built(_hours_in_force(key, at, unit, place), _pins(years, at), frozenset(years.values()))


def pinned_hours(version_ids: Collection[UUID], at: datetime) -> WorkingHours:
    """Return the working time a case has pinned (`WorkingHours.version_ids`), whatever was edited since.

    Years not announced when it was pinned are taken as in force at `at`, so a running case gets the true
    calendar once it is published. Raises `Refused("worktime.no_such_schedule")` where no hours are pinned.
    """
    pinned = dict(CalendarVersion.objects.filter(id__in=version_ids).values_list("year", "id"))
    years = _years_in_force(at) | pinned
    hours = _pinned_schedule(version_ids)
    return _built(hours, tuple(sorted(pinned.values())), frozenset(years.values()))


def hours_since(
    version_ids: Collection[UUID], opened_at: datetime
) -> tuple[tuple[datetime, WorkingHours], ...]:
    """Return the working time a case has pinned as it grew: what was known at its opening, then each announcement.

    The first pair is at `opened_at`; years that were a guess then join from the instant they were announced.
    Raises `Refused("worktime.no_such_schedule")` where no hours are pinned.
    """
    rows = CalendarVersion.objects.filter(id__in=version_ids).order_by("at", "year")
    known: list[UUID] = []
    found: dict[datetime, WorkingHours] = {}
    hours = _pinned_schedule(version_ids)
    found[opened_at] = _built(hours, (), frozenset())
    for version, at in rows.values_list("id", "at"):
        known.append(version)
        since = opened_at if at is None else max(at, opened_at)
        found[since] = _built(hours, tuple(sorted(known)), frozenset(known))
    return tuple(found.items())


def announced_since(version_ids: Collection[UUID], opened_at: datetime, at: datetime) -> tuple[UUID, ...]:
    """Return the calendars that a case opened at `opened_at` counted on while they were a guess, in force by now.

    Pin them too: from then on they hold for the case, whatever is corrected in them later.
    """
    first = local_date(opened_at).year
    pinned = set(CalendarVersion.objects.filter(id__in=version_ids).values_list("year", flat=True))
    years = _years_in_force(at)
    reached = (first + shift for shift in PINNED_YEARS)
    return tuple(years[year] for year in reached if year in years and year not in pinned)


def calendar(at: datetime) -> Calendar:
    """Return the working days of all years as published by `at`."""
    return _calendar(frozenset(_years_in_force(at).values()))


def draft_of(year: int) -> CalendarVersion | None:
    """Return the year's draft, if somebody is arranging it."""
    return CalendarVersion.objects.filter(year=year, published=False).first()


def latest_of(year: int) -> CalendarVersion | None:
    """Return the year's latest published version, None while it is provisional."""
    return CalendarVersion.objects.filter(year=year, published=True).order_by("-number").first()


def term_on(day: date) -> Term | None:
    """Return the term a date is in, None in vacation."""
    return Term.objects.filter(starts_on__lte=day, ends_on__gte=day).first()


def week_on(day: date) -> int | None:
    """Return the teaching week of a date, None outside teaching."""
    term = term_on(day)
    if term is None:
        return None
    return teaching_week(day, starts_on=term.starts_on, teaching_weeks=term.teaching_weeks)


def _pinned_schedule(version_ids: Collection[UUID]) -> UUID:
    hours = HoursVersion.objects.filter(id__in=version_ids).values_list("id", flat=True).first()
    hours = hours or next((one for one in version_ids if one in BY_VERSION), None)
    if hours is None:
        raise Refused("worktime.no_such_schedule", key="")
    return hours


def _years_in_force(at: datetime) -> dict[int, UUID]:
    rows = CalendarVersion.objects.filter(published=True, at__lte=at)
    return dict(rows.order_by("year", "-number").distinct("year").values_list("year", "id"))


def _pins(years: dict[int, UUID], at: datetime) -> tuple[UUID, ...]:
    year = local_date(at).year
    return tuple(sorted(years[year + shift] for shift in PINNED_YEARS if year + shift in years))


def _hours_in_force(key: str, at: datetime, unit: OrgUnit | None, place: Place | None) -> UUID:
    scope = Q(schedule__unit=None, schedule__campus=None)
    if unit is not None:
        scope |= Q(schedule__unit__path__above=unit.path)
    if place is not None:
        scope |= Q(schedule__campus__path__above=place.path)
    rows = HoursVersion.objects.filter(scope, schedule__key=key, published=True, at__lte=at).select_related(
        "schedule__unit", "schedule__campus"
    )
    if found := max(rows, key=_nearness, default=None):
        return found.pk
    if key in DEFAULTS:
        return DEFAULTS[key].version
    raise Refused("worktime.no_such_schedule", key=key)


def _nearness(version: HoursVersion) -> tuple[bool, int, datetime, int]:
    schedule = version.schedule
    scope = schedule.unit or schedule.campus
    return bool(schedule.unit), len(scope.path.split(".")) if scope else 0, version.at, version.number


# Versions never change once published, so what is built from their ids never grows stale.


@lru_cache(maxsize=256)
def _built(hours: UUID, pins: tuple[UUID, ...], years: frozenset[UUID]) -> WorkingHours:
    return WorkingHours(_calendar(years), _hours(hours), (hours, *pins))


@lru_cache(maxsize=64)
def _calendar(versions: frozenset[UUID]) -> Calendar:
    years = CalendarVersion.objects.filter(id__in=versions).values_list("year", flat=True)
    rows = CalendarDay.objects.filter(version__in=versions).values_list("date", "working", "name")
    return calendar_of((Day(*row) for row in rows), years)


@lru_cache(maxsize=256)
def _hours(version: UUID) -> ServiceHours:
    windows = windows_of(HoursWindow.objects.filter(version=version))
    return ServiceHours(windows) if windows else BY_VERSION[version].hours


def windows_of(rows: Iterable[HoursWindow]) -> tuple[Window, ...]:
    """Return the stored windows of a version as the arithmetic takes them, in the order of the week."""
    found = (Window(Worked(one.worked), one.opens, one.closes, frozenset(one.weekdays)) for one in rows)
    return tuple(sorted(found, key=lambda one: (one.worked is Worked.OFF, sorted(one.weekdays), one.opens)))
