"""Two editors at once, with real threads on the real database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from django.db import connection

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import Person
from houqin.kernel.worktime import queries
from houqin.kernel.worktime.actions import calendars, hours
from houqin.kernel.worktime.defaults import OFFICE
from houqin.kernel.worktime.models import CalendarVersion, Schedule

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 4, 8, tzinfo=UTC)
EDITORS = 6


def at_once(deeds: list[Callable[[], object]]) -> list[str]:
    """Do all deeds at the same moment; return "done" or the code of the refusal for each."""
    barrier = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> str:
        try:
            barrier.wait()
            deed()
        except Refused as refused:
            return refused.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def edit(when: date, editor: Person) -> Callable[[], object]:
    return lambda: calendars.edit_day(when, working=False, name="校庆", by=editor, at=AT)


def publish(editor: Person) -> Callable[[], object]:
    return lambda: calendars.publish(2027, source="通知", expected=0, by=editor, at=AT)


def test_editors_who_begin_at_once_share_one_draft_and_lose_nothing(editor: Person) -> None:
    days = [date(2027, 3, day) for day in range(1, EDITORS + 1)]
    assert at_once([edit(day, editor) for day in days]) == ["done"] * EDITORS
    draft = CalendarVersion.objects.get(year=2027)
    assert draft.revision == EDITORS
    assert set(draft.days.filter(name="校庆").values_list("date", flat=True)) == set(days)


def test_of_two_who_publish_at_once_one_is_told(editor: Person) -> None:
    calendars.begin_draft(2027, by=editor, at=AT)
    results = at_once([publish(editor)] * 3)
    assert results.count("done") == 1
    assert set(results) <= {"done", "worktime.draft_moved_on", "worktime.nothing_to_publish"}


def test_an_edit_beside_a_publishing_lands_before_it_or_in_the_next_draft(editor: Person) -> None:
    calendars.begin_draft(2027, by=editor, at=AT)
    edited, published = at_once([edit(date(2027, 3, 1), editor), publish(editor)])
    version = CalendarVersion.objects.filter(year=2027, published=True).first()
    if published == "done":
        assert version is not None
        assert not version.days.filter(name="校庆").exists()
    else:
        assert (edited, published, version) == ("done", "worktime.draft_moved_on", None)
    if edited == "done":
        draft = queries.draft_of(2027)
        assert draft is not None
        assert draft.days.filter(name="校庆").exists()


def test_hours_defined_at_once_are_numbered_in_turn(editor: Person) -> None:
    schedule = Schedule.objects.create(key="race", title="班")

    def define() -> object:
        return hours.define_hours(schedule, windows=OFFICE.windows, starts_at=AT, by=editor, at=AT)

    assert at_once([define] * EDITORS) == ["done"] * EDITORS
    assert sorted(schedule.versions.values_list("number", flat=True)) == list(range(1, EDITORS + 1))
