"""The numbers of the office, each equal to the count of its rows."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from houqin.kernel.lifecycle.approvals import decide
from houqin.kernel.people.models import Person
from houqin.services.seals import figures
from houqin.services.seals.actions import keeping
from houqin.services.seals.lifecycle import APPLICATION
from houqin.services.seals.models import Application
from houqin.services.seals.tests.conftest import MONDAY_10, MONDAY_11, TUESDAY_9

MARCH = (datetime(2026, 2, 28, 16, tzinfo=UTC), datetime(2026, 3, 31, 16, tzinfo=UTC))
APRIL = (MARCH[1], datetime(2026, 4, 30, 16, tzinfo=UTC))
WRITTEN = "2026-03-01..2026-03-31"
AT = APRIL[1]


def value(key: Any, person: Any, period: Any = MARCH) -> Any:
    figure = next(each for each in figures.FIGURES if each.key == key)
    since, until = period
    return figure.value(person, since, until, AT)


@pytest.fixture
def march(
    approved: Application, apply: Any, dean: Person, head: Person, keeper: Person, going_out: Application
) -> None:
    """A month: one stamped, one refused, one out too long, one declined."""
    keeping.stamp(approved, copies=2, code=approved.code, by=keeper, at=MONDAY_11)
    refused = apply(title="不予同意的")
    decide(APPLICATION, refused, verdict="no", by=dean, at=MONDAY_11)
    declined = apply(title="未予用印的")
    decide(APPLICATION, declined, verdict="yes", by=dean, at=MONDAY_11)
    keeping.decline(declined, note="原件未带", by=keeper, at=MONDAY_11)
    keeping.take_out(going_out, code=going_out.code, by=keeper, at=MONDAY_11)
    keeping.bring_back(going_out, copies=1, by=keeper, at=TUESDAY_9 + timedelta(hours=5))


def test_the_month_in_numbers(march: Any, head: Person) -> None:
    assert value("seals.applications", head) == 4
    assert value("seals.approved_share", head) == 75.0
    assert value("seals.stampings", head) == 2
    assert value("seals.declined", head) == 1
    assert value("seals.late_returns", head) == 1
    assert value("seals.approval_hours", head) == 1.0


def test_nothing_happened_in_april(march: Any, head: Person) -> None:
    assert value("seals.applications", head, APRIL) == 0
    assert value("seals.approved_share", head, APRIL) is None
    assert value("seals.approval_hours", head, APRIL) is None


def test_who_sees_nothing_counts_nothing(march: Any, student: Person) -> None:
    assert value("seals.applications", student) == 0
    assert value("seals.stampings", student) == 0


@pytest.mark.parametrize(
    ("rows", "filtered"),
    [
        (figures.applied, figures.opened_in), (figures.decided, figures.decided_in),
        (figures.approved, figures.approved_in), (figures.declined, figures.declined_in),
        (figures.late_returns, figures.late_in),
    ],
)  # fmt: skip
def test_the_list_s_filter_finds_the_same_rows_as_the_number(
    march: Any, head: Person, rows: Any, filtered: Any
) -> None:
    counted = set(rows(head, *MARCH, AT).values_list("pk", flat=True))
    assert counted
    assert set(Application.objects.filter(filtered(WRITTEN)).values_list("pk", flat=True)) == counted


@pytest.mark.parametrize("text", ["", "2026", "2026-03-01", "2026-13-01..2026-03-31", "a..b", "a..b..c"])
def test_a_damaged_period_in_an_address_shows_nothing(march: Any, text: Any) -> None:
    assert not Application.objects.filter(figures.opened_in(text)).exists()


def test_the_shares_add_up_to_the_whole(march: Any, head: Person) -> None:
    assert sum(share.count for share in figures.applied_by_month(head, *MARCH, AT)) == 4
    assert sum(share.count for share in figures.applied_by_kind(head, *MARCH, AT)) == 4
    assert sum(share.count for share in figures.stamped_by_seal(head, *MARCH, AT)) == 2


def test_the_clock_of_approval_runs_in_working_time(apply: Any, dean: Person, head: Person) -> None:
    friday_evening = datetime(2026, 3, 6, 9, tzinfo=UTC)
    late = apply(at=friday_evening)
    decide(APPLICATION, late, verdict="yes", by=dean, at=datetime(2026, 3, 9, 2, tzinfo=UTC))
    hours = value("seals.approval_hours", head)
    assert hours is not None
    assert hours < 4 < (datetime(2026, 3, 9, 2, tzinfo=UTC) - friday_evening) / timedelta(hours=1)
    assert friday_evening > MONDAY_10
