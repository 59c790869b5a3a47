"""Editing and publishing calendars, hours and terms, and what the trail says of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.places.models import Place
from houqin.kernel.trail.models import Happening
from houqin.kernel.worktime import queries
from houqin.kernel.worktime.actions import calendars, hours, terms
from houqin.kernel.worktime.defaults import OFFICE
from houqin.kernel.worktime.hours import Window, Worked
from houqin.kernel.worktime.models import CalendarVersion, Schedule, Term

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 4, 8, tzinfo=UTC)
AUTUMN = (date(2026, 9, 7), date(2027, 1, 17))


@contextmanager
def refused(*codes: str) -> Iterator[None]:
    with pytest.raises(Refused) as caught:
        yield
    assert tuple(reason.code for reason in caught.value.reasons) == codes


def verbs(kind: str) -> list[str]:
    return list(Happening.objects.filter(kind=kind).order_by("id").values_list("verb", flat=True))


def test_the_draft_of_an_unannounced_year_begins_with_the_statutory_holidays(editor: Person) -> None:
    draft = calendars.begin_draft(2027, by=editor, at=AT)
    assert (draft.number, draft.published) == (1, False)
    assert set(draft.days.filter(name="春节").values_list("date", flat=True)) == {
        date(2027, 2, day) for day in (5, 6, 7, 8)
    }
    assert verbs("worktime.calendar") == ["begin"]


def test_the_draft_of_an_announced_year_begins_with_what_is_in_force(editor: Person) -> None:
    draft = calendars.begin_draft(2025, by=editor, at=AT)
    assert draft.number == 2
    assert draft.days.count() == CalendarVersion.objects.get(year=2025, number=1).days.count()
    assert calendars.begin_draft(2025, by=editor, at=AT) == draft


def test_a_year_beyond_all_reason_is_refused(editor: Person) -> None:
    with refused("worktime.year_out_of_range"):
        calendars.begin_draft(2201, by=editor, at=AT)


def test_a_day_is_edited_in_the_draft_and_holds_once_published(editor: Person) -> None:
    calendars.edit_day(date(2027, 2, 20), working=True, name=" 春节 ", by=editor, at=AT)
    draft = calendars.edit_day(date(2027, 2, 10), working=False, name="春节", by=editor, at=AT)
    assert draft.revision == 2
    published = calendars.publish(2027, source="国务院办公厅通知", expected=2, by=editor, at=AT)
    calendar = queries.calendar(AT)
    assert calendar.day(date(2027, 2, 20)).name == "春节"
    assert calendar.is_working(date(2027, 2, 20))
    assert not calendar.is_working(date(2027, 2, 10))
    assert (published.approved_by, published.at) == (editor, AT)
    assert verbs("worktime.calendar") == ["begin", "edit_day", "edit_day", "publish"]
    assert Happening.objects.get(verb="publish").facts == {
        "year": 2027, "number": 1, "source": "国务院办公厅通知",
    }  # fmt: skip


def test_a_day_set_back_to_the_bare_week_leaves_no_row(editor: Person) -> None:
    draft = calendars.edit_day(date(2027, 10, 1), working=True, name="", by=editor, at=AT)
    assert not draft.days.filter(date=date(2027, 10, 1)).exists()


def test_correcting_a_published_year_makes_the_next_version(editor: Person) -> None:
    draft = calendars.edit_day(date(2026, 11, 20), working=False, name="校庆", by=editor, at=AT)
    calendars.publish(2026, source="校办通知", expected=draft.revision, by=editor, at=AT)
    assert CalendarVersion.objects.filter(year=2026, published=True).count() == 2
    assert calendars.begin_draft(2026, by=editor, at=AT).number == 3


def test_what_somebody_edited_meanwhile_is_not_published_unseen(editor: Person) -> None:
    draft = calendars.edit_day(date(2027, 2, 10), working=False, name="", by=editor, at=AT)
    calendars.edit_day(date(2027, 2, 11), working=False, name="", by=editor, at=AT)
    with refused("worktime.draft_moved_on"):
        calendars.publish(2027, source="通知", expected=draft.revision, by=editor, at=AT)
    assert queries.calendar(AT).is_provisional(date(2027, 2, 10))


def test_publishing_needs_a_draft_and_a_source(editor: Person) -> None:
    with refused("worktime.nothing_to_publish"):
        calendars.publish(2027, source="通知", expected=0, by=editor, at=AT)
    calendars.begin_draft(2027, by=editor, at=AT)
    with refused("worktime.no_source"):
        calendars.publish(2027, source="  ", expected=0, by=editor, at=AT)


def test_a_draft_can_be_thrown_away(editor: Person) -> None:
    calendars.edit_day(date(2026, 11, 20), working=False, name="校庆", by=editor, at=AT)
    calendars.discard_draft(2026, by=editor, at=AT)
    assert queries.draft_of(2026) is None
    assert queries.calendar(AT).is_working(date(2026, 11, 20))
    with refused("worktime.nothing_to_publish"):
        calendars.discard_draft(2026, by=editor, at=AT)


def test_hours_are_versioned_and_recorded(editor: Person) -> None:
    office = Schedule.objects.get(key="office")
    version = hours.define_hours(office, windows=OFFICE.windows, starts_at=AT, by=editor, at=AT)
    assert (version.number, version.published, version.approved_by) == (2, True, editor)
    assert queries.windows_of(version.windows.all()) == OFFICE.windows
    assert Happening.objects.get(kind="worktime.hours").facts["hours"] == [
        "working [1, 2, 3, 4, 5, 6, 7] 08:30-11:30",
        "working [1, 2, 3, 4, 5, 6, 7] 13:00-17:00",
    ]


def test_hours_never_rewrite_the_past(editor: Person) -> None:
    office = Schedule.objects.get(key="office")
    with refused("worktime.starts_in_past"):
        hours.define_hours(
            office, windows=OFFICE.windows, starts_at=AT - timedelta(seconds=1), by=editor, at=AT
        )


def test_hours_that_never_open_are_refused(editor: Person) -> None:
    office = Schedule.objects.get(key="office")
    with refused("worktime.never_open"):
        hours.define_hours(office, windows=(), starts_at=AT, by=editor, at=AT)
    weekend_only = Window(Worked.WORKING, 0, 60, frozenset({7}))
    with refused("worktime.never_open"):
        hours.add_schedule(key="rare", title="罕见", windows=[weekend_only], by=editor, at=AT)
    assert not Schedule.objects.filter(key="rare").exists()


def test_a_schedule_needs_a_clean_key_and_one_scope(
    editor: Person, logistics_office: OrgUnit, campus: Place
) -> None:
    def add(key: str, unit: OrgUnit | None = None, place: Place | None = None) -> Schedule:
        return hours.add_schedule(
            key=key, title="班", windows=OFFICE.windows, unit=unit, campus=place, by=editor, at=AT
        )

    with refused("worktime.key_of_hours"):
        add("Night Shift")
    with refused("worktime.schedule_exists"):
        add("office")
    with refused("worktime.one_scope"):
        add("office", logistics_office, campus)
    assert add("office", logistics_office).unit == logistics_office


def autumn(
    editor: Person,
    starts_on: date = AUTUMN[0],
    ends_on: date = AUTUMN[1],
    weeks: int = 16,
    term: Term | None = None,
) -> Term:
    return terms.define_term(
        name="秋季", starts_on=starts_on, ends_on=ends_on, teaching_weeks=weeks, term=term, by=editor, at=AT
    )


def test_a_term_is_added_and_changed(editor: Person) -> None:
    term = autumn(editor)
    autumn(editor, ends_on=date(2027, 1, 24), term=term)
    assert Term.objects.get().ends_on == date(2027, 1, 24)
    assert verbs("worktime.term") == ["define", "define"]


def test_a_term_tells_all_that_is_wrong_at_once(editor: Person) -> None:
    autumn(editor)
    with refused("worktime.term_name_taken", "worktime.term_weeks", "worktime.term_overlaps"):
        autumn(editor, date(2027, 1, 17), date(2027, 2, 1), weeks=9)
    with refused("worktime.term_name_taken", "worktime.term_period"):
        autumn(editor, AT.date(), AT.date(), weeks=1)
    assert Term.objects.count() == 1
