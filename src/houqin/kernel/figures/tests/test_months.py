"""A period cut into months, and whose sight a figure is read with: that of the one who asks, now."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import QuerySet
from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.figures.actions import freeze
from houqin.kernel.figures.period import Period, read_period
from houqin.kernel.figures.queries import read
from houqin.kernel.figures.tests.test_reading import case
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.lifecycle.tests.stage import person_with
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Grant, Person
from houqin.kernel.registry.feature import Figure

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
FEBRUARY = Period(date(2026, 2, 1), date(2026, 2, 28))
MID_FEBRUARY = datetime(2026, 2, 15, 4, tzinfo=UTC)
MARCH_2 = datetime(2026, 3, 2, 1, tzinfo=UTC)


@given(DAYS, st.integers(0, 800))
def test_the_months_of_a_period_are_the_period_without_gap_or_overlap(first: date, length: int) -> None:
    period = Period(first, first + timedelta(days=length))
    months = list(dict.fromkeys(f"{first + timedelta(days=n):%Y-%m}" for n in range(length + 1)))
    parts = [period.in_month(month) for month in months]
    assert (parts[0].first, parts[-1].last) == (period.first, period.last)
    assert sum(part.days for part in parts) == period.days
    assert all(one.until == two.since for one, two in itertools.pairwise(parts))
    assert all(read_period(str(part)) == part for part in parts)


@pytest.mark.parametrize(
    ("month", "part"),
    [
        ("2026-02", "2026-02-10..2026-02-28"), ("2026-03", "2026-03-01..2026-03-31"),
        ("2026-12", "2026-12-01..2026-12-05"),
    ],
)  # fmt: skip
def test_a_month_at_the_edge_is_cut_where_the_period_is(month: str, part: str) -> None:
    assert str(Period(date(2026, 2, 10), date(2026, 12, 5)).in_month(month)) == part


@given(DAYS, DAYS)
def test_two_periods_are_written_alike_only_if_they_are_one(one: date, two: date) -> None:
    a, b = Period(min(one, two), max(one, two)), Period(one, one)
    assert (str(a) == str(b)) == (a == b)


def seen(person: Person, since: datetime, until: datetime, at: datetime) -> "QuerySet[Case]":
    """Return the cases of a period, for whoever may see figures at the instant of asking."""
    rows = Case.objects.filter(opened_at__gte=since, opened_at__lt=until)
    return rows if authority_of(person, at).holds("figures.see") else rows.none()


FIGURE = Figure(
    "test.seen", "看到的", "件", lambda *asked: seen(*asked).count(), seen, "matters", "figures.see",
)  # fmt: skip


@pytest.fixture
def appointed() -> Person:
    """Somebody who has held the office since the second of March, and a case of February."""
    person = person_with("新科长", ["figures.see"])
    Grant.objects.filter(person=person).update(starts_on=MARCH_2.date())
    case("N1", MID_FEBRUARY)
    return person


@pytest.mark.django_db
def test_who_is_new_in_office_sees_the_numbers_of_before(appointed: Person) -> None:
    reading = read(FIGURE, appointed, FEBRUARY, MARCH_2)
    assert (reading.value, reading.before) == (1, 0)
    march = Period(date(2026, 3, 1), date(2026, 3, 28))
    assert read(FIGURE, appointed, march, MARCH_2).before == 1


@pytest.mark.django_db
def test_who_leaves_today_sees_the_numbers_to_the_end_of_the_day(appointed: Person) -> None:
    """A period up to today ends at midnight; what one may see is asked of now, not of midnight."""
    Grant.objects.filter(person=appointed).update(ends_on=MARCH_2.date())
    case("N2", MARCH_2)
    today = Period(date(2026, 3, 2), date(2026, 3, 2))
    assert read(FIGURE, appointed, today, MARCH_2 + timedelta(hours=3)).value == 1
    assert read(FIGURE, appointed, today, MARCH_2 + timedelta(days=1)).value == 0


@pytest.mark.django_db
def test_who_is_new_in_office_freezes_the_number_of_before_with_its_rows(appointed: Person) -> None:
    kept = freeze(FIGURE, FEBRUARY, by=appointed, at=MARCH_2)
    assert (kept.value, kept.rows) == (1.0, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["more rows", "fewer rows", "no permission", "another asker"])
def test_whatever_happens_afterwards_a_frozen_number_stays(appointed: Person, change: str) -> None:
    kept = freeze(FIGURE, FEBRUARY, by=appointed, at=MARCH_2)
    match change:
        case "more rows":
            case("N9", MID_FEBRUARY)
        case "fewer rows":
            Case.objects.all().delete()
        case "no permission":
            Grant.objects.filter(person=appointed).delete()
        case _:
            person_with("另一人", ["figures.see"])
    kept.refresh_from_db()
    assert (kept.value, kept.rows, kept.by, kept.at) == (1.0, 1, appointed, MARCH_2)
