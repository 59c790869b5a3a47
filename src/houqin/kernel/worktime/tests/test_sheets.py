"""A year and the schedules as the editor sees them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from houqin.kernel.people.models import Person
from houqin.kernel.worktime.actions import calendars, hours
from houqin.kernel.worktime.days import DayKind
from houqin.kernel.worktime.hours import Worked, read_windows
from houqin.kernel.worktime.models import Schedule
from houqin.kernel.worktime.sheets import schedules, year_sheet

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 4, 8, tzinfo=UTC)


def test_an_announced_year_shows_every_day_as_published() -> None:
    sheet = year_sheet(2024, AT)
    assert not sheet.provisional
    assert len(list(sheet.days())) == 366
    assert sheet.changed() == frozenset()
    assert sheet.working_days() == 251
    assert sheet.shown.day(date(2024, 2, 4)).kind is DayKind.MAKE_UP


def test_an_unannounced_year_is_provisional_until_it_is_published(editor: Person) -> None:
    assert year_sheet(2027, AT).provisional
    draft = calendars.edit_day(date(2027, 2, 9), working=False, name="春节", by=editor, at=AT)
    sheet = year_sheet(2027, AT)
    assert (sheet.provisional, sheet.draft) == (True, draft)
    assert sheet.changed() == {date(2027, 2, 9)}
    calendars.publish(2027, source="通知", expected=draft.revision, by=editor, at=AT)
    published = year_sheet(2027, AT)
    assert published.latest == draft
    assert (published.draft, published.changed()) == (None, frozenset())


def test_a_draft_is_shown_beside_what_is_in_force(editor: Person) -> None:
    calendars.edit_day(date(2026, 11, 20), working=False, name="校庆", by=editor, at=AT)
    sheet = year_sheet(2026, AT)
    assert sheet.changed() == {date(2026, 11, 20)}
    assert not sheet.shown.is_working(date(2026, 11, 20))
    assert sheet.in_force.is_working(date(2026, 11, 20))


def test_a_schedule_shows_what_holds_and_what_follows(editor: Person) -> None:
    office = Schedule.objects.get(key="office")
    windows = read_windows("09:00-17:00", Worked.WORKING)
    later = hours.define_hours(office, windows=windows, starts_at=AT + timedelta(days=9), by=editor, at=AT)
    shown = {schedule.key: (current, following) for schedule, current, following in schedules(AT)}
    assert set(shown) == {"office", "logistics", "always"}
    current, following = shown["office"]
    assert current is not None
    assert (current.number, following) == (1, later)
    assert shown["logistics"][1] is None
    held = {schedule.key: current for schedule, current, _ in schedules(AT + timedelta(days=9))}
    assert held["office"] == later
