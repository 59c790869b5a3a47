"""Reversal and refund: never more than was paid, back where it came from, and what the receipt says is what moved."""

from typing import Any

import pytest
from django.urls import reverse

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.actions.periods import close_period
from houqin.kernel.money.models import Account as Books
from houqin.kernel.money.models import Entry
from houqin.kernel.money.queries.accounts import balance
from houqin.kernel.people.models import OrgUnit, Person
from houqin.services.cashier.actions import desk, differences, reversing
from houqin.services.cashier.models import Receipt
from houqin.services.cashier.queries import books
from houqin.services.cashier.tests import stage
from houqin.services.cashier.tests.conftest import APRIL_9, MARCH, MONDAY_9, TUESDAY_9, refused, ticket


def back(person: Person, entry: Entry, fen: int, by: Person) -> Receipt:
    """Give back part of a payment."""
    return reversing.refund(person, entry, fen=fen, note="有异物", ticket=ticket(), by=by, at=TUESDAY_9)


def undone(entry: Entry, by: Person, at: Any = TUESDAY_9) -> Receipt:
    """Reverse what is left of an entry."""
    return reversing.correct(entry, note="记错了", ticket=ticket(), by=by, at=at)


@pytest.mark.parametrize(
    "parts", [[4_200], [1, 4_199], [1_200, 3_000], [1_201, 2_999], [2_000, 2_000, 200]], ids=str
)
def test_refunds_of_any_parts_bring_every_pot_back_to_where_it_was(
    meal: Entry, student: Person, cashier: Person, wallet: Books, stall: Books, parts: list[int]
) -> None:
    for fen in parts:
        receipt = back(student, meal, fen, cashier)
        assert sum(part for part in stage.moved(receipt).values() if part > 0) == receipt.fen == fen
    subsidy = Books.objects.get(person=student, kind="subsidy")
    assert (balance(wallet), balance(subsidy), balance(stall)) == (10_000, 3_000, 0)
    with refused("money.over_refund"):
        back(student, meal, 1, cashier)


@pytest.mark.parametrize("fen", [0, -1, 4_201, 10**15])
def test_a_refund_of_nothing_or_of_more_than_was_paid_moves_nothing(
    meal: Entry, student: Person, cashier: Person, fen: int
) -> None:
    before = stage.standing()
    with pytest.raises(Refused, match=r"money\.(amount|over_refund)"):
        back(student, meal, fen, cashier)
    assert stage.standing() == before


@pytest.mark.parametrize("fen", [1, 1_200, 4_199])
def test_a_reversal_of_what_a_refund_left_says_what_it_moved_even_if_read_before(
    meal: Entry, student: Person, cashier: Person, accountant: Person, fen: int
) -> None:
    stale = Entry.objects.select_related("refunded").get(pk=meal.pk)
    back(student, meal, fen, cashier)
    receipt = undone(stale, accountant)
    assert receipt.fen == 4_200 - fen
    assert sum(part for part in stage.moved(receipt).values() if part > 0) == receipt.fen


def test_a_reversal_read_before_another_reverses_nothing_more(meal: Entry, accountant: Person) -> None:
    stale = Entry.objects.select_related("refunded").get(pk=meal.pk)
    undone(Entry.objects.get(pk=meal.pk), accountant)
    before = stage.standing()
    with pytest.raises(Refused):
        undone(stale, accountant)
    assert stage.standing() == before


DEEDS = ("subsidy", "voucher", "deposit", "deposit_back", "charge", "settled")


@pytest.mark.parametrize("name", DEEDS)
def test_each_deed_of_the_desk_is_undone_to_the_fen(
    student: Person, cashier: Person, accountant: Person, college: OrgUnit, name: str
) -> None:
    held = stage.deposit(student, cashier, ticket())
    before = stage.standing()[2]
    deeds = stage.deeds(student, college, held, note="", ticket=ticket(), by=cashier, at=MONDAY_9)
    made = deeds[name](700)
    receipt = undone(Entry.objects.get(pk=made.entry_id), accountant)
    assert stage.standing()[2] == before
    assert (receipt.fen, receipt.person, receipt.unit) == (700, made.person, made.unit)
    assert {key: -fen for key, fen in stage.moved(made).items()} == stage.moved(receipt)


def test_what_the_page_offers_is_what_the_action_takes(
    meal: Entry, subsidy: Receipt, accountant: Person, at_door: Any
) -> None:
    case = stage.strange_line()
    differences.book(case, note="补记", by=accountant, at=TUESDAY_9)
    browser = at_door(accountant)
    reversal = undone(Entry.objects.get(pk=meal.pk), accountant).entry
    for entry in Entry.objects.all():
        offered = not books.detail(accountant, TUESDAY_9, entry).why_not
        given = {"note": "记错了", "ticket": ticket()}
        status = browser.post(reverse("cashier:correct", args=[entry.pk]), given).status_code
        assert status == (302 if offered else 422), entry.reason
        if entry.pk in {meal.pk, case.entry_id, reversal.pk}:
            assert not offered


def test_a_closed_month_is_put_right_in_the_next(
    subsidy: Receipt, student: Person, accountant: Person, cashier: Person
) -> None:
    close_period(MARCH, by=accountant, at=APRIL_9)
    entry = Entry.objects.get(pk=subsidy.entry_id)
    with refused("money.period_closed"):
        undone(entry, accountant)
    with refused("money.period_closed"):
        desk.take_deposit(student, fen=1, what="钥匙", note="", ticket=ticket(), by=cashier, at=TUESDAY_9)
    made = undone(Entry.objects.get(pk=entry.pk), accountant, APRIL_9).entry
    assert f"{made.booked_on:%Y-%m}" == "2026-04"
