"""Words for instants, spans, amounts and months, by laws and at their edges, in both languages."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.web.moments import ago, day, due_of, full, month_name, short, span
from houqin.kernel.web.month import Event, month_of
from houqin.kernel.web.templatetags.amounts import badge, grouped, hue, initial, times, yuan
from houqin.kernel.web.templatetags.moments import minutes, moment
from houqin.kernel.web.templatetags.page import message_tone

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
instants = st.datetimes(datetime(1902, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))


@pytest.fixture(autouse=True, params=["zh-hans", "en"])
def language(request: pytest.FixtureRequest) -> Any:
    with translation.override(request.param):
        yield request.param


@pytest.mark.parametrize(
    ("at", "zh", "en"),
    [
        ("2026-03-01T15:59:59", "昨天 23:59", "yesterday 23:59"),
        ("2026-03-01T16:00:00", "00:00", "00:00"),
        ("2026-03-02T15:59:59", "23:59", "23:59"),
        ("2026-03-02T16:00:00", "明天 00:00", "tomorrow 00:00"),
        ("2026-03-03T16:00:00", "3月4日 00:00", "4 Mar, 00:00"),
        ("2025-12-31T15:59:59", "2025年12月31日", "31 Dec 2025"),
        ("2025-12-31T16:00:00", "1月1日 00:00", "1 Jan, 00:00"),
        ("2026-12-31T16:00:00", "2027年1月1日", "1 Jan 2027"),
    ],
)
def test_an_instant_is_said_by_the_campus_day_it_lies_in(language: str, at: str, zh: str, en: str) -> None:
    said = short(datetime.fromisoformat(at).replace(tzinfo=UTC), NOON)
    assert said == (zh if language == "zh-hans" else en)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(0), "0 分"), (timedelta(seconds=59), "0 分"), (-MINUTE, "0 分"), (59 * MINUTE, "59 分"), (60 * MINUTE, "1 时"),
        (61 * MINUTE, "1 时 1 分"), (timedelta(days=1), "1 天"), (timedelta(days=1, minutes=5), "1 天"),
        (timedelta(days=1, hours=2, minutes=5), "1 天 2 时"), (timedelta(days=366), "366 天"),
    ],
)  # fmt: skip
def test_a_length_of_time_has_two_units_at_most(language: str, length: timedelta, words: str) -> None:
    said = span(length)
    assert [part for part in said.split() if part.isdigit()] == [
        part for part in words.split() if part.isdigit()
    ]
    if language == "zh-hans":
        assert said == words


@given(at=instants, passed=st.timedeltas(timedelta(0), timedelta(days=5000)))
def test_every_instant_is_said_in_a_few_words_of_the_reader(at: datetime, passed: timedelta) -> None:
    for said in (ago(at, at + passed), short(at, at + passed), full(at), day(at), span(passed)):
        assert 0 < len(said) < 40
        assert "%" not in said


@given(
    start=instants,
    length=st.timedeltas(MINUTE, timedelta(days=90)),
    steps=st.lists(st.floats(0, 2), min_size=2, max_size=5),
)
def test_what_is_used_of_a_promise_never_shrinks_and_red_is_never_followed_by_green(
    start: datetime, length: timedelta, steps: list[float]
) -> None:
    tones = ["green", "amber", "red"]
    seen = [due_of(start + length, start_at=start, at=start + length * part) for part in sorted(steps)]
    shown = [one for one in seen if one is not None]
    assert len(shown) == len(steps)
    percents = [one.percent for one in shown]
    assert percents == sorted(percents)
    assert all(0 <= percent <= 100 for percent in percents)
    heat = [tones.index(one.tone) for one in shown]
    assert heat == sorted(heat)


@pytest.mark.parametrize(
    ("due", "start", "percent", "tone"),
    [(NOON, NOON, 0, "green"), (NOON - MINUTE, None, 100, "red"), (NOON + MINUTE, NOON + MINUTE, 0, "green"), (NOON, None, 0, "green")],
)  # fmt: skip
def test_a_promise_at_its_very_edge(due: datetime, start: datetime | None, percent: int, tone: str) -> None:
    found = due_of(due, start_at=start, at=NOON)
    assert found is not None
    assert (found.percent, found.tone) == (percent, tone)


def test_a_promise_paused_done_or_never_made() -> None:
    assert due_of(None, start_at=NOON, at=NOON) is None
    late = {"start_at": NOON - 2 * MINUTE, "at": NOON + 9 * MINUTE}
    paused, done = due_of(NOON, **late, state="paused"), due_of(NOON, **late, state="done")
    assert paused is not None
    assert done is not None
    assert (paused.tone, done.tone, done.percent) == ("gray", "green", 100)


@given(st.integers(-(10**15), 10**15))
def test_an_amount_reads_back_as_the_same_fen(fen: int) -> None:
    said = yuan(fen).replace("¥", "").replace(",", "").replace("\N{MINUS SIGN}", "-")
    assert Decimal(said) * 100 == fen


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "—"), (0, "0"), (1234567, "1,234,567"), (-1234, "\N{MINUS SIGN}1,234"), (0.5, "0.5"), (1234.5, "1,234.5"),
        (98765432101.5, "98,765,432,101.5"), (12345678901234.0, "12,345,678,901,234"), (Decimal("1234567890123.25"), "1,234,567,890,123.25"),
        (0.1 + 0.2, "0.3"),
    ],
)  # fmt: skip
def test_a_number_is_grouped_and_never_in_powers_of_ten(value: Any, said: str) -> None:
    assert grouped(value) == said


def test_small_words_for_badges_circles_and_tones() -> None:
    assert [badge(count) for count in (None, 0, "", 1, 99, 100, "7")] == ["", "", "", "1", "99", "99+", "7"]
    assert [initial(name) for name in (None, "", "  ", "张三", "ann", "😀x")] == ["", "", "", "张", "A", "😀"]
    assert hue("张三") == hue("张三")
    assert hue(None) == "blue"
    assert [list(times(count)) for count in (0, 2)] == [[], [0, 1]]
    assert [message_tone(tags) for tags in ("success", "extra error", "", "unknown")] == [
        "green",
        "red",
        "gray",
        "gray",
    ]
    assert moment(None) == minutes(None) != moment(NOON)
    assert minutes(90) == span(timedelta(minutes=90))


@given(year=st.integers(1, 9998), month=st.integers(1, 12))
def test_a_month_holds_each_of_its_days_once_in_whole_weeks_from_monday(year: int, month: int) -> None:
    events = {date(year, month, 1): [Event("一")]}
    shown = month_of(year, month, today=date(year, month, 1), events=events, off={date(year, month, 1)})
    own = [cell.date for week in shown.weeks for cell in week if not cell.outside]
    assert own == [date(year, month, 1) + timedelta(days=n) for n in range(len(own))]
    assert (own[-1] + timedelta(days=1)).day == 1
    assert all(len(week) == 7 and week[0].date.weekday() == 0 for week in shown.weeks)
    [first] = [cell for week in shown.weeks for cell in week if cell.today]
    assert (first.off, [event.title for event in first.events]) == (True, ["一"])


@pytest.mark.parametrize(("year", "month"), [(2026, 0), (2026, 13), (0, 1), (10000, 1)])
def test_a_month_that_is_none_is_a_value_error(year: int, month: int) -> None:
    with pytest.raises(ValueError, match=r"month|year|range"):
        month_of(year, month, today=date(2026, 3, 2), events={})


def test_months_have_twelve_names_in_each_language() -> None:
    assert len({month_name(month) for month in range(1, 13)}) == 12
    assert full(NOON.astimezone(SHANGHAI)) == full(NOON)
