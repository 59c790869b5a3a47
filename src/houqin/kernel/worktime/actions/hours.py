"""Writes: schedules and their service hours."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.places.models import Place
from houqin.kernel.trail.record import record
from houqin.kernel.worktime.hours import ServiceHours, Window, write_windows
from houqin.kernel.worktime.models import HoursVersion, HoursWindow, Schedule

KIND = "worktime.hours"
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def add_schedule(
    *,
    key: str,
    title: str,
    windows: Sequence[Window],
    by: Person,
    at: datetime,
    unit: OrgUnit | None = None,
    campus: Place | None = None,
) -> Schedule:
    """Add service hours for everybody, a unit or a campus; they hold from `at` on.

    Raises `Refused` for a malformed or taken key, two scopes, or windows that never open.
    """
    if not KEY.fullmatch(key):
        raise Refused("worktime.key_of_hours", field="key")
    if unit is not None and campus is not None:
        raise Refused("worktime.one_scope", field="campus")
    with transaction.atomic():
        try:
            with transaction.atomic():
                schedule = Schedule.objects.create(key=key, title=title, unit=unit, campus=campus)
        except IntegrityError as taken:
            raise Refused("worktime.schedule_exists", key=key, field="key") from taken
        define_hours(schedule, windows=windows, starts_at=at, by=by, at=at)
    return schedule


def define_hours(
    schedule: Schedule, *, windows: Sequence[Window], starts_at: datetime, by: Person, at: datetime
) -> HoursVersion:
    """Give a schedule new hours that hold from `starts_at` on; cases that have pinned others keep those.

    Raises `Refused` where they never open or would hold in the past.
    """
    if starts_at < at:
        raise Refused("worktime.starts_in_past", field="starts_at")
    try:
        ServiceHours(tuple(windows))
    except ValueError as shut:
        raise Refused("worktime.never_open") from shut
    with transaction.atomic():
        Schedule.objects.select_for_update().get(pk=schedule.pk)
        last = schedule.versions.aggregate(last=Max("number"))["last"] or 0
        version = HoursVersion.objects.create(
            schedule=schedule, number=last + 1, at=starts_at, approved_by=by
        )
        HoursWindow.objects.bulk_create(
            HoursWindow(
                version=version,
                worked=one.worked,
                opens=one.opens,
                closes=one.closes,
                weekdays=sorted(one.weekdays),
            )
            for one in windows
        )
        version.published = True
        version.save(update_fields=["published"])
        facts = {"key": schedule.key, "starts_at": starts_at.isoformat(), "hours": _spoken(windows)}
        record(
            subject=schedule.pk, kind=KIND, verb="define", by=by, at=at, version=version.number, facts=facts
        )
    return version


def _spoken(windows: Sequence[Window]) -> list[str]:
    return [f"{one.worked} {sorted(one.weekdays)} {write_windows([one])}" for one in windows]
