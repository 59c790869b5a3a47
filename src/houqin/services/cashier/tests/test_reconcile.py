"""Differences to a gateway's bill: a case for each, once; explained, booked, or written off by two people."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from houqin.kernel.lifecycle.queries import todo
from houqin.kernel.money.actions.channels import clearing, suspense
from houqin.kernel.money.actions.noting import note
from houqin.kernel.money.gateways.port import Standing, Trade
from houqin.kernel.money.models import Account as Books
from houqin.kernel.money.models import Bill, BillLine, Entry, Payment
from houqin.kernel.money.naming import new_number
from houqin.kernel.money.queries.accounts import balance
from houqin.kernel.people.actions.grants import grant
from houqin.kernel.people.models import Person
from houqin.kernel.trail.models import Happening
from houqin.services.cashier import tasks
from houqin.services.cashier.actions import differences
from houqin.services.cashier.lifecycle import DIFFERENCE, State
from houqin.services.cashier.models import Difference
from houqin.services.cashier.queries import reconcile as reading
from houqin.services.cashier.tests.conftest import HOUR, MONDAY_9, TUESDAY_9, refused

AtDoor = Callable[[Person], Client]
DAY, GATEWAY = date(2026, 3, 2), "wechat"


def paid(student: Person, to: Books, n: int, fen: int = 1_000) -> Payment:
    """Return a payment of Monday that the gateway told us of."""
    payment = Payment.objects.create(
        number=new_number("PY", MONDAY_9), gateway=GATEWAY, source="test", key=str(n), payer=student, to=to,
        description="场地", fen=fen, asked_at=MONDAY_9, expires_at=MONDAY_9 + HOUR, look_at=MONDAY_9,
    )  # fmt: skip
    told = Trade(payment.number, Standing.PAID, fen, f"4200{n}", MONDAY_9)
    note(GATEWAY, f"event {n}", told, at=MONDAY_9)
    payment.refresh_from_db()
    return payment


@pytest.fixture
def bill(student: Person, stall: Books) -> Bill:
    """Monday's bill: two payments agree, one of ours is missing there, one of theirs is none of ours."""
    ours = [paid(student, stall, n) for n in range(3)]
    made = Bill.objects.create(gateway=GATEWAY, day=DAY, fetched_at=TUESDAY_9)
    rows = [(one.number, one.provider_id, one.fen) for one in ours[:2]] + [("OLD1", "4200x", 2_600)]
    BillLine.objects.bulk_create(
        BillLine(bill=made, kind="payment", number=number, reference=reference, fen=fen, fee_fen=0, at=MONDAY_9,
                 standing="SUCCESS")
        for number, reference, fen in rows
    )  # fmt: skip
    return made


@pytest.fixture
def theirs(bill: Bill) -> Difference:
    """The line that only the provider has: 26 yuan."""
    tasks.reconcile(TUESDAY_9)
    return Difference.objects.get(finding="only_theirs")


@pytest.fixture
def ours(bill: Bill) -> Difference:
    """The payment that only we have: 10 yuan."""
    tasks.reconcile(TUESDAY_9)
    return Difference.objects.get(finding="only_ours")


def test_each_finding_becomes_one_case_once(bill: Bill, accountant: Person) -> None:
    assert tasks.reconcile(TUESDAY_9) == 2
    assert tasks.reconcile(TUESDAY_9 + HOUR) == 0
    assert set(Difference.objects.values_list("finding", "ours_fen", "theirs_fen", "state")) == {
        ("only_ours", 1_000, None, "found"), ("only_theirs", None, 2_600, "found"),
    }  # fmt: skip
    assert set(todo(accountant, TUESDAY_9).values_list("kind", flat=True)) == {DIFFERENCE.kind}
    assert Happening.objects.filter(kind=DIFFERENCE.kind, verb="open").count() == 2


def test_a_bill_of_long_ago_is_not_looked_at_again(bill: Bill) -> None:
    assert tasks.reconcile(TUESDAY_9 + timedelta(days=30)) == 0


def test_the_days_say_what_agrees_and_what_is_open(
    theirs: Difference, accountant: Person, student: Person
) -> None:
    (line,) = reading.days(accountant, TUESDAY_9)
    assert (line.title, line.lines, line.matched, line.differences, line.unsettled) == (
        "微信支付",
        3,
        2,
        2,
        2,
    )
    differences.explain(theirs, note="旧收款码", by=accountant, at=TUESDAY_9)
    (line,) = reading.days(accountant, TUESDAY_9)
    assert (line.matched, line.differences, line.unsettled) == (2, 2, 1)
    assert reading.days(student, TUESDAY_9) == []


def test_who_takes_a_difference_answers_for_it(theirs: Difference, accountant: Person) -> None:
    differences.take(theirs, by=accountant, at=TUESDAY_9)
    assert Difference.objects.get(pk=theirs.pk).handler == accountant
    differences.explain(theirs, note="旧收款码", by=accountant, at=TUESDAY_9)
    assert (theirs.state, theirs.closed_at) == (State.EXPLAINED, TUESDAY_9)


@pytest.mark.parametrize(("which", "fen"), [("theirs", 2_600), ("ours", -1_000)])
def test_booking_brings_the_gateway_s_account_to_the_bill(
    request: pytest.FixtureRequest, accountant: Person, which: str, fen: int
) -> None:
    case = request.getfixturevalue(which)
    gateway, waiting = clearing(GATEWAY, at=TUESDAY_9), suspense(GATEWAY, at=TUESDAY_9)
    before = balance(gateway)
    differences.book(case, note="补记", by=accountant, at=TUESDAY_9)
    assert balance(gateway) - before == -fen
    assert balance(waiting) == fen
    assert case.state == State.BOOKED
    entry = Difference.objects.get(pk=case.pk).entry
    assert entry is not None
    assert (entry.reason, entry.subject, entry.fen) == ("cashier.difference_booked", case.pk, abs(fen))


@pytest.mark.parametrize(("which", "kind", "fen"), [("theirs", "income", 2_600), ("ours", "expense", -1_000)])
def test_a_write_off_takes_two_people_and_is_a_gain_or_a_loss(
    request: pytest.FixtureRequest, accountant: Person, head: Person, which: str, kind: str, fen: int
) -> None:
    case = request.getfixturevalue(which)
    differences.ask_write_off(case, note="查不到来源", by=accountant, at=TUESDAY_9)
    with refused("lifecycle.not_permitted"):
        differences.write_off(case, by=accountant, at=TUESDAY_9)
    differences.write_off(case, by=head, at=TUESDAY_9)
    assert case.state == State.WRITTEN_OFF
    assert balance(Books.objects.get(kind=kind, label="differences")) == fen


def test_who_asked_does_not_allow_even_with_both_permissions(
    theirs: Difference, hire: Any, roles: Any, office: Any, accountant: Person
) -> None:
    grant(accountant, roles["ledger-head"], by=None, at=MONDAY_9)
    differences.ask_write_off(theirs, note="查不到来源", by=accountant, at=TUESDAY_9)
    with refused("lifecycle.apart"):
        differences.write_off(theirs, by=accountant, at=TUESDAY_9)
    assert not Entry.objects.filter(reason="cashier.difference_written_off").exists()


def test_a_declined_write_off_is_looked_into_again(
    theirs: Difference, accountant: Person, head: Person
) -> None:
    differences.ask_write_off(theirs, note="查不到", by=accountant, at=TUESDAY_9)
    differences.decline(theirs, note="请再查", by=head, at=TUESDAY_9)
    assert (theirs.state, theirs.closed_at) == (State.FOUND, None)
    differences.explain(theirs, note="查到了", by=accountant, at=TUESDAY_9)


def test_what_has_no_amount_is_neither_booked_nor_written_off(theirs: Difference, accountant: Person) -> None:
    theirs.finding, theirs.ours_fen = "state_differs", 2_600
    theirs.save()
    for deed in (differences.book, differences.ask_write_off):
        with refused("cashier.no_amount"):
            deed(theirs, note="x", by=accountant, at=TUESDAY_9)


def test_the_pages_lead_from_the_day_to_the_difference_to_its_moves(
    at_door: AtDoor, theirs: Difference, accountant: Person, head: Person
) -> None:
    browser = at_door(accountant)
    days = browser.get(reverse("cashier:reconcile")).content.decode()
    listed = f"{reverse('cashier:differences')}?gateway=wechat&amp;day=2026-03-02"
    assert listed in days
    rows = browser.get(listed.replace("&amp;", "&"))
    assert rows.context["page"].counted == 2
    assert browser.get(reverse("cashier:differences"), {"day": "x"}).context["page"].counted == 0
    page = browser.get(reverse("matter", args=[theirs.number]))
    assert {door.move.name for door in page.context["doors"]} == {"take", "explain", "book", "ask_write_off"}
    asked = browser.post(reverse("matter-move", args=[theirs.number, "ask_write_off"]),
                         {"note": "查不到来源", "version": theirs.version})  # fmt: skip
    assert asked.status_code == 302
    doors = at_door(head).get(reverse("matter", args=[theirs.number])).context["doors"]
    assert {door.move.name for door in doors} == {"write_off", "decline"}


@pytest.mark.parametrize("who", ["student", "cashier", "stranger"])
def test_a_difference_is_not_there_for_others(
    at_door: AtDoor, theirs: Difference, request: pytest.FixtureRequest, who: str
) -> None:
    person = request.getfixturevalue(who)
    assert at_door(person).get(reverse("matter", args=[theirs.number])).status_code == 404
    assert not reading.visible_to(person, TUESDAY_9).exists()
