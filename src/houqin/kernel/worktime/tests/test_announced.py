"""Which calendars a case has still to pin: years that were a guess when it was opened and have been announced."""

from datetime import UTC, date, datetime

import pytest

from houqin.kernel.people.models import Person
from houqin.kernel.worktime.actions import calendars
from houqin.kernel.worktime.queries import announced_since, pinned_hours, working_hours

pytestmark = pytest.mark.django_db
OPENED = datetime(2026, 9, 1, tzinfo=UTC)
PUBLISHED = datetime(2026, 11, 4, 8, tzinfo=UTC)
CORRECTED = datetime(2026, 11, 20, 8, tzinfo=UTC)
SPRING_FESTIVAL = date(2027, 2, 9)


def publish(editor: Person, day: date, at: datetime, *, working: bool) -> None:
    draft = calendars.edit_day(day, working=working, name="", by=editor, at=at)
    calendars.publish(day.year, source="国办通知", expected=draft.revision, by=editor, at=at)


def test_a_year_that_was_a_guess_is_to_be_pinned_once_announced_and_only_once(editor: Person) -> None:
    pins = working_hours("office", OPENED).version_ids()
    assert announced_since(pins, OPENED, OPENED) == ()
    publish(editor, SPRING_FESTIVAL, PUBLISHED, working=False)
    (since,) = announced_since(pins, OPENED, PUBLISHED)
    publish(editor, SPRING_FESTIVAL, CORRECTED, working=True)
    assert announced_since((*pins, since), OPENED, CORRECTED) == ()
    assert not pinned_hours((*pins, since), CORRECTED).calendar.is_working(SPRING_FESTIVAL)
    assert pinned_hours(pins, CORRECTED).calendar.is_working(SPRING_FESTIVAL), "what is not pinned follows"


def test_a_corrected_year_that_is_pinned_already_is_not_pinned_again(editor: Person) -> None:
    pins = working_hours("office", OPENED).version_ids()
    publish(editor, date(2026, 11, 20), PUBLISHED, working=False)
    assert announced_since(pins, OPENED, PUBLISHED) == ()


def test_a_year_further_off_than_deadlines_reach_is_left_out(editor: Person) -> None:
    pins = working_hours("office", OPENED).version_ids()
    publish(editor, date(2030, 2, 4), PUBLISHED, working=False)
    assert announced_since(pins, OPENED, PUBLISHED) == ()
