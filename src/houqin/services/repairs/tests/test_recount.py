"""A year's calendar is announced: promises that rested on a guess follow it, all others stay."""

from datetime import UTC, date, datetime, timedelta

import pytest

from houqin.kernel.lifecycle.timeline import story
from houqin.kernel.people.models import Person
from houqin.kernel.trail.models import Happening
from houqin.kernel.trail.queries import timeline
from houqin.kernel.worktime.actions import calendars, hours
from houqin.kernel.worktime.defaults import OFFICE
from houqin.kernel.worktime.models import CalendarVersion
from houqin.services.repairs import tasks
from houqin.services.repairs.actions import answer, dispatch
from houqin.services.repairs.actions.recount import recount
from houqin.services.repairs.lifecycle import REPAIR
from houqin.services.repairs.models import Order
from houqin.services.repairs.tests.cast import Cast, brought_to, refused, reported

NEW_YEARS_EVE = datetime(2026, 12, 31, 7, 0, tzinfo=UTC)  # Thursday, 15:00 in Shanghai
ANNOUNCED = NEW_YEARS_EVE + timedelta(hours=1)
HOUR = timedelta(hours=1)
MONDAY_OFF = date(2027, 1, 4)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def office_hours(cast: Cast) -> None:
    """On the east campus repairs are done in office hours, so that holidays count."""
    hours.add_schedule(
        key="logistics", title="东校区", campus=cast.east, windows=OFFICE.windows, by=cast.head,
        at=NEW_YEARS_EVE - DAY,
    )  # fmt: skip


def announce(by: Person, day: date, *, working: bool, at: datetime = ANNOUNCED) -> CalendarVersion:
    """Publish a year with one day arranged, and let the repairs hear of it."""
    draft = calendars.edit_day(day, working=working, name="元旦", by=by, at=at)
    published = calendars.publish(day.year, source="国办通知", expected=draft.revision, by=by, at=at)
    hear()
    return published


def hear() -> None:
    """Hand the whole trail to the repairs' subscriber, as a replay would."""
    tasks.follow_calendar(list(Happening.objects.order_by("at", "id")))


def fresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def clocks(order: Order) -> tuple[datetime | None, ...]:
    found = fresh(order)
    return found.acknowledge_due_at, found.arrive_due_at, found.due_at, found.closes_at


def recounts(order: Order) -> int:
    return [each.verb for each in timeline(order.pk)].count("recount")


def test_a_promise_that_rested_on_a_guess_follows_the_announced_year(cast: Cast) -> None:
    order = reported(cast, at=NEW_YEARS_EVE)
    _acknowledge, _arrive, due, _closes = clocks(order)
    assert due is not None
    assert due.date() == date(2027, 1, 7), "by the guess Monday the 4th is worked"
    version = announce(cast.head, MONDAY_OFF, working=False)
    assert clocks(order)[2] == due + DAY
    assert version.pk in fresh(order).hours_versions
    assert story(REPAIR, fresh(order))[0].sentence == "日历公布，时限重新计算了"


def test_hearing_of_it_again_changes_nothing(cast: Cast) -> None:
    order = reported(cast, at=NEW_YEARS_EVE)
    announce(cast.head, MONDAY_OFF, working=False)
    before = (clocks(order), fresh(order).version, fresh(order).hours_versions)
    hear()
    hear()
    assert (clocks(order), fresh(order).version, fresh(order).hours_versions) == before
    assert recounts(order) == 1


def test_a_correction_of_the_year_it_has_pinned_by_then_moves_nothing(cast: Cast) -> None:
    order = reported(cast, at=NEW_YEARS_EVE)
    announce(cast.head, MONDAY_OFF, working=False)
    before = clocks(order)
    announce(cast.head, MONDAY_OFF, working=True, at=ANNOUNCED + HOUR)
    assert clocks(order) == before
    assert recounts(order) == 1


def test_a_correction_of_the_year_it_was_opened_in_moves_nothing(cast: Cast) -> None:
    order = reported(cast, at=datetime(2026, 12, 28, 7, 0, tzinfo=UTC))
    before = clocks(order)
    announce(cast.head, date(2026, 12, 29), working=False, at=datetime(2026, 12, 28, 8, 0, tzinfo=UTC))
    assert clocks(order) == before
    assert recounts(order) == 0


def test_an_order_that_the_year_does_not_reach_pins_it_without_a_word(cast: Cast) -> None:
    order = reported(cast, at=NEW_YEARS_EVE, code="lift.trapped")
    before = (clocks(order), order.version)
    version = announce(cast.head, MONDAY_OFF, working=False)
    assert (clocks(order), fresh(order).version) == before
    assert version.pk in fresh(order).hours_versions


def test_what_has_been_kept_already_stays_as_it_was_judged(cast: Cast) -> None:
    order = reported(cast, at=NEW_YEARS_EVE + 2 * HOUR)
    dispatch.accept(order, by=cast.dispatcher, at=NEW_YEARS_EVE + 2 * HOUR)
    acknowledge, arrive, due, _closes = clocks(order)
    assert arrive is not None
    assert due is not None
    announce(cast.head, MONDAY_OFF, working=False, at=NEW_YEARS_EVE + 3 * HOUR)
    assert clocks(order) == (acknowledge, arrive + DAY, due + DAY, None)


def test_the_days_for_an_answer_follow_and_the_repair_s_own_clock_does_not(cast: Cast) -> None:
    order = brought_to(cast, "fixed", at=NEW_YEARS_EVE)
    before = clocks(order)
    assert before[3] is not None
    announce(cast.head, MONDAY_OFF, working=False)
    assert clocks(order) == (*before[:3], before[3] + DAY)


@pytest.mark.parametrize("end", ["cancel", "approve"])
def test_a_closed_order_is_left_alone(cast: Cast, end: str) -> None:
    order = brought_to(cast, "fixed" if end == "approve" else "assigned", at=NEW_YEARS_EVE)
    getattr(answer, end)(order, by=cast.student, at=NEW_YEARS_EVE)
    before = (clocks(order), fresh(order).version, fresh(order).hours_versions)
    announce(cast.head, MONDAY_OFF, working=False)
    assert (clocks(order), fresh(order).version, fresh(order).hours_versions) == before


def test_an_order_that_moved_meanwhile_is_taken_up_again(cast: Cast) -> None:
    order = reported(cast, at=NEW_YEARS_EVE)
    seen = fresh(order)
    announced = calendars.edit_day(MONDAY_OFF, working=False, name="元旦", by=cast.head, at=ANNOUNCED)
    calendars.publish(2027, source="国办通知", expected=announced.revision, by=cast.head, at=ANNOUNCED)
    dispatch.assign(order, technician=cast.technician, by=cast.dispatcher, at=ANNOUNCED)
    with refused("lifecycle.moved_on"):
        recount(seen, at=ANNOUNCED)
    assert recount(fresh(order), at=ANNOUNCED)
    assert fresh(order).handler == cast.technician
