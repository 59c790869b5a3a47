"""The rules to the minute, as tables: month and year ends, the leap day, patterns, edges of duty, leave and certificate."""

from datetime import date, datetime, time, timedelta
from itertools import product

import pytest

from houqin.kernel.base.clock import SHANGHAI
from houqin.services.rosters import rules
from houqin.services.rosters.rules import LeaveFacts, Span, Standing, SwapFacts
from houqin.services.rosters.tests.cast import refused

NOON = datetime(2028, 2, 29, 12, tzinfo=SHANGHAI)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MARKS = {"早": "early", "中": "late", "夜": "night", "E": "early", "L": "late", "N": "night"}


@pytest.mark.parametrize(
    ("day", "begins", "ends", "until"),
    [
        ("2026-03-02", "07:00", "15:00", "2026-03-02T15:00"),
        ("2026-03-02", "07:00", "07:01", "2026-03-02T07:01"),
        ("2026-03-02", "07:00", "06:59", "2026-03-03T06:59"),
        ("2026-03-02", "07:00", "07:00", "2026-03-03T07:00"),
        ("2026-03-02", "16:00", "00:00", "2026-03-03T00:00"),
        ("2026-03-02", "23:59", "00:00", "2026-03-03T00:00"),
        ("2026-03-02", "00:00", "23:59", "2026-03-02T23:59"),
        ("2026-04-30", "23:00", "07:00", "2026-05-01T07:00"),
        ("2026-12-31", "23:00", "07:00", "2027-01-01T07:00"),
        ("2027-02-28", "23:00", "07:00", "2027-03-01T07:00"),
        ("2028-02-28", "23:00", "07:00", "2028-02-29T07:00"),
        ("2028-02-29", "17:30", "07:30", "2028-03-01T07:30"),
        ("2100-02-28", "23:00", "07:00", "2100-03-01T07:00"),  # no leap year
    ],
)
def test_a_shift_ends_on_the_day_it_has_to(day: str, begins: str, ends: str, until: str) -> None:
    found = rules.span(date.fromisoformat(day), time.fromisoformat(begins), time.fromisoformat(ends))
    assert [f"{one:%Y-%m-%dT%H:%M}" for one in found] == [f"{day}T{begins}", until]
    assert {one.utcoffset() for one in found} == {timedelta(hours=8)}


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        ("2026-03-02", "2026-03-02", "2026-03-08"), ("2026-03-08", "2026-03-02", "2026-03-08"),
        ("2027-01-01", "2026-12-28", "2027-01-03"), ("2028-02-29", "2028-02-28", "2028-03-05"),
        ("2027-03-01", "2027-03-01", "2027-03-07"), ("2023-01-01", "2022-12-26", "2023-01-01"),
    ],
)  # fmt: skip
def test_a_week_begins_on_monday_across_months_and_years(day: str, first: str, last: str) -> None:
    found = rules.week(rules.monday(date.fromisoformat(day)))
    assert [f"{found[0]}", f"{found[-1]}", len(found)] == [first, last, 7]
    assert found == rules.days(found[0], found[-1])


def test_the_days_between_two_days_are_both_included() -> None:
    leap, plain = (rules.days(date(year, 2, 27), date(year, 3, 1)) for year in (2028, 2027))
    assert ([one.day for one in leap], [one.day for one in plain]) == ([27, 28, 29, 1], [27, 28, 1])
    assert rules.days(date(2026, 12, 31), date(2026, 12, 31)) == [date(2026, 12, 31)]
    assert rules.days(date(2026, 3, 2), date(2026, 3, 1)) == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("早早中中夜夜休休", "early early late late night night . ."), ("e l n o", "early late night ."),
        ("早L休n", "early late . night"), ("早/中、夜,休，早", "early late night . early"),
        ("早-0Oo休", "early . . . . ."), ("休早", ". early"), ("夜", "night"),
    ],
)  # fmt: skip
def test_a_pattern_is_read_mark_by_mark(text: str, read: str) -> None:
    assert [one or "." for one in rules.pattern(text, MARKS)] == read.split()


@pytest.mark.parametrize("mark", ["x", "值", "1", "😀", "\x00", "\n", "　", "—", "e\u0301"[-1]])
def test_a_mark_nobody_knows_is_named_wherever_it_stands(mark: str) -> None:
    for text in (mark, f"早{mark}", f"早休{mark}早"):
        with refused("rosters.unknown_mark") as why:
            rules.pattern(text, MARKS)
        assert why.value.params == {"mark": mark, "field": "pattern"}


@pytest.mark.parametrize(
    ("people", "stagger", "rows"),
    [
        (1, 0, ["aab..aa"]), (1, 9, ["aab..aa"]), (3, 0, ["aab..aa"] * 3), (0, 2, []),
        (3, 1, ["aab..aa", "ab..aab", "b..aab."]), (3, 2, ["aab..aa", "b..aab.", ".aab..a"]),
        (2, 5, ["aab..aa"] * 2), (2, 7, ["aab..aa", "b..aab."]),
    ],
)  # fmt: skip
def test_a_pattern_runs_on_across_the_leap_day(people: int, stagger: int, rows: list[str]) -> None:
    first, last = date(2028, 2, 26), date(2028, 3, 3)
    found = {
        (who, day): turn
        for who, day, turn in rules.filled([*"aab", None, None], people, first, last, stagger)
    }
    days = rules.days(first, last)
    assert ["".join(found.pop((who, day), ".") for day in days) for who in range(people)] == rows
    assert not found


@pytest.mark.parametrize(
    ("length", "code"), [(1, ""), (92, ""), (93, "rosters.fill_too_long"), (0, "rosters.period_backwards")]
)
def test_a_filling_is_of_one_to_ninety_two_days(length: int, code: str) -> None:
    first = date(2026, 12, 1)
    made = rules.filled(["a"], 2, first, first + timedelta(days=length - 1), 0)
    if not code:
        assert len(list(made)) == 2 * length
        return
    with refused(code) as why:
        list(made)
    assert why.value.params["field"] == "last"


@pytest.mark.parametrize(
    ("minutes", "told"), [(-121, False), (-120, True), (0, True), (479, True), (480, False)]
)
def test_one_comes_on_for_a_shift_to_the_minute(minutes: int, told: bool) -> None:
    assert rules.on_for(Span(NOON, NOON + 8 * HOUR), NOON + minutes * MINUTE) is told


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
    ("minutes", "hours"),
    [([], 0), ([1], 0), ([20], 0.3), ([57], 0.9), ([59], 1), ([20, 20, 20], 1), ([840, 480], 22)],
)
def test_hours_are_told_to_a_tenth_of_their_sum(minutes: list[int], hours: float) -> None:
    assert rules.hours([Span(NOON, NOON + n * MINUTE) for n in minutes]) == hours


def test_leave_outranks_duty_and_duty_the_shift() -> None:
    ranks = [
        Standing(duty, shift, leave).rank
        for duty, shift, leave in product((True, False), ("早班", ""), (None, NOON))
    ]
    assert ranks == [0, 3, 0, 3, 1, 3, 2, 3]


@pytest.mark.parametrize(
    ("first", "last", "days", "remind", "stands"),
    [
        ("2028-02-29", "2028-02-29", "2028-02-28", 30, "future"),
        ("2028-02-29", "2028-02-29", "2028-02-29", 30, "ending"),
        ("2028-02-29", "2028-02-29", "2028-03-01", 30, "expired"),
        ("2026-01-01", "2026-12-31", "2025-12-31", 30, "future"),
        ("2026-01-01", "2026-12-31", "2026-01-01", 30, "valid"),
        ("2026-01-01", "2026-12-31", "2026-11-30", 30, "valid"),
        ("2026-01-01", "2026-12-31", "2026-12-01", 30, "ending"),
        ("2026-01-01", "2026-12-31", "2026-12-31", 1, "ending"),
        ("2026-01-01", "2026-12-31", "2026-12-29", 1, "valid"),
        ("2026-01-01", "2026-12-31", "2027-01-01", 1, "expired"),
        ("2027-02-01", "2027-03-30", "2027-02-28", 30, "ending"),
        ("2028-02-01", "2028-03-30", "2028-02-28", 30, "valid"),  # one day more
        ("2026-01-01", "9999-12-31", "2026-01-01", 365, "valid"),
    ],
)
def test_a_certificate_on_its_first_and_last_day(
    first: str, last: str, days: str, remind: int, stands: str
) -> None:
    told = rules.validity(*(date.fromisoformat(one) for one in (first, last, days)), remind)
    assert told == stands


@pytest.mark.parametrize(
    ("minutes", "withdrawing", "coming_back"),
    [
        (-1, [], ["rosters.leave_to_come"]), (0, ["rosters.leave_begun"], []), (1, ["rosters.leave_begun"], []),
        (59, ["rosters.leave_begun"], []), (60, ["rosters.leave_begun"], ["rosters.leave_ended"]),
        (61, ["rosters.leave_begun"], ["rosters.leave_ended"]),
    ],
)  # fmt: skip
def test_a_leave_is_withdrawn_before_and_cut_short_within(
    minutes: int, withdrawing: list[str], coming_back: list[str]
) -> None:
    facts = LeaveFacts(NOON + minutes * MINUTE, NOON, NOON + HOUR)
    assert [one.code for one in rules.still_to_come(facts)] == withdrawing
    assert [one.code for one in rules.under_way(facts)] == coming_back


@pytest.mark.parametrize(
    ("theirs", "begun", "away"), list(product((True, False), (True, False), ("", "赵六")))
)
def test_every_reason_against_a_swap_is_told_and_no_other(theirs: bool, begun: bool, away: str) -> None:
    codes = {one.code for one in rules.swappable(SwapFacts(theirs, begun, away))}
    wanted = {
        "rosters.swap_stale": not theirs,
        "rosters.swap_begun": begun,
        "rosters.swap_on_leave": bool(away),
    }
    assert codes == {code for code, there in wanted.items() if there}
