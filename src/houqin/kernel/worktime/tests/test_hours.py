"""Service hours as the office writes them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.base.refused import Refused
from houqin.kernel.worktime.defaults import BY_VERSION, DEFAULTS, LOGISTICS, OFFICE
from houqin.kernel.worktime.hours import ServiceHours, Window, Worked, read_windows, write_windows
from houqin.kernel.worktime.tests.strategies import CALENDAR, windows

MONDAY = frozenset({1})


def test_hours_are_read_as_people_write_them() -> None:
    expected = (Window(Worked.WORKING, 510, 690), Window(Worked.WORKING, 780, 1020))
    for text in ("08:30-11:30, 13:00-17:00", "8:30–11:30，13:00至17:00", "8：30-11：30、13：00\uff5e17：00"):
        assert read_windows(text, Worked.WORKING) == expected


def test_an_end_before_the_start_is_the_next_morning() -> None:
    assert read_windows("22:00-06:00", Worked.OFF) == (Window(Worked.OFF, 1320, 1800),)
    assert read_windows("00:00-24:00", Worked.OFF) == (Window(Worked.OFF, 0, 1440),)
    assert read_windows("08:00-08:00", Worked.OFF) == (Window(Worked.OFF, 480, 1920),)


@pytest.mark.parametrize("text", ["morning", "8-12", "25:00-26:00", "08:60-09:00", "08:00-24:30", "08:00"])
def test_what_cannot_be_read_is_refused_with_the_part_that_is_wrong(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read_windows(f"08:30-11:30, {text}", Worked.WORKING)
    assert refused.value.code == "worktime.unreadable_hours"
    assert refused.value.params["text"] == text


def test_no_text_is_no_window() -> None:
    assert read_windows("  ", Worked.WORKING) == ()


@given(st.lists(windows(), max_size=4))
def test_hours_written_are_read_back(some: list[Window]) -> None:
    for one in some:
        (again,) = read_windows(write_windows([one]), one.worked, one.weekdays)
        assert again == one


@pytest.mark.parametrize(("opens", "closes"), [(-1, 60), (1440, 1500), (60, 60), (60, 1501)])
def test_a_window_lies_in_a_day(opens: int, closes: int) -> None:
    with pytest.raises(ValueError, match="no window of a day"):
        Window(Worked.WORKING, opens, closes)


@pytest.mark.parametrize("weekdays", [frozenset[int](), frozenset({0}), frozenset({8})])
def test_a_window_names_weekdays(weekdays: frozenset[int]) -> None:
    with pytest.raises(ValueError, match="no ISO weekdays"):
        Window(Worked.WORKING, 0, 60, weekdays)


@pytest.mark.parametrize(
    "windows_",
    [
        (),
        (Window(Worked.OFF, 0, 60, MONDAY),),
        (Window(Worked.WORKING, 0, 60, frozenset({6, 7})),),
    ],
)
def test_hours_that_would_never_open_in_an_ordinary_week_are_an_error(windows_: tuple[Window, ...]) -> None:
    with pytest.raises(ValueError, match="never open"):
        ServiceHours(windows_)


def test_a_make_up_saturday_has_the_windows_of_a_working_day() -> None:
    assert OFFICE.on(CALENDAR.day(date(2025, 2, 8))) == OFFICE.windows
    assert OFFICE.on(CALENDAR.day(date(2025, 2, 15))) == ()
    assert len(LOGISTICS.on(CALENDAR.day(date(2025, 2, 15)))) == 1


def test_a_window_of_mondays_opens_on_mondays() -> None:
    hours = ServiceHours((Window(Worked.WORKING, 0, 60, MONDAY),))
    assert hours.on(CALENDAR.day(date(2025, 3, 17)))
    assert not hours.on(CALENDAR.day(date(2025, 3, 18)))


def test_default_schedules_have_ids_of_their_own() -> None:
    assert {"office", "logistics", "always"} <= set(DEFAULTS)
    assert len(BY_VERSION) == len(DEFAULTS)
