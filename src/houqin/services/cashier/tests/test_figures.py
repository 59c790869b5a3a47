"""Figures, search and permissions of the cashier: numbers are their rows, found by whom they concern."""

from datetime import timedelta

import pytest

from houqin.kernel.money.models import Entry
from houqin.kernel.people.models import OrgUnit, Person
from houqin.services.cashier import figures
from houqin.services.cashier.actions import desk, reversing
from houqin.services.cashier.feature import FEATURE
from houqin.services.cashier.finding import receipt_entries
from houqin.services.cashier.models import Receipt
from houqin.services.cashier.tests.conftest import MONDAY_9, TUESDAY_9, ticket

WEEK = (MONDAY_9 - timedelta(days=1), MONDAY_9 + timedelta(days=6), TUESDAY_9)


@pytest.fixture
def busy(
    meal: Entry, subsidy: Receipt, student: Person, cashier: Person, accountant: Person, college: OrgUnit
) -> None:
    """A refund, a charge, a correction beside the subsidy."""
    reversing.refund(student, meal, fen=1_250, note="退", ticket=ticket(), by=cashier, at=TUESDAY_9)
    charged = desk.charge(college, fen=8_000, what="用餐", note="", ticket=ticket(), by=cashier, at=MONDAY_9)
    entry = Entry.objects.get(pk=charged.entry_id)
    reversing.correct(entry, note="错", ticket=ticket(), by=accountant, at=TUESDAY_9)


@pytest.mark.parametrize(
    ("key", "value", "rows"),
    [
        ("cashier.refunds", 1, 1), ("cashier.refunded", 12.5, 1), ("cashier.given", 30, 1), ("cashier.charged", 80, 1),
        ("cashier.corrections", 1, 1),
    ],
)  # fmt: skip
def test_a_figure_is_the_sum_of_its_rows(
    busy: None, accountant: Person, student: Person, key: str, value: float, rows: int
) -> None:
    figure = next(one for one in figures.FIGURES if one.key == key)
    assert figure.value(accountant, *WEEK) == value
    assert figure.rows(accountant, *WEEK).count() == rows
    before = (WEEK[0] - timedelta(days=30), WEEK[0], TUESDAY_9)
    assert figure.value(accountant, *before) == 0


def test_a_receipt_is_found_by_whom_it_is_for_and_by_who_sees_the_ledger(
    subsidy: Receipt, student: Person, cashier: Person
) -> None:
    ((pk, entry),) = receipt_entries([subsidy.pk])
    assert pk == subsidy.pk
    assert set(entry.people) == {str(student.pk), str(cashier.pk)}
    assert (entry.permission, entry.public) == ("money.see", False)
    assert subsidy.number in entry.subtitle


def test_no_default_role_serves_and_corrects_or_asks_and_allows() -> None:
    for role in FEATURE.roles:
        held = set(role.permissions)
        assert not {"cashier.desk", "cashier.correct"} <= held
        assert not {"cashier.reconcile", "cashier.write_off"} <= held
        assert not {"money.close", "money.reopen"} <= held


def test_every_kind_of_receipt_says_in_the_ledger_what_it_was_for() -> None:
    assert {f"cashier.{kind}" for kind in Receipt.Kind.values} <= set(FEATURE.reasons)
