"""The rules to the minute, as tables: month and year ends, the leap day, marks, edges of duty and certificate."""

from datetime import date, datetime, time, timedelta

import pytest

from houqin.kernel.base.clock import SHANGHAI
from houqin.services.rosters import rules
from houqin.services.rosters.tests.cast import refused

NOON = datetime(2028, 2, 29, 12, tzinfo=SHANGHAI)
MINUTE = timedelta(minutes=1)
MARKS = {"早": "early", "中": "late", "夜": "night", "E": "early", "L": "late", "N": "night"}


@pytest.mark.parametrize(
    ("day", "begins", "ends", "until"),
    [
        ("2026-03-02", "07:00", "15:00", "2026-03-02T15:00"), ("2026-03-02", "07:00", "07:01", "2026-03-02T07:01"),
        ("2026-03-02", "07:00", "06:59", "2026-03-03T06:59"), ("2026-03-02", "07:00", "07:00", "2026-03-03T07:00"),
        ("2026-03-02", "16:00", "00:00", "2026-03-03T00:00"), ("2026-03-02", "23:59", "00:00", "2026-03-03T00:00"),
        ("2026-03-02", "00:00", "23:59", "2026-03-02T23:59"), ("2026-04-30", "23:00", "07:00", "2026-05-01T07:00"),
        ("2026-12-31", "23:00", "07:00", "2027-01-01T07:00"), ("2027-02-28", "23:00", "07:00", "2027-03-01T07:00"),
        ("2028-02-28", "23:00", "07:00", "2028-02-29T07:00"), ("2028-02-29", "17:30", "07:30", "2028-03-01T07:30"),
        ("2100-02-28", "23:00", "07:00", "2100-03-01T07:00"),
    ],
)  # fmt: skip
def test_a_shift_ends_on_the_day_it_has_to(day: str, begins: str, ends: str, until: str) -> None:
    found = rules.span(date.fromisoformat(day), time.fromisoformat(begins), time.fromisoformat(ends))
    assert [f"{one:%Y-%m-%dT%H:%M}" for one in found] == [f"{day}T{begins}", until]
    assert {one.utcoffset() for one in found} == {timedelta(hours=8)}


@pytest.mark.parametrize("mark", ["x", "值", "1", "😀", "\x00", "\n", "　", "—", "e\u0301"[-1]])
def test_a_mark_nobody_knows_is_named_wherever_it_stands(mark: str) -> None:
    for text in (mark, f"早{mark}", f"早休{mark}早"):
        with refused("rosters.unknown_mark") as why:
            rules.pattern(text, MARKS)
        assert why.value.params == {"mark": mark, "field": "pattern"}


@pytest.mark.parametrize(
    ("shift_ends", "now", "off"),
    [
        (None, 959, None), (None, 960, 960), (None, 5000, 960),
        (480, 959, None), (480, 960, 480), (480, 5000, 480),
        (960, 960, 960), (961, 960, 960), (961, 961, 961), (1200, 1199, 960), (1200, 1200, 1200),
        (0, 960, 960), (-1, 960, 960), (1, 960, 1),
    ],
)  # fmt: skip
def test_a_duty_nobody_ended_to_the_minute(shift_ends: int | None, now: int, off: int | None) -> None:
    ends_at = None if shift_ends is None else NOON + shift_ends * MINUTE
    told = rules.forgotten_off(NOON, ends_at, NOON + now * MINUTE)
    assert told == (None if off is None else NOON + off * MINUTE)


@pytest.mark.parametrize(
    ("first", "last", "days", "remind", "stands"),
    [
        ("2028-02-29", "2028-02-29", "2028-02-28", 30, "future"), ("2028-02-29", "2028-02-29", "2028-02-29", 30, "ending"),
        ("2028-02-29", "2028-02-29", "2028-03-01", 30, "expired"), ("2026-01-01", "2026-12-31", "2025-12-31", 30, "future"),
        ("2026-01-01", "2026-12-31", "2026-01-01", 30, "valid"), ("2026-01-01", "2026-12-31", "2026-11-30", 30, "valid"),
        ("2026-01-01", "2026-12-31", "2026-12-01", 30, "ending"), ("2026-01-01", "2026-12-31", "2026-12-31", 1, "ending"),
        ("2026-01-01", "2026-12-31", "2026-12-29", 1, "valid"), ("2026-01-01", "2026-12-31", "2027-01-01", 1, "expired"),
        ("2027-02-01", "2027-03-30", "2027-02-28", 30, "ending"), ("2028-02-01", "2028-03-30", "2028-02-28", 30, "valid"),
        ("2026-01-01", "9999-12-31", "2026-01-01", 365, "valid"),
    ],
)  # fmt: skip
def test_a_certificate_on_its_first_and_last_day(
    first: str, last: str, days: str, remind: int, stands: str
) -> None:
    held_from, until, day = (date.fromisoformat(one) for one in (first, last, days))
    told = rules.validity(held_from, until, day, remind)
    assert told == stands
