"""When a message goes out."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.notices import timing

INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


def shanghai(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("happened", "goes_out"),
    [
        (shanghai(2, 6, 59), shanghai(2, 7)),
        (shanghai(2, 7), shanghai(2, 7)),
        (shanghai(2, 21, 59), shanghai(2, 21, 59)),
        (shanghai(2, 22), shanghai(3, 7)),
        (shanghai(2, 23, 30), shanghai(3, 7)),
        (shanghai(3, 0, 5), shanghai(3, 7)),
    ],
)
def test_nothing_goes_out_between_ten_in_the_evening_and_seven(
    happened: datetime, goes_out: datetime
) -> None:
    assert timing.awake(happened) == goes_out


@given(INSTANTS)
def test_a_message_is_held_back_nine_hours_at_most_and_never_sent_early(at: datetime) -> None:
    out = timing.awake(at)
    assert timedelta(0) <= out - at <= timedelta(hours=9)
    assert time(7) <= out.astimezone(SHANGHAI).time() < time(22)


@given(INSTANTS)
def test_what_happens_goes_into_the_next_morning_mail_within_a_day(at: datetime) -> None:
    wait = timing.digest_at(timing.digest_day(at)) - at
    assert timedelta(0) < wait <= timedelta(days=1)


def test_what_happens_at_the_minute_of_the_digest_goes_into_the_next() -> None:
    assert timing.digest_day(shanghai(2, 8)) == date(2026, 3, 3)
    assert timing.digest_day(shanghai(2, 7, 59)) == date(2026, 3, 2)


def test_waiting_doubles_and_is_capped_and_all_attempts_span_more_than_a_day() -> None:
    waits = [timing.wait_after(n) for n in range(1, timing.ATTEMPTS + 1)]
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert max(waits) == timing.LONGEST_WAIT
    assert sum(waits, timedelta(0)) > timedelta(days=1)


def test_a_day_starts_at_midnight_in_shanghai() -> None:
    assert timing.start_of_day(datetime(2026, 3, 1, 17, tzinfo=UTC)) == shanghai(2, 0)


@given(INSTANTS, INSTANTS)
def test_what_happened_earlier_never_goes_out_later(one: datetime, two: datetime) -> None:
    first, second = min(one, two), max(one, two)
    assert timing.awake(first) <= timing.awake(second)
    assert timing.digest_day(first) <= timing.digest_day(second)


@given(INSTANTS)
def test_who_is_awake_is_not_woken_again(at: datetime) -> None:
    assert timing.awake(timing.awake(at)) == timing.awake(at)


@given(st.integers(1, 10_000))
def test_no_wait_is_shorter_than_the_one_before_it(attempts: int) -> None:
    assert timing.wait_after(attempts) <= timing.wait_after(attempts + 1) <= timing.LONGEST_WAIT
