"""Deeds of the desk: what moves, for whom, once for each ticket, and what the receipt keeps."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from houqin.kernel.money.models import Account as Books
from houqin.kernel.money.models import Entry, Posting
from houqin.kernel.money.queries.accounts import balance
from houqin.kernel.people.models import OrgUnit, Person
from houqin.services.cashier.actions import desk, reversing
from houqin.services.cashier.models import Receipt
from houqin.services.cashier.queries import desk as reading
from houqin.services.cashier.tests.conftest import MONDAY_9, TUESDAY_9, refused, ticket

SUBSIDY, VOUCHER = Receipt.Kind.SUBSIDY, Receipt.Kind.VOUCHER


def moved(receipt: Receipt) -> dict[str, int]:
    """Return what a receipt's entry moved, by kind of account."""
    rows = Posting.objects.filter(entry=receipt.entry_id).values_list("account__kind", "fen")
    return dict(rows)


def test_a_subsidy_opens_its_pot_and_says_so_on_a_receipt(student: Person, cashier: Person) -> None:
    gift = desk.Gift(SUBSIDY, "伙食补贴", 3_000, "canteen", date(2026, 3, 31))
    receipt = desk.give(student, gift, note="三月", ticket=ticket(), by=cashier, at=MONDAY_9)
    assert moved(receipt) == {"expense": -3_000, "subsidy": 3_000}
    assert (receipt.fen, receipt.person, receipt.by, receipt.what) == (3_000, student, cashier, "伙食补贴")
    assert receipt.number.startswith("SJ2603-")
    pot = Books.objects.get(person=student)
    assert (pot.label, pot.purpose) == ("伙食补贴", "canteen")
    assert pot.ends_at is not None
    assert pot.ends_at.isoformat() == "2026-03-31T16:00:00+00:00"


def test_the_same_name_adds_to_the_same_pot_and_takes_no_other_terms(
    student: Person, cashier: Person
) -> None:
    for fen in (1_000, 500):
        desk.give(
            student, desk.Gift(VOUCHER, "迎新券", fen), note="", ticket=ticket(), by=cashier, at=MONDAY_9
        )
    assert balance(Books.objects.get(person=student)) == 1_500
    with refused("cashier.other_terms"):
        other_terms = desk.Gift(VOUCHER, "迎新券", 500, "canteen")
        desk.give(student, other_terms, note="", ticket=ticket(), by=cashier, at=MONDAY_9)


def test_a_ticket_sent_twice_is_one_deed(student: Person, cashier: Person) -> None:
    once = ticket()
    gift = desk.Gift(SUBSIDY, "补助", 2_000)
    first = desk.give(student, gift, note="", ticket=once, by=cashier, at=MONDAY_9)
    again = desk.give(student, gift, note="", ticket=once, by=cashier, at=TUESDAY_9)
    assert first == again
    assert Receipt.objects.count() == Entry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_ticket_sent_twice_at_once_is_one_deed(student: Person, cashier: Person) -> None:
    once, gift = ticket(), desk.Gift(SUBSIDY, "补助", 2_000)

    def give(_n: int) -> str:
        try:
            return desk.give(student, gift, note="", ticket=once, by=cashier, at=MONDAY_9).number
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        numbers = set(pool.map(give, range(4)))
    assert len(numbers) == 1
    assert balance(Books.objects.get(person=student)) == 2_000


def test_what_ended_before_today_is_not_given(student: Person, cashier: Person) -> None:
    with refused("cashier.ended_before"):
        gift = desk.Gift(SUBSIDY, "补助", 2_000, "", date(2026, 3, 1))
        desk.give(student, gift, note="", ticket=ticket(), by=cashier, at=MONDAY_9)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("fen", [0, -1])
def test_no_amount_is_no_deed(student: Person, cashier: Person, college: OrgUnit, fen: int) -> None:
    given: dict[str, Any] = {"note": "", "ticket": ticket(), "by": cashier, "at": MONDAY_9}
    with refused("money.amount"):
        desk.give(student, desk.Gift(SUBSIDY, "补助", fen), **given)
    with refused("money.amount"):
        desk.take_deposit(student, fen=fen, what="钥匙", **given)
    with refused("money.amount"):
        desk.charge(college, fen=fen, what="用餐", **given)


def test_a_deposit_comes_in_and_goes_back_in_parts(student: Person, cashier: Person) -> None:
    given: dict[str, Any] = {"note": "", "by": cashier, "at": MONDAY_9}
    taken = desk.take_deposit(student, fen=5_000, what="钥匙押金", ticket=ticket(), **given)
    assert moved(taken) == {"clearing": -5_000, "deposit": 5_000}
    held = Books.objects.get(person=student)
    back = desk.return_deposit(student, account=held.pk, fen=2_000, ticket=ticket(), **given)
    assert moved(back) == {"clearing": 2_000, "deposit": -2_000}
    assert back.what == "钥匙押金"
    with refused("money.short"):
        desk.return_deposit(student, account=held.pk, fen=3_001, ticket=ticket(), **given)
    desk.return_deposit(student, account=held.pk, fen=3_000, ticket=ticket(), **given)
    assert balance(held) == 0


def test_somebody_else_s_deposit_is_not_given_back(
    student: Person, other: Person, cashier: Person, wallet: Books
) -> None:
    given: dict[str, Any] = {"note": "", "by": cashier, "at": MONDAY_9}
    desk.take_deposit(student, fen=5_000, what="钥匙押金", ticket=ticket(), **given)
    held = Books.objects.get(person=student, kind="deposit")
    for person, account in ((other, held), (student, wallet)):
        with refused("cashier.not_a_deposit"):
            desk.return_deposit(person, account=account.pk, fen=100, ticket=ticket(), **given)


def test_a_unit_owes_what_was_charged_until_it_settles(college: OrgUnit, cashier: Person) -> None:
    given: dict[str, Any] = {"note": "", "by": cashier, "at": MONDAY_9}
    charged = desk.charge(college, fen=8_000, what="接待用餐", ticket=ticket(), **given)
    assert moved(charged) == {"clearing": -8_000, "income": 8_000}
    assert reading.owed_by(college) == 8_000
    (debtor,) = reading.debtors(cashier, MONDAY_9)
    assert (debtor.unit, debtor.fen) == (college, 8_000)
    desk.settle(college, fen=8_000, what="结清", ticket=ticket(), **given)
    assert reading.owed_by(college) == 0
    assert reading.debtors(cashier, MONDAY_9) == []


def test_a_refund_goes_back_where_it_came_from_the_last_spent_first(
    meal: Entry, student: Person, cashier: Person, wallet: Books
) -> None:
    (payment,) = reading.payments(student)
    assert [fen for _name, fen in payment.pots] == [3_000, 1_200]
    assert payment.back(2_000) == [("个人钱包", 1_200), ("伙食补贴", 800)]
    before = balance(wallet)
    receipt = reversing.refund(
        student, meal, fen=2_000, note="有异物", ticket=ticket(), by=cashier, at=TUESDAY_9
    )
    assert moved(receipt) == {"wallet": 1_200, "subsidy": 800, "payable": -2_000}
    assert balance(wallet) == before + 1_200
    (rest,) = reading.payments(student)
    assert (rest.done, rest.left) == (2_000, 2_200)
    assert rest.back(2_200) == [("伙食补贴", 2_200)]
    with refused("money.over_refund"):
        reversing.refund(student, meal, fen=2_201, note="再退", ticket=ticket(), by=cashier, at=TUESDAY_9)
    reversing.refund(student, meal, fen=2_200, note="全退", ticket=ticket(), by=cashier, at=TUESDAY_9)
    assert reading.payments(student) == []


def test_a_refund_twice_by_one_ticket_comes_back_once(meal: Entry, student: Person, cashier: Person) -> None:
    once = ticket()
    for _time in range(2):
        reversing.refund(student, meal, fen=1_000, note="退", ticket=once, by=cashier, at=TUESDAY_9)
    assert reading.payments(student)[0].done == 1_000


def test_a_refund_wants_a_reason_and_the_payer(
    meal: Entry, student: Person, other: Person, cashier: Person
) -> None:
    with refused("cashier.reason_needed"):
        reversing.refund(student, meal, fen=100, note=" ", ticket=ticket(), by=cashier, at=TUESDAY_9)
    with refused("cashier.not_a_payment"):
        reversing.refund(other, meal, fen=100, note="退", ticket=ticket(), by=cashier, at=TUESDAY_9)


def test_a_mistake_is_reversed_whole_once_with_its_reason(
    subsidy: Receipt, student: Person, accountant: Person
) -> None:
    entry = Entry.objects.get(pk=subsidy.entry_id)
    receipt = reversing.correct(entry, note="多写一个零", ticket=ticket(), by=accountant, at=TUESDAY_9)
    assert moved(receipt) == {"expense": 3_000, "subsidy": -3_000}
    assert (receipt.kind, receipt.person, receipt.note) == ("correction", student, "多写一个零")
    with refused("cashier.already_reversed"):
        entry = Entry.objects.select_related("refunded").get(pk=entry.pk)
        reversing.correct(entry, note="再冲", ticket=ticket(), by=accountant, at=TUESDAY_9)
    with refused("money.reversal_reversed"):
        reversal = Entry.objects.get(pk=receipt.entry_id)
        reversing.correct(reversal, note="冲冲正", ticket=ticket(), by=accountant, at=TUESDAY_9)


def test_what_was_spent_already_cannot_be_reversed(meal: Entry, subsidy: Receipt, accountant: Person) -> None:
    with refused("money.short"):
        entry = Entry.objects.get(pk=subsidy.entry_id)
        reversing.correct(entry, note="给错人", ticket=ticket(), by=accountant, at=TUESDAY_9)


def test_only_the_desk_serves_and_only_whom_it_serves(
    student: Person,
    stranger: Person,
    college_cashier: Person,
    accountant: Person,
    college: OrgUnit,
    office: OrgUnit,
) -> None:
    gift = desk.Gift(SUBSIDY, "补助", 1_000)
    desk.give(student, gift, note="", ticket=ticket(), by=college_cashier, at=MONDAY_9)
    desk.charge(college, fen=100, what="用餐", note="", ticket=ticket(), by=college_cashier, at=MONDAY_9)
    with refused("people.not_permitted"):
        desk.give(stranger, gift, note="", ticket=ticket(), by=college_cashier, at=MONDAY_9)
    with refused("people.not_permitted"):
        desk.charge(office, fen=100, what="用餐", note="", ticket=ticket(), by=college_cashier, at=MONDAY_9)
    for nobody in (student, accountant):
        with refused("people.not_permitted"):
            desk.give(student, gift, note="", ticket=ticket(), by=nobody, at=MONDAY_9)


def test_a_cashier_does_not_reverse_and_an_accountant_does_not_refund(
    meal: Entry, student: Person, cashier: Person, accountant: Person
) -> None:
    with refused("people.not_permitted"):
        reversing.correct(meal, note="错", ticket=ticket(), by=cashier, at=TUESDAY_9)
    with refused("people.not_permitted"):
        reversing.refund(student, meal, fen=100, note="退", ticket=ticket(), by=accountant, at=TUESDAY_9)


def test_a_receipt_is_written_once(subsidy: Receipt) -> None:
    for deed in (lambda: subsidy.save(), lambda: subsidy.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()


def test_one_finds_whom_one_serves_by_name_pinyin_or_number(
    student: Person, stranger: Person, cashier: Person, college_cashier: Person
) -> None:
    for text in ("学生甲", "S001"):
        assert student in reading.found(cashier, MONDAY_9, text)
    assert reading.found(cashier, MONDAY_9, "T002") == [stranger]
    assert reading.found(college_cashier, MONDAY_9, "T002") == []
    assert reading.found(cashier, MONDAY_9, " ") == []
