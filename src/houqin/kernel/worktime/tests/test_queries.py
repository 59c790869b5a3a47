"""Which working time holds: by schedule, scope and instant, and by what a case has pinned."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.places.models import Place
from houqin.kernel.worktime import queries
from houqin.kernel.worktime.actions import calendars, hours
from houqin.kernel.worktime.defaults import DEFAULTS, OFFICE
from houqin.kernel.worktime.hours import Window, Worked, read_windows
from houqin.kernel.worktime.models import Schedule, Term
from houqin.kernel.worktime.tests.oracle import campus as at_campus

pytestmark = pytest.mark.django_db
SEPTEMBER = datetime(2026, 9, 1, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 4, 8, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)
EARLY = read_windows("07:00-15:00", Worked.WORKING)
LATE = read_windows("12:00-20:00", Worked.WORKING)


def publish_2027(editor: Person) -> None:
    draft = calendars.edit_day(date(2027, 2, 9), working=False, name="春节", by=editor, at=NOVEMBER)
    calendars.publish(2027, source="国办发明电", expected=draft.revision, by=editor, at=NOVEMBER)


def test_thirty_working_days_after_6_january_2025_by_the_stored_calendar() -> None:
    assert queries.working_hours("office", SEPTEMBER).add_days(date(2025, 1, 6), 30) == date(2025, 2, 21)


def test_default_hours_are_those_of_the_office_and_of_the_logistics_shift() -> None:
    assert queries.working_hours("office", SEPTEMBER).hours == OFFICE
    assert queries.working_hours("logistics", SEPTEMBER).is_open(at_campus(2026, 10, 1, 7, 30))
    assert queries.working_hours("always", SEPTEMBER).is_open(at_campus(2026, 10, 1, 3))


def test_an_unknown_schedule_is_refused() -> None:
    with pytest.raises(Refused, match="no_such_schedule"):
        queries.working_hours("nobody", SEPTEMBER)


def test_default_hours_stand_even_in_an_empty_table() -> None:
    Schedule.objects.filter(key="office").update(key="renamed")
    found = queries.working_hours("office", SEPTEMBER)
    assert found.hours == OFFICE
    assert queries.pinned_hours(found.version_ids(), DECEMBER).hours == OFFICE


def test_the_units_own_hours_come_before_the_campuss_and_the_general_ones(
    editor: Person, logistics_office: OrgUnit, repair_section: OrgUnit, campus: Place, room: Place
) -> None:
    hours.add_schedule(
        key="office", title="后勤处", unit=logistics_office, windows=EARLY, by=editor, at=SEPTEMBER
    )
    hours.add_schedule(key="office", title="东校区", campus=campus, windows=LATE, by=editor, at=SEPTEMBER)

    def windows(unit: OrgUnit | None = None, place: Place | None = None) -> tuple[Window, ...]:
        return queries.working_hours("office", NOVEMBER, unit=unit, place=place).hours.windows

    assert windows() == OFFICE.windows
    assert windows(unit=repair_section) == EARLY
    assert windows(place=room) == LATE
    assert windows(unit=repair_section, place=room) == EARLY


def test_the_nearest_units_hours_win(
    editor: Person, logistics_office: OrgUnit, repair_section: OrgUnit
) -> None:
    hours.add_schedule(
        key="night", title="维修科", unit=repair_section, windows=LATE, by=editor, at=SEPTEMBER
    )
    hours.add_schedule(
        key="night", title="后勤处", unit=logistics_office, windows=EARLY, by=editor, at=SEPTEMBER
    )
    assert queries.working_hours("night", NOVEMBER, unit=repair_section).hours.windows == LATE
    assert queries.working_hours("night", NOVEMBER, unit=logistics_office).hours.windows == EARLY
    with pytest.raises(Refused):
        queries.working_hours("night", NOVEMBER)


def test_new_hours_hold_from_their_day_on(editor: Person) -> None:
    office = Schedule.objects.get(key="office")
    hours.define_hours(office, windows=EARLY, starts_at=DECEMBER, by=editor, at=NOVEMBER)
    assert queries.working_hours("office", NOVEMBER).hours == OFFICE
    assert queries.working_hours("office", DECEMBER).hours.windows == EARLY


def test_a_case_keeps_the_hours_it_has_pinned(editor: Person) -> None:
    pinned = queries.working_hours("office", NOVEMBER).version_ids()
    office = Schedule.objects.get(key="office")
    hours.define_hours(office, windows=EARLY, starts_at=NOVEMBER, by=editor, at=NOVEMBER)
    assert queries.working_hours("office", NOVEMBER).hours.windows == EARLY
    assert queries.pinned_hours(pinned, DECEMBER).hours == OFFICE


def test_a_case_keeps_the_calendar_it_has_pinned(editor: Person) -> None:
    before = queries.working_hours("office", SEPTEMBER)
    draft = calendars.edit_day(date(2026, 11, 20), working=False, name="校庆", by=editor, at=NOVEMBER)
    calendars.publish(2026, source="校办通知", expected=draft.revision, by=editor, at=NOVEMBER)
    assert not queries.working_hours("office", DECEMBER).calendar.is_working(date(2026, 11, 20))
    assert queries.working_hours("office", SEPTEMBER).calendar.is_working(date(2026, 11, 20))
    assert queries.pinned_hours(before.version_ids(), DECEMBER).calendar.is_working(date(2026, 11, 20))


def test_a_running_case_learns_of_a_year_published_after_it_began(editor: Person) -> None:
    pinned = queries.working_hours("office", SEPTEMBER).version_ids()
    publish_2027(editor)
    before, after = (queries.pinned_hours(pinned, at).calendar for at in (SEPTEMBER, DECEMBER))
    assert before.is_provisional(date(2027, 2, 9))
    assert before.is_working(date(2027, 2, 9))
    assert not after.is_provisional(date(2027, 2, 9))
    assert not after.is_working(date(2027, 2, 9))


def test_pins_are_the_hours_and_the_published_years_around() -> None:
    pinned = queries.working_hours("office", datetime(2025, 6, 1, tzinfo=UTC)).version_ids()
    assert pinned[0] == DEFAULTS["office"].version
    assert len(pinned) == 4


def test_a_pin_without_hours_is_refused() -> None:
    with pytest.raises(Refused, match="no_such_schedule"):
        queries.pinned_hours([uuid4()], SEPTEMBER)


def test_what_is_built_once_is_built_from_memory_after(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    first = queries.working_hours("office", SEPTEMBER)
    with django_assert_num_queries(2):
        assert queries.working_hours("office", SEPTEMBER) is first


def test_publishing_is_seen_at_once(editor: Person) -> None:
    assert queries.calendar(DECEMBER).is_provisional(date(2027, 2, 9))
    publish_2027(editor)
    assert not queries.calendar(DECEMBER).is_provisional(date(2027, 2, 9))
    assert queries.calendar(NOVEMBER - timedelta(seconds=1)).is_provisional(date(2027, 2, 9))


def test_a_draft_is_seen_by_nobodys_deadline(editor: Person) -> None:
    calendars.edit_day(date(2026, 11, 20), working=False, name="校庆", by=editor, at=NOVEMBER)
    assert queries.calendar(DECEMBER).is_working(date(2026, 11, 20))


def test_a_date_is_in_a_term_or_in_vacation() -> None:
    term = Term.objects.create(
        name="秋季", starts_on=date(2026, 9, 7), ends_on=date(2027, 1, 17), teaching_weeks=16
    )
    assert queries.term_on(date(2027, 1, 17)) == term
    assert queries.term_on(date(2027, 1, 18)) is None
    assert queries.week_on(date(2026, 9, 14)) == 2
    assert queries.week_on(date(2027, 1, 17)) is None
    assert queries.week_on(date(2026, 8, 1)) is None
