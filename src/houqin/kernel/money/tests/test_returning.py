"""Refunds: together at most the payment, sent until done or failed, whatever gets lost on the way."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from houqin.kernel.money.actions import noting, polling, returning
from houqin.kernel.money.actions.channels import clearing
from houqin.kernel.money.gateways.port import Return, Returned
from houqin.kernel.money.models import Account, Entry, GatewayEvent, Payment, PaymentRefund
from houqin.kernel.money.queries.accounts import balance
from houqin.kernel.money.tests.outside import NAMES, Outside, ask_for
from houqin.kernel.money.tests.stage import HOUR, MONDAY, give, lines
from houqin.kernel.money.tests.test_payments import pay_and_look
from houqin.kernel.people.models import Person
from houqin.kernel.people.tests.stage import refused


def give_back(payment: Payment, fen: int | None = 500, key: str = "1") -> PaymentRefund:
    """Ask for part of it back."""
    return returning.refund(
        payment, fen=fen, reason="菜品售完", source="canteen.order", key=key, by=None, at=MONDAY
    )


@pytest.fixture
def paid(meal: Payment, outside: Outside) -> Payment:
    """12.50 yuan, paid through WeChat."""
    return pay_and_look(meal, outside)


@pytest.mark.parametrize("gateway", NAMES)
def test_a_part_comes_back_and_then_the_rest(
    student: Person, stall: Account, outside: Outside, gateway: str
) -> None:
    meal = pay_and_look(ask_for(student, stall, gateway=gateway), outside)
    part = give_back(meal)
    assert lines(part.entry_id) == [("clearing", 500), ("payable", -500)]
    assert (part.state, balance(stall)) == ("pending", 750)
    assert polling.send_due(at=MONDAY) == 1
    rest = give_back(meal, None, key="2")
    assert rest.fen == 750
    assert polling.send_due(at=MONDAY) == 1
    for refund in (part, rest):
        refund.refresh_from_db()
        assert (refund.state, refund.accepted_at, refund.ended_at) == ("done", MONDAY, MONDAY)
    there = outside.book(gateway).refunds
    assert [there[refund.number].fen for refund in (part, rest)] == [500, 750]
    assert (balance(stall), balance(clearing(gateway, at=MONDAY))) == (0, 0)
    with refused("money.over_refund"):
        give_back(meal, 1, key="3")


def test_asked_twice_it_is_one_refund_and_another_under_its_name_is_refused(paid: Payment) -> None:
    assert give_back(paid) == give_back(paid) == give_back(paid, None)
    with refused("money.key_reused"):
        give_back(paid, 501)
    assert PaymentRefund.objects.count() == 1


def test_nothing_comes_back_of_what_was_not_paid(meal: Payment) -> None:
    with refused("money.payment_not_paid"):
        give_back(meal)
    with refused("money.amount"):
        give_back(meal, 0)
    assert Entry.objects.count() == 0


@pytest.mark.parametrize("gateway", NAMES)
def test_an_answer_that_gets_lost_makes_no_second_refund(
    student: Person, stall: Account, outside: Outside, gateway: str
) -> None:
    refund = give_back(pay_and_look(ask_for(student, stall, gateway=gateway), outside))
    outside.book(gateway).drops = 1
    assert polling.send_due(at=MONDAY) == 0
    refund.refresh_from_db()
    assert (refund.state, refund.tries) == ("pending", 1)
    assert refund.said
    for _ in range(2):  # Alipay's second answer only says that it has taken it
        polling.send_due(at=outside.pass_time(minutes=2))
    refund.refresh_from_db()
    assert refund.state == "done"
    assert len(outside.book(gateway).refunds) == 1


@pytest.mark.parametrize("gateway", NAMES)
def test_a_refund_under_way_is_asked_about_until_it_is_done(
    student: Person, stall: Account, outside: Outside, gateway: str
) -> None:
    outside.book(gateway).refunds_end = "under_way"
    refund = give_back(pay_and_look(ask_for(student, stall, gateway=gateway), outside))
    polling.send_due(at=MONDAY)
    refund.refresh_from_db()
    assert (refund.state, refund.accepted_at, refund.ended_at) == ("accepted", MONDAY, None)
    polling.send_due(at=outside.pass_time(minutes=10))
    outside.book(gateway).refunds[refund.number].state = "done"
    assert polling.send_due(at=outside.pass_time(minutes=10)) == 1
    refund.refresh_from_db()
    assert (refund.state, refund.accepted_at) == ("done", MONDAY)


@pytest.mark.parametrize("gateway", ["wechat", "card"])
def test_a_failed_refund_is_tried_anew_under_a_new_number_only_when_asked(
    student: Person, stall: Account, outside: Outside, gateway: str
) -> None:
    book = outside.book(gateway)
    book.refunds_end = "failed"
    refund = give_back(pay_and_look(ask_for(student, stall, gateway=gateway), outside))
    assert not returning.send_again(refund, by=None, at=MONDAY)
    assert polling.send_due(at=MONDAY) == 1
    refund.refresh_from_db()
    assert (refund.state, balance(stall)) == ("failed", 750)
    assert polling.send_due(at=MONDAY + HOUR) == 0
    book.refunds_end = "done"
    assert returning.send_again(refund, by=None, at=MONDAY)
    assert polling.send_due(at=MONDAY) == 1
    refund.refresh_from_db()
    assert (refund.state, refund.sent_as) == ("done", f"{refund.number}-2")
    assert Entry.objects.filter(source=f"gateway.{gateway}.refund").count() == 1


@pytest.mark.parametrize("gateway", NAMES)
def test_what_the_provider_refuses_has_failed_and_says_why(
    student: Person, stall: Account, outside: Outside, gateway: str
) -> None:
    refund = give_back(pay_and_look(ask_for(student, stall, gateway=gateway), outside))
    outside.book(gateway).trades[refund.payment.number].paid_fen = 1
    assert polling.send_due(at=MONDAY) == 1
    refund.refresh_from_db()
    assert refund.state == "failed"
    assert "INVALID" in refund.said


def told(refund: PaymentRefund, standing: Return, *, attempt: int = 1, fen: int = 500) -> Returned:
    """Be the provider speaking of a refund."""
    number = refund.number if attempt == 1 else f"{refund.number}-{attempt}"
    return Returned(number, refund.payment.number, standing, fen, "5001", MONDAY)


def note(refund: PaymentRefund, event: str, word: Returned) -> str:
    """Hear it."""
    return noting.note("wechat", event, word, at=MONDAY + timedelta(minutes=1))


def test_done_is_done_whatever_is_told_afterwards(paid: Payment) -> None:
    refund = give_back(paid)
    assert note(refund, "1", told(refund, Return.FAILED)) == "refund"
    assert note(refund, "2", told(refund, Return.DONE)) == "refund"
    assert note(refund, "3", told(refund, Return.FAILED)) == "known"
    assert note(refund, "4", told(refund, Return.UNDER_WAY)) == "known"
    assert note(refund, "2", told(refund, Return.DONE)) == "refund"  # as it was answered then
    refund.refresh_from_db()
    assert (refund.state, refund.provider_id) == ("done", "5001")
    assert GatewayEvent.objects.filter(refund=refund).count() == 3


def test_news_of_an_earlier_attempt_does_not_fail_the_present_one(paid: Payment) -> None:
    refund = give_back(paid)
    note(refund, "1", told(refund, Return.FAILED))
    returning.send_again(refund, by=None, at=MONDAY)
    assert note(refund, "2", told(refund, Return.FAILED)) == "known"
    assert note(refund, "3", told(refund, Return.FAILED, attempt=2)) == "refund"
    refund.refresh_from_db()
    assert refund.state == "failed"


def test_a_refund_of_another_amount_or_payment_changes_nothing(paid: Payment) -> None:
    refund = give_back(paid)
    assert note(refund, "1", told(refund, Return.DONE, fen=501)) == "other_amount"
    other = Returned(refund.number, "PY000", Return.DONE, 500, "5001", MONDAY)
    assert note(refund, "2", other) == "other_amount"
    nobody = Returned("RF000", paid.number, Return.DONE, 500, "5001", MONDAY)
    assert note(refund, "3", nobody) == "foreign"
    refund.refresh_from_db()
    assert refund.state == "pending"


def test_a_stall_that_has_its_money_no_more_cannot_give_it_back(
    student: Person, wallet: Account, outside: Outside, settings: Settings, clearing: Account
) -> None:
    settings.TOP_UP = True
    top_up = pay_and_look(ask_for(student, wallet), outside)
    give(clearing, 1_000, wallet)  # spent
    with refused("money.short"):
        give_back(top_up)
    assert not PaymentRefund.objects.exists()
