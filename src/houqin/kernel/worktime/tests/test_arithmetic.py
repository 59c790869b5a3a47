"""Laws of the arithmetic to the microsecond, and the cases people know by heart."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from houqin.kernel.worktime.arithmetic import WorkingHours
from houqin.kernel.worktime.defaults import LOGISTICS, OFFICE
from houqin.kernel.worktime.hours import ROUND_THE_CLOCK, ServiceHours, Worked, read_windows
from houqin.kernel.worktime.intervals import Interval
from houqin.kernel.worktime.tests.oracle import campus
from houqin.kernel.worktime.tests.strategies import CALENDAR, pauses, starts, working_hours

office = WorkingHours(CALENDAR, OFFICE)
logistics = WorkingHours(CALENDAR, LOGISTICS)
night = WorkingHours(
    CALENDAR,
    ServiceHours((*read_windows("22:00-06:00", Worked.WORKING), *read_windows("20:00-08:00", Worked.OFF))),
)
HOUR = timedelta(hours=1)
spans = st.timedeltas(timedelta(microseconds=1), timedelta(days=2))
instants = st.builds(lambda at, shift: at + shift, starts, st.timedeltas(timedelta(), timedelta(days=1)))


def test_thirty_working_days_after_6_january_2025_is_21_february() -> None:
    assert office.add_days(date(2025, 1, 6), 30) == date(2025, 2, 21)


def test_a_friday_afternoon_promise_ends_on_monday_morning() -> None:
    assert office.add(campus(2025, 3, 14, 16), 2 * HOUR) == campus(2025, 3, 17, 9, 30)


def test_the_lunch_break_does_not_count() -> None:
    assert office.add(campus(2025, 3, 14, 11), 60) == campus(2025, 3, 14, 13, 30)


def test_a_make_up_saturday_counts_and_the_holiday_before_it_does_not() -> None:
    assert office.add(campus(2025, 9, 30, 16, 30), HOUR) == campus(2025, 10, 9, 9)
    assert office.is_open(campus(2025, 10, 11, 9))
    assert not office.is_open(campus(2025, 10, 12, 9))


def test_a_span_that_fills_the_window_ends_when_it_closes() -> None:
    assert office.add(campus(2025, 3, 14, 13), 4 * HOUR) == campus(2025, 3, 14, 17)


def test_the_minute_of_opening_is_open_and_the_minute_of_closing_is_not() -> None:
    assert office.is_open(campus(2025, 3, 14, 8, 30))
    assert not office.is_open(campus(2025, 3, 14, 8, 29))
    assert office.is_open(campus(2025, 3, 14, 16, 59))
    assert not office.is_open(campus(2025, 3, 14, 17))
    assert office.next_open(campus(2025, 3, 14, 17)) == campus(2025, 3, 17, 8, 30)


def test_a_span_of_nothing_ends_where_it_starts_even_at_night() -> None:
    assert office.add(campus(2025, 3, 15, 3), 0) == campus(2025, 3, 15, 3)


def test_the_logistics_shift_runs_through_the_spring_festival() -> None:
    assert logistics.add(campus(2025, 1, 29, 21, 30), HOUR) == campus(2025, 1, 30, 8)


def test_a_night_shift_begun_on_a_working_day_runs_into_the_holiday() -> None:
    assert night.open_intervals(campus(2024, 12, 31, 12), campus(2025, 1, 2, 12)) == (
        Interval(campus(2024, 12, 31, 22), campus(2025, 1, 1, 6)),
        Interval(campus(2025, 1, 1, 20), campus(2025, 1, 2, 8)),
    )


def test_a_pause_over_lunch_stops_only_what_was_running() -> None:
    waiting = Interval(campus(2025, 3, 14, 11), campus(2025, 3, 14, 13, 30))
    assert office.elapsed(campus(2025, 3, 14, 10), campus(2025, 3, 14, 14), [waiting]) == timedelta(
        minutes=90
    )
    assert office.deadline(campus(2025, 3, 14, 10), 90, [waiting]) == campus(2025, 3, 14, 14)


def test_a_pause_set_after_the_deadline_does_not_move_it() -> None:
    start = campus(2025, 3, 14, 10)
    due = office.deadline(start, 60)
    assert office.deadline(start, 60, [Interval(due, due + 5 * HOUR)]) == due


def test_danger_counts_every_minute_of_the_night() -> None:
    assert office.add(campus(2025, 3, 15, 23), 120, round_the_clock=True) == campus(2025, 3, 16, 1)


def test_an_instant_of_any_zone_comes_out_in_utc() -> None:
    tokyo = datetime(2025, 3, 14, 17, tzinfo=timezone(9 * HOUR))
    due = office.add(tokyo, 30)
    assert due == campus(2025, 3, 14, 16, 30)
    assert due.tzinfo is UTC


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no zone"):
        office.add(datetime(2025, 3, 14, 17), 30)
    with pytest.raises(ValueError, match="no zone"):
        office.is_open(datetime(2025, 3, 14, 17))


def test_time_does_not_run_backwards() -> None:
    at = campus(2025, 3, 14, 10)
    with pytest.raises(ValueError, match="ahead"):
        office.add(at, -1)
    with pytest.raises(ValueError, match="ends before"):
        office.elapsed(at, at - HOUR)


def test_time_overdue_is_negative_time_left() -> None:
    assert office.between(campus(2025, 3, 14, 16), campus(2025, 3, 14, 15)) == -HOUR


def test_what_rests_on_an_unannounced_year_says_so() -> None:
    assert office.is_provisional(campus(2026, 12, 31), campus(2027, 1, 1))
    assert not office.is_provisional(campus(2026, 1, 1), campus(2026, 12, 31, 23, 59))


def test_an_unannounced_year_still_has_deadlines() -> None:
    assert office.add(campus(2027, 9, 30, 16), 2 * HOUR) == campus(2027, 10, 4, 9, 30)
    assert office.add(campus(2090, 1, 3, 9), 60) == campus(2090, 1, 3, 10)


@settings(deadline=None)
@given(working_hours, instants, spans)
def test_what_was_added_is_found_between(hours: WorkingHours, start: datetime, span: timedelta) -> None:
    due = hours.add(start, span)
    assert hours.between(start, due) == span
    assert hours.between(start, due - timedelta(microseconds=1)) == span - timedelta(microseconds=1)


@settings(deadline=None)
@given(working_hours, instants, spans, spans)
def test_adding_twice_is_adding_the_sum(
    hours: WorkingHours, start: datetime, one: timedelta, other: timedelta
) -> None:
    assert hours.add(hours.add(start, one), other) == hours.add(start, one + other)


@settings(deadline=None)
@given(working_hours, instants, spans, st.data())
def test_at_the_deadline_exactly_the_span_has_elapsed(
    hours: WorkingHours, start: datetime, span: timedelta, data: st.DataObject
) -> None:
    stopped = data.draw(pauses(start))
    due = hours.deadline(start, span, stopped)
    assert hours.elapsed(start, due, stopped) == span
    assert due >= hours.add(start, span)


@settings(deadline=None)
@given(working_hours, instants, instants, instants)
def test_time_between_adds_up_over_any_point(
    hours: WorkingHours, a: datetime, b: datetime, c: datetime
) -> None:
    a, c = a, a + min(abs(c - a), timedelta(days=30))
    b = a + min(abs(b - a), timedelta(days=30))
    assert hours.between(a, b) + hours.between(b, c) == hours.between(a, c)


@settings(deadline=None)
@given(instants, spans)
def test_hours_that_are_always_open_are_the_wall_clock(start: datetime, span: timedelta) -> None:
    assert WorkingHours(CALENDAR, ROUND_THE_CLOCK).add(start, span) == start + span
