"""Budgets: nothing is paid that was not committed for the matter, nothing committed that was not reserved."""

from datetime import date

import pytest

from houqin.kernel.base.ids import new_id
from houqin.kernel.money.actions.budgets import (
    Budget,
    commit,
    commitment,
    grant,
    open_budget,
    pay,
    release,
    reserve,
)
from houqin.kernel.money.actions.holds import expire_holds
from houqin.kernel.money.queries.accounts import available, balance
from houqin.kernel.money.queries.trial_balance import trial_balance
from houqin.kernel.money.rules import Book
from houqin.kernel.money.tests.stage import HOUR, MONDAY, commit_checks
from houqin.kernel.money.verify import verify
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.people.tests.stage import refused, verbs

pytestmark = pytest.mark.django_db
LAMPS, PIPES = new_id(), new_id()


@pytest.fixture
def budget(office: OrgUnit, accountant: Person) -> Budget:
    """1,000 yuan for repairs."""
    made = open_budget(office, "维修 2026", by=accountant, at=MONDAY)
    grant(made, 100_000, key="2026", by=accountant, at=MONDAY)
    return made


def test_money_goes_from_free_to_reserved_to_committed_to_spent(budget: Budget, accountant: Person) -> None:
    reserved = reserve(budget, LAMPS, 60_000, until=MONDAY + HOUR, by=accountant, at=MONDAY)
    assert (balance(budget.free), available(budget.free)) == (100_000, 40_000)
    with refused("money.short"):
        reserve(budget, PIPES, 40_001, until=MONDAY + HOUR, by=accountant, at=MONDAY)
    commit(reserved, fen=55_000, by=accountant, at=MONDAY)
    assert available(budget.free) == 45_000
    pay(budget, LAMPS, 30_000, key="invoice 1", by=accountant, at=MONDAY)
    with refused("money.short"):
        pay(budget, LAMPS, 25_001, key="invoice 2", by=accountant, at=MONDAY)
    release(budget, LAMPS, 25_000, key="end", by=accountant, at=MONDAY)
    assert (balance(budget.free), balance(budget.spent)) == (70_000, 30_000)
    assert balance(commitment(budget, LAMPS, by=accountant, at=MONDAY)) == 0
    assert verbs(LAMPS) == ["held", "posted", "posted", "posted"]
    commit_checks()


def test_one_matter_s_commitment_pays_no_other(budget: Budget, accountant: Person) -> None:
    commit(
        reserve(budget, LAMPS, 60_000, until=MONDAY + HOUR, by=accountant, at=MONDAY),
        by=accountant,
        at=MONDAY,
    )
    with refused("money.short"):
        pay(budget, PIPES, 1, key="1", by=accountant, at=MONDAY)


def test_a_reservation_that_runs_out_is_free_again(budget: Budget, accountant: Person) -> None:
    reserved = reserve(budget, LAMPS, 60_000, until=MONDAY + HOUR, by=accountant, at=MONDAY)
    assert expire_holds(by=None, at=MONDAY + HOUR) == 1
    assert available(budget.free) == 100_000
    with refused("money.hold_ended"):
        commit(reserved, by=accountant, at=MONDAY + HOUR)


def test_the_budget_has_a_trial_balance_of_its_own(budget: Budget, accountant: Person) -> None:
    commit(
        reserve(budget, LAMPS, 60_000, until=MONDAY + HOUR, by=accountant, at=MONDAY),
        by=accountant,
        at=MONDAY,
    )
    pay(budget, LAMPS, 10_000, key="1", by=accountant, at=MONDAY)
    rows = {row.kind: row.closing for row in trial_balance(Book.BUDGET, date(2026, 11, 1), date(2026, 12, 1))}
    assert rows == {"appropriation": -100_000, "budget": 40_000, "commitment": 50_000, "spent": 10_000}
    assert trial_balance(Book.MONEY, date(2026, 11, 1), date(2026, 12, 1)) == []
    assert verify().sound
