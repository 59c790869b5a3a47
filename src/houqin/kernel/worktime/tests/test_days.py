"""Working days: the announced years, the unannounced, and counting over both."""

import itertools
from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.worktime import seed
from houqin.kernel.worktime.days import Calendar, Day, DayKind, calendar_of
from houqin.kernel.worktime.statutory import LUNAR, statutory_holidays
from houqin.kernel.worktime.tests.oracle import FESTIVALS_2027
from houqin.kernel.worktime.tests.strategies import CALENDAR

any_day = st.dates(date(2004, 1, 1), date(2060, 12, 31))


def test_every_announced_date_is_worked_as_the_state_council_said() -> None:
    day = date(2004, 1, 1)
    while day <= date(2026, 12, 31):
        assert CALENDAR.is_working(day) is chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "kind", "name"),
    [
        (date(2025, 1, 29), DayKind.HOLIDAY, "春节"),
        (date(2025, 2, 1), DayKind.HOLIDAY, "春节"),
        (date(2025, 2, 8), DayKind.MAKE_UP, "春节"),
        (date(2025, 2, 10), DayKind.WORKDAY, ""),
        (date(2025, 2, 15), DayKind.WEEKEND, ""),
        (date(2025, 4, 4), DayKind.HOLIDAY, "清明节"),
        (date(2025, 10, 6), DayKind.HOLIDAY, "中秋节"),
    ],
)
def test_a_day_knows_its_kind_and_festival(day: date, kind: DayKind, name: str) -> None:
    found = CALENDAR.day(day)
    assert (found.kind, found.name, found.provisional) == (kind, name, False)


def test_an_unannounced_year_has_statutory_holidays_and_weekends_and_is_provisional() -> None:
    assert CALENDAR.day(date(2027, 2, 5)) == Day(
        date(2027, 2, 5), working=False, name="春节", provisional=True
    )
    assert CALENDAR.day(date(2027, 2, 9)) == Day(date(2027, 2, 9), working=True, provisional=True)
    assert CALENDAR.day(date(2027, 2, 13)).kind is DayKind.WEEKEND
    assert CALENDAR.is_provisional(date(2027, 6, 1))
    assert not CALENDAR.is_provisional(date(2026, 6, 1))


def test_the_free_weekdays_of_an_unannounced_year_are_exactly_its_statutory_holidays() -> None:
    year = [date(2027, 1, 1) + timedelta(days=shift) for shift in range(365)]
    assert {day for day in year if day.weekday() < 5 and not CALENDAR.is_working(day)} == {
        day for day in FESTIVALS_2027 if day.weekday() < 5
    }
    assert not any(CALENDAR.is_working(day) for day in year if day.weekday() >= 5)


def test_years_beyond_all_tables_are_no_error() -> None:
    assert CALENDAR.day(date(2150, 10, 1)).name == "国庆节"
    assert CALENDAR.is_provisional(date(1993, 1, 1))


@pytest.mark.parametrize("year", range(2025, 2027))
def test_statutory_holidays_lie_in_the_announced_ones_since_the_regulation_of_2024(year: int) -> None:
    for day, name in statutory_holidays(year).items():
        assert CALENDAR.day(day).name == name


@pytest.mark.parametrize("year", range(2008, 2027))
def test_tomb_sweeping_day_falls_where_it_was_announced(year: int) -> None:
    (day,) = (day for day, name in statutory_holidays(year).items() if name == "清明节")
    assert CALENDAR.day(day).name == "清明节"


def test_a_lunar_year_is_twelve_or_thirteen_moons_long() -> None:
    first_days = [date(year, *days[0]) for year, days in sorted(LUNAR.items())]
    for one, following in itertools.pairwise(first_days):
        assert (following - one).days in (353, 354, 355, 383, 384, 385)
    for year, (new_year, dragon_boat, mid_autumn) in LUNAR.items():
        assert date(year, *mid_autumn) - date(year, *dragon_boat) >= timedelta(days=97)
        assert date(year, *dragon_boat) - date(year, *new_year) >= timedelta(days=120)


@given(any_day, st.integers(-300, 300))
def test_days_added_are_days_counted(start: date, days: int) -> None:
    end = CALENDAR.add_days(start, days)
    if days > 0:
        assert CALENDAR.is_working(end)
        assert CALENDAR.working_days(start, end) == days
    elif days < 0:
        assert CALENDAR.is_working(end)
        assert CALENDAR.working_days(end - timedelta(days=1), start - timedelta(days=1)) == -days
    else:
        assert end == start


@given(any_day, st.integers(0, 400))
def test_counting_backwards_is_counting_forwards_with_a_minus(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    assert CALENDAR.working_days(end, start) == -CALENDAR.working_days(start, end)


def test_a_published_year_holds_only_what_was_published() -> None:
    calendar: Calendar = calendar_of([Day(date(2027, 2, 20), working=True, name="春节")], {2027})
    assert calendar.day(date(2027, 2, 20)).kind is DayKind.MAKE_UP
    assert calendar.day(date(2027, 10, 1)).kind is DayKind.WORKDAY
    assert not calendar.day(date(2027, 10, 1)).provisional


def test_the_seed_covers_2004_to_2026_at_least() -> None:
    assert set(range(2004, 2027)) <= set(seed.known_years())
    assert next(day for day in seed.days_of(2025) if day.working) == Day(date(2025, 1, 26), True, "春节")
