"""Teaching weeks."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.worktime.terms import teaching_week


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2025, 2, 16), None),
        (date(2025, 2, 17), 1),
        (date(2025, 2, 23), 1),
        (date(2025, 2, 24), 2),
        (date(2025, 6, 8), 16),
        (date(2025, 6, 9), None),
    ],
)
def test_weeks_run_from_monday_to_sunday(day: date, week: int | None) -> None:
    assert teaching_week(day, starts_on=date(2025, 2, 17), teaching_weeks=16) == week


def test_a_term_that_starts_midweek_has_a_short_first_week() -> None:
    start = date(2025, 9, 3)
    assert teaching_week(date(2025, 9, 2), starts_on=start, teaching_weeks=18) is None
    assert teaching_week(date(2025, 9, 7), starts_on=start, teaching_weeks=18) == 1
    assert teaching_week(date(2025, 9, 8), starts_on=start, teaching_weeks=18) == 2


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(1, 30), st.integers(0, 300))
def test_each_monday_after_the_first_begins_a_week(start: date, weeks: int, days: int) -> None:
    day = start + timedelta(days=days)
    week = teaching_week(day, starts_on=start, teaching_weeks=weeks)
    before = teaching_week(day - timedelta(days=1), starts_on=start, teaching_weeks=weeks)
    if week is not None and before is not None:
        assert week - before == (day.isoweekday() == 1)
