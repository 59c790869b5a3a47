"""The clock: UTC inside, the campus's calendar outside."""

from datetime import UTC, date, datetime, timedelta

from houqin.kernel.base.clock import local_date, now


def test_now_is_an_aware_instant_in_utc() -> None:
    assert now().utcoffset() == timedelta(0)


def test_the_day_turns_at_midnight_of_the_campus() -> None:
    assert local_date(datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC)) == date(2026, 3, 1)
    assert local_date(datetime(2026, 3, 1, 16, 0, tzinfo=UTC)) == date(2026, 3, 2)
