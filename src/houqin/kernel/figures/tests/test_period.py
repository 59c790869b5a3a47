"""Periods: whole days of the campus, written into addresses and read back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.base.clock import local_date
from houqin.kernel.figures.period import Period, choices, chosen, read_period

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
LENGTHS = st.integers(0, 5_000)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC))
MONDAY_9 = datetime(2026, 3, 2, 1, tzinfo=UTC)


@given(DAYS, LENGTHS)
def test_a_written_period_reads_back_as_itself(first: date, length: int) -> None:
    period = Period(first, first + timedelta(days=length))
    assert read_period(str(period)) == period


@given(DAYS, LENGTHS)
def test_the_period_before_is_as_long_and_touches(first: date, length: int) -> None:
    period = Period(first, first + timedelta(days=length))
    before = period.before()
    assert before.days == period.days == length + 1
    assert before.until == period.since
    assert before.last + timedelta(days=1) == period.first


@given(DAYS, LENGTHS, MOMENTS)
def test_an_instant_lies_in_a_period_exactly_when_its_campus_day_does(
    first: date, length: int, at: datetime
) -> None:
    period = Period(first, first + timedelta(days=length))
    assert (period.since <= at < period.until) == (period.first <= local_date(at) <= period.last)


def test_a_day_of_the_campus_begins_at_four_in_the_afternoon_of_utc() -> None:
    day = Period(date(2026, 3, 2), date(2026, 3, 2))
    assert day.since == datetime(2026, 3, 1, 16, tzinfo=UTC)
    assert day.until == datetime(2026, 3, 2, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "", "..", "2026-03-01", "2026-03-01..", "..2026-03-01", "2026-03-02..2026-03-01", "2026-13-01..2026-03-01",
        "2026-02-30..2026-03-01", "a..b", "2026-03-01..2026-03-02..2026-03-03", "2026-03-01...2026-03-02",
        "9999-12-31..9999-12-31", "0001-01-01..0001-01-01", "\x00..\x00", "2026-03-01 .. 2026-03-02",
    ],
)  # fmt: skip
def test_a_damaged_or_backward_period_is_none(text: str) -> None:
    assert read_period(text) is None


@given(st.text(max_size=30))
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    period = read_period(text)
    assert period is None or (period.first <= period.last and period.before().days == period.days)


@given(MOMENTS)
def test_every_period_offered_can_be_chosen_and_begins_in_the_past(at: datetime) -> None:
    for written, words in choices(at):
        period = chosen(written, at)
        assert (str(period), bool(words)) == (written, True)
        assert period.since <= at


def test_the_offered_periods_are_those_of_the_calendar() -> None:
    assert [written for written, _words in choices(MONDAY_9)] == [
        "2026-02-01..2026-03-02", "2026-03-01..2026-03-02", "2026-02-01..2026-02-28",
        "2025-12-03..2026-03-02", "2026-01-01..2026-03-02", "2025-01-01..2025-12-31",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "nonsense", "2026-03-02..2026-03-01"])
def test_without_a_period_the_last_thirty_days_are_shown(text: str) -> None:
    period = chosen(text, MONDAY_9)
    assert (period.days, period.last) == (30, date(2026, 3, 2))
