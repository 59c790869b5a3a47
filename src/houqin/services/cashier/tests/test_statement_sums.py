"""The statement's arithmetic over meals, refunds and gifts of many months: nothing is lost between two lines."""

import random
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.models import Account as Books
from houqin.kernel.money.models import Entry
from houqin.kernel.money.queries.accounts import balance
from houqin.kernel.people.models import Person
from houqin.services.cashier import rules
from houqin.services.cashier.actions import desk, reversing
from houqin.services.cashier.models import Receipt
from houqin.services.cashier.queries import wallet as reading
from houqin.services.cashier.tests.conftest import MONDAY_9, ticket

POTS = ("wallet", "subsidy", "voucher")


def lived(rng: random.Random, student: Person, cashier: Person, eat: Any) -> None:
    """Let a person eat, get gifts and refunds for some weeks, as chance has it."""
    at = MONDAY_9
    for n in range(14):
        at += timedelta(days=rng.randint(0, 9), hours=rng.randint(0, 9))
        kind = rng.choice(["meal", "meal", "gift", "refund"])
        try:
            if kind == "meal":
                eat(rng.randint(1, 4_000), at=at)
            elif kind == "gift":
                gift = desk.Gift(
                    rng.choice([Receipt.Kind.SUBSIDY, Receipt.Kind.VOUCHER]), f"补助{n}", rng.randint(1, 900)
                )
                desk.give(student, gift, note="", ticket=ticket(), by=cashier, at=at)
            elif meal := Entry.objects.filter(reason="cashier.canteen").order_by("-seq").first():
                reversing.refund(
                    student, meal, fen=rng.randint(1, meal.fen), note="退", ticket=ticket(), by=cashier, at=at
                )
        except Refused as reason:
            if reason.code not in {"money.over_refund", "money.short"}:
                raise


@pytest.mark.parametrize("seed", range(3))
def test_months_join_without_a_gap_and_end_at_the_balance(
    wallet: Books, student: Person, cashier: Person, eat: Any, seed: int
) -> None:
    lived(random.Random(seed), student, cashier, eat)
    first, months = date(2026, 2, 1), []
    for _n in range(8):
        months.append(reading.statement_of(student, first))
        first = rules.month_after(first)
    assert months[0].opening == 0
    for before, after in pairwise(months):
        assert before.closing == after.opening
    for month in months:
        assert month.closing == month.opening + month.came - month.went
        assert [line.balance for line in month.lines] == list(
            rules.running(month.opening, (line.fen for line in month.lines))
        )
        assert all(line.fen == sum(fen for _pot, fen in line.parts) for line in month.lines)
        assert list(month.newest_first) == list(reversed(month.lines))
        assert all(line.entry.booked_on.replace(day=1) == month.month for line in month.lines)
    pots = Books.objects.filter(person=student, kind__in=POTS)
    assert months[-1].closing == sum(balance(pot) for pot in pots)
    assert (
        sum(len(month.lines) for month in months)
        == Entry.objects.filter(postings__account__in=pots).distinct().count()
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_statements_of_the_pots_add_up_to_the_statement_of_all(
    wallet: Books, student: Person, cashier: Person, eat: Any, seed: int
) -> None:
    lived(random.Random(seed), student, cashier, eat)
    march, at = date(2026, 3, 1), MONDAY_9 + timedelta(days=400)
    whole = reading.statement_of(student, march)
    parts = [
        reading.statement_of(student, march, pot)
        for pot in Books.objects.filter(person=student, kind__in=POTS)
    ]
    assert whole.closing == sum(part.closing for part in parts)
    assert sum(line.fen for line in whole.lines) == sum(line.fen for part in parts for line in part.lines)
    purse = reading.wallet_of(student, at)
    assert purse.available + purse.held_fen == sum(
        balance(pot) for pot in Books.objects.filter(person=student, kind__in=POTS)
    )


def test_a_deposit_is_no_money_to_spend_and_stands_on_no_line(
    meal: Entry, student: Person, cashier: Person
) -> None:
    before = reading.wallet_of(student, MONDAY_9), reading.statement_of(student, date(2026, 3, 1))
    desk.take_deposit(student, fen=5_000, what="钥匙", note="", ticket=ticket(), by=cashier, at=MONDAY_9)
    found, month = reading.wallet_of(student, MONDAY_9), reading.statement_of(student, date(2026, 3, 1))
    assert (found.available, found.deposit_fen) == (before[0].available, 5_000)
    assert [line.fen for line in month.lines] == [line.fen for line in before[1].lines]
