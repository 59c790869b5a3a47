"""What the database itself refuses, whoever writes."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from houqin.kernel.people.models import OrgUnit
from houqin.kernel.places.models import Place
from houqin.kernel.worktime.models import (
    CalendarDay,
    CalendarVersion,
    HoursVersion,
    HoursWindow,
    Schedule,
    Term,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 4, tzinfo=UTC)


def refused(write: Callable[[], Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        write()


def draft(year: int = 2027, number: int = 1) -> CalendarVersion:
    return CalendarVersion.objects.create(year=year, number=number)


def test_the_announced_years_and_default_schedules_are_there_from_the_start() -> None:
    assert CalendarVersion.objects.filter(published=True, year__in=range(2004, 2027)).count() == 23
    assert CalendarDay.objects.filter(date=date(2025, 2, 8), working=True, name="春节").exists()
    assert set(Schedule.objects.values_list("key", flat=True)) == {"office", "logistics", "always"}


def test_a_published_calendar_never_changes() -> None:
    version = CalendarVersion.objects.get(year=2025)
    day = version.days.get(date=date(2025, 2, 8))
    refused(lambda: CalendarVersion.objects.filter(pk=version.pk).update(source="x"), "never changes")
    refused(lambda: CalendarVersion.objects.filter(pk=version.pk).update(published=False, at=None), "never")
    refused(version.delete, "never changes")
    refused(lambda: CalendarDay.objects.filter(pk=day.pk).update(working=False), "never changes")
    refused(day.delete, "never changes")
    refused(lambda: version.days.create(date=date(2025, 3, 3), working=False), "never changes")


def test_a_day_cannot_slip_from_a_draft_into_a_published_calendar() -> None:
    day = draft().days.create(date=date(2027, 3, 1), working=False)
    version = CalendarVersion.objects.get(year=2025)
    refused(lambda: CalendarDay.objects.filter(pk=day.pk).update(version=version), "never changes")


def test_published_hours_never_change() -> None:
    version = HoursVersion.objects.get(schedule__key="office", schedule__unit=None)
    refused(lambda: HoursVersion.objects.filter(pk=version.pk).update(at=AT), "never changes")
    refused(lambda: version.windows.update(closes=1000), "never changes")
    refused(lambda: version.windows.all().delete(), "never changes")
    refused(lambda: version.windows.create(worked="off", opens=0, closes=60, weekdays=[1]), "never changes")


def test_a_draft_may_change_until_it_is_published() -> None:
    version = draft()
    day = version.days.create(date=date(2027, 3, 1), working=False)
    CalendarDay.objects.filter(pk=day.pk).update(working=True)
    CalendarVersion.objects.filter(pk=version.pk).update(published=True, at=AT)
    refused(lambda: CalendarDay.objects.filter(pk=day.pk).update(working=False), "never changes")


def test_a_year_has_one_draft_and_each_number_once() -> None:
    draft()
    refused(lambda: draft(number=2), "calendar_one_draft")
    refused(lambda: draft(year=2025), "calendar_number_once")


def test_published_means_published_at_an_instant() -> None:
    refused(lambda: CalendarVersion.objects.create(year=2027, number=1, at=AT), "calendar_published_at")
    refused(
        lambda: CalendarVersion.objects.create(year=2027, number=1, published=True), "calendar_published_at"
    )


def test_a_calendar_is_of_a_sensible_year() -> None:
    refused(lambda: draft(year=1949), "calendar_year")
    refused(lambda: draft(number=0), "calendar_year")


def test_a_date_stands_once_in_a_version() -> None:
    version = draft()
    version.days.create(date=date(2027, 3, 1), working=False)
    refused(lambda: version.days.create(date=date(2027, 3, 1), working=True), "calendar_day_once")


@pytest.mark.parametrize(
    ("window", "constraint"),
    [
        ({"opens": 1440, "closes": 1441}, "window_of_a_day"),
        ({"opens": 60, "closes": 60}, "window_of_a_day"),
        ({"opens": 60, "closes": 1501}, "window_of_a_day"),
        ({"weekdays": []}, "window_weekdays"),
        ({"weekdays": [8]}, "window_weekdays"),
        ({"worked": "never"}, "window_worked"),
    ],
)
def test_a_window_that_makes_no_sense_is_refused(window: dict[str, Any], constraint: str) -> None:
    version = HoursVersion.objects.create(schedule=Schedule.objects.get(key="office"), number=9, at=AT)
    sensible = {"version": version, "worked": "working", "opens": 0, "closes": 60, "weekdays": [1]}
    HoursWindow.objects.create(**sensible)
    refused(lambda: HoursWindow.objects.create(**sensible | window), constraint)


def test_a_schedule_has_one_scope_and_stands_once_in_it(logistics_office: OrgUnit, campus: Place) -> None:
    def add(**scope: Any) -> Schedule:
        return Schedule.objects.create(key="office", title="办公", **scope)

    add(unit=logistics_office)
    add(campus=campus)
    refused(add, "schedule_once")
    refused(lambda: add(unit=logistics_office), "schedule_once")
    refused(lambda: add(unit=logistics_office, campus=campus), "schedule_one_scope")


def test_versions_of_hours_are_numbered_once() -> None:
    version = HoursVersion.objects.filter(schedule__key="office").get()
    refused(
        lambda: HoursVersion.objects.create(schedule=version.schedule, number=1, at=AT), "hours_number_once"
    )


def test_terms_do_not_overlap_even_by_a_day() -> None:
    spring = Term.objects.create(
        name="春季", starts_on=date(2026, 2, 23), ends_on=date(2026, 7, 5), teaching_weeks=16
    )
    later = {"starts_on": spring.ends_on, "ends_on": date(2026, 9, 1), "teaching_weeks": 4}
    refused(lambda: Term.objects.create(name="夏季", **later), "terms_apart")
    Term.objects.create(name="夏季", **later | {"starts_on": date(2026, 7, 6)})
    refused(lambda: Term.objects.update(ends_on=F("starts_on")), "term_period")
    refused(lambda: Term.objects.update(teaching_weeks=31), "term_weeks")
