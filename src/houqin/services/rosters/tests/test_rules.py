"""Spans, patterns, who comes first, when a certificate runs out: pure."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.base.clock import SHANGHAI
from houqin.services.rosters import rules
from houqin.services.rosters.rules import LeaveFacts, Span, Standing, SwapFacts
from houqin.services.rosters.tests.cast import refused

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
MARKS = {"早": "early", "夜": "night", "E": "early", "N": "night"}


@pytest.mark.parametrize(
    ("begins", "ends", "hours"),
    [("07:00", "15:00", 8), ("23:00", "07:00", 8), ("17:30", "07:30", 14), ("08:00", "08:00", 24), ("00:00", "00:00", 24)],
)  # fmt: skip
def test_a_shift_lasts_its_hours_past_midnight_too(begins: str, ends: str, hours: int) -> None:
    span = rules.span(DAY, time.fromisoformat(begins), time.fromisoformat(ends))
    assert span.ends_at - span.starts_at == hours * HOUR
    assert span.starts_at.astimezone(SHANGHAI).date() == DAY
    assert rules.hours([span, span]) == 2 * hours


MINUTES = st.integers(0, 24 * 60 - 1)


@given(st.integers(0, 36_000), MINUTES, MINUTES)
def test_no_shift_is_empty_or_longer_than_a_day(days: int, begins: int, ends: int) -> None:
    day = date(2000, 1, 1) + timedelta(days=days)
    span = rules.span(day, time(*divmod(begins, 60)), time(*divmod(ends, 60)))
    assert timedelta() < span.ends_at - span.starts_at <= timedelta(days=1)
    assert rules.monday(day).weekday() == 0
    assert day in rules.week(rules.monday(day))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("早早休", ["early", "early", None]),
        ("早 夜，-", ["early", "night", None]),
        ("EnO", ["early", "night", None]),
    ],
)
def test_a_pattern_is_read_in_both_languages(text: str, read: list[str | None]) -> None:
    assert rules.pattern(text, MARKS) == read


def test_a_pattern_nobody_can_read_is_refused_with_the_mark() -> None:
    with refused("rosters.unknown_mark") as why:
        rules.pattern("早晚", MARKS)
    assert why.value.params["mark"] == "晚"
    for empty in ("", "休休", " ,"):
        with refused("rosters.no_pattern"):
            rules.pattern(empty, MARKS)


@given(
    st.lists(st.sampled_from(["a", "b", None]), min_size=1, max_size=9),
    st.integers(1, 5),
    st.integers(0, 9),
    st.integers(0, rules.LONGEST_FILL - 1),
)
def test_everybody_has_the_same_pattern_later(
    turns: list[str | None], people: int, stagger: int, length: int
) -> None:
    last = DAY + timedelta(days=length)
    found = {(who, day): turn for who, day, turn in rules.filled(turns, people, DAY, last, stagger)}
    for who in range(people):
        for n, day in enumerate(rules.days(DAY, last)):
            assert found.get((who, day)) == turns[(n + who * stagger) % len(turns)]


def test_a_filling_has_a_length() -> None:
    with refused("rosters.period_backwards"):
        list(rules.filled(["a"], 1, DAY, DAY - timedelta(days=1), 0))
    with refused("rosters.fill_too_long"):
        list(rules.filled(["a"], 1, DAY, DAY + timedelta(days=rules.LONGEST_FILL), 0))


def test_one_comes_on_for_a_shift_from_two_hours_before_to_its_end() -> None:
    shift = Span(AT, AT + 8 * HOUR)
    told = [rules.on_for(shift, AT + n * HOUR) for n in (-3, -2, 0, 7, 8)]
    assert told == [False, True, True, True, False]


@pytest.mark.parametrize(
    ("shift_ends", "now", "off"),
    [(8, 15.9, None), (8, 16, 8), (None, 15, None), (None, 17, 16), (20, 16, 16), (20, 21, 20)],
)
def test_a_forgotten_duty_ends_with_its_shift_or_after_the_longest(
    shift_ends: float | None, now: float, off: float | None
) -> None:
    ends_at = AT + shift_ends * HOUR if shift_ends is not None else None
    told = rules.forgotten_off(AT, ends_at, AT + now * HOUR)
    assert told == (None if off is None else AT + off * HOUR)


def test_who_is_on_duty_comes_first_and_who_is_on_leave_last() -> None:
    standings = [
        Standing(leave_until=AT), Standing(), Standing(shift="早班"), Standing(on_duty=True),
        Standing(on_duty=True, shift="早班", leave_until=AT),
    ]  # fmt: skip
    assert [one.rank for one in standings] == [3, 2, 1, 0, 3]


@pytest.mark.parametrize(
    ("days", "stands"),
    [(-1, "future"), (0, "valid"), (69, "valid"), (70, "ending"), (100, "ending"), (101, "expired")],
)
def test_a_certificate_holds_to_its_last_day(days: int, stands: str) -> None:
    assert rules.validity(DAY, DAY + timedelta(days=100), DAY + timedelta(days=days), 30) == stands


def test_guards_name_every_reason() -> None:
    assert [one.code for one in rules.swappable(SwapFacts(False, True, "赵六"))] == [
        "rosters.swap_stale", "rosters.swap_begun", "rosters.swap_on_leave",
    ]  # fmt: skip
    assert not rules.swappable(SwapFacts(True, False))
    leave = LeaveFacts(AT, AT, AT + HOUR)
    assert [one.code for one in rules.still_to_come(leave)] == ["rosters.leave_begun"]
    assert not rules.under_way(leave)
    early, late = LeaveFacts(AT - HOUR, AT, AT + HOUR), LeaveFacts(AT + HOUR, AT, AT + HOUR)
    assert not rules.still_to_come(early)
    assert [rules.under_way(one)[0].code for one in (early, late)] == [
        "rosters.leave_to_come",
        "rosters.leave_ended",
    ]
