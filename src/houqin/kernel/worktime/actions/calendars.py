"""Writes: the working days of a year. Edits go into a draft; publishing freezes it as the next version."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import Person
from houqin.kernel.trail.record import record
from houqin.kernel.worktime import seed
from houqin.kernel.worktime.days import Day, plain_day
from houqin.kernel.worktime.models import CalendarDay, CalendarVersion
from houqin.kernel.worktime.queries import draft_of, latest_of
from houqin.kernel.worktime.statutory import statutory_holidays

KIND = "worktime.calendar"
YEARS = range(1950, 2201)


def begin_draft(year: int, *, by: Person, at: datetime) -> CalendarVersion:
    """Return the year's draft, begun where there is none from what is in force, known or statutory.

    Raises `Refused("worktime.year_out_of_range")`.
    """
    if year not in YEARS:
        raise Refused("worktime.year_out_of_range", field="year")
    with transaction.atomic():
        if found := draft_of(year):
            return found
        try:
            return _begin(year, by=by, at=at)
        except IntegrityError as begun:
            if found := draft_of(year):  # somebody else began it in the same moment
                return found
            raise Refused("worktime.draft_moved_on", year=year) from begun


def edit_day(when: date, *, working: bool, name: str, by: Person, at: datetime) -> CalendarVersion:
    """Set whether a date is worked and the festival it belongs to ("" for none), in the year's draft."""
    with transaction.atomic():
        draft = _locked(begin_draft(when.year, by=by, at=at))
        wanted = Day(when, working=working, name=name.strip())
        if wanted == plain_day(when):
            draft.days.filter(date=when).delete()
        else:
            CalendarDay.objects.update_or_create(
                version=draft, date=when, defaults={"working": wanted.working, "name": wanted.name}
            )
        CalendarVersion.objects.filter(pk=draft.pk).update(revision=F("revision") + 1)
        draft.revision += 1
        facts = {"date": when.isoformat(), "working": working, "name": wanted.name}
        _tell(draft, "edit_day", by=by, at=at, facts=facts)
    return draft


def publish(year: int, *, source: str, expected: int, by: Person, at: datetime) -> CalendarVersion:
    """Publish the year's draft as its next version: it holds from `at` on and never changes.

    `source` is the notice it follows; `expected` the revision of the draft that was looked at. Raises
    `Refused` where there is no draft, no source, or somebody edited meanwhile.
    """
    if not source.strip():
        raise Refused("worktime.no_source", field="source")
    with transaction.atomic():
        draft = draft_of(year)
        if draft is None:
            raise Refused("worktime.nothing_to_publish", year=year)
        draft = _locked(draft)
        if draft.revision != expected:
            raise Refused("worktime.draft_moved_on", year=year)
        draft.source, draft.published, draft.at, draft.approved_by = source.strip(), True, at, by
        draft.save(update_fields=["source", "published", "at", "approved_by"])
        _tell(draft, "publish", by=by, at=at, facts={"source": draft.source})
    return draft


def discard_draft(year: int, *, by: Person, at: datetime) -> None:
    """Throw the year's draft away; what is in force stays. Raises `Refused` where there is none."""
    with transaction.atomic():
        draft = draft_of(year)
        if draft is None:
            raise Refused("worktime.nothing_to_publish", year=year)
        draft = _locked(draft)
        _tell(draft, "discard", by=by, at=at, facts={})
        draft.delete()


def _begin(year: int, *, by: Person, at: datetime) -> CalendarVersion:
    number = CalendarVersion.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0
    source, days = _first_words(year)
    with transaction.atomic():
        draft = CalendarVersion.objects.create(year=year, number=number + 1, source=source)
        CalendarDay.objects.bulk_create(
            CalendarDay(version=draft, date=day.date, working=day.working, name=day.name) for day in days
        )
        _tell(draft, "begin", by=by, at=at, facts={"source": source})
    return draft


def _first_words(year: int) -> tuple[str, Iterable[Day]]:
    if current := latest_of(year):
        return current.source, [Day(day.date, day.working, day.name) for day in current.days.all()]
    if year in seed.known_years():
        return seed.SOURCE, seed.days_of(year)
    return "", [Day(when, working=False, name=name) for when, name in statutory_holidays(year).items()]


def _locked(draft: CalendarVersion) -> CalendarVersion:
    """Lock the draft; raises `Refused` where it was published or thrown away a moment ago."""
    locked = CalendarVersion.objects.select_for_update().filter(pk=draft.pk, published=False).first()
    if locked is None:
        raise Refused("worktime.draft_moved_on", year=draft.year)
    return locked


def _tell(draft: CalendarVersion, verb: str, *, by: Person, at: datetime, facts: dict[str, object]) -> None:
    facts = {"year": draft.year, "number": draft.number, **facts}
    record(subject=draft.pk, kind=KIND, verb=verb, by=by, at=at, version=draft.revision, facts=facts)
