"""Payments from asking to paid, closed, turned back; refunds from asking to done, with each provider."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from pytest_django import Settings

from houqin.kernel.money.actions import payments, polling, returning
from houqin.kernel.money.actions.accounts import open_account
from houqin.kernel.money.actions.channels import clearing, owed_by, suspense
from houqin.kernel.money.actions.noting import note
from houqin.kernel.money.gateways.port import Unreachable
from houqin.kernel.money.models import Account, Entry, GatewayEvent, Payment, PaymentRefund
from houqin.kernel.money.queries.accounts import balance
from houqin.kernel.money.queries.payments import visible_to
from houqin.kernel.money.rules import LEASE, LOOKS, Kind, look_again_after
from houqin.kernel.money.tests.outside import NAMES, Outside, ask_for
from houqin.kernel.money.tests.stage import HOUR, MONDAY, execute, lines
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.people.tests.stage import refused
from houqin.kernel.trail.models import Happening

LATER = MONDAY + timedelta(minutes=3)


def pay_and_look(payment: Payment, outside: Outside, *, fen: int | None = None) -> Payment:
    """Somebody scans and pays; we ask how it stands."""
    payments.offer(payment, at=outside.at)
    outside.book(payment.gateway).pay(payment.number, fen)
    payments.look(payment, at=outside.at)
    payment.refresh_from_db()
    return payment


@pytest.mark.parametrize("gateway", NAMES)
def test_a_payment_is_offered_paid_and_booked_once(
    student: Person, stall: Account, outside: Outside, gateway: str
) -> None:
    meal = ask_for(student, stall, gateway=gateway)
    code = payments.offer(meal, at=MONDAY).code
    assert outside.book(gateway).trades[meal.number].id in code
    outside.pass_time(minutes=3)
    pay_and_look(meal, outside)
    assert (meal.state, meal.paid_at, meal.closed_at) == ("paid", LATER, None)
    entry = Entry.objects.get(key=meal.number)
    assert (entry.source, entry.key, entry.by_id) == (f"gateway.{gateway}", meal.number, student.pk)
    assert lines(entry.pk) == [("clearing", -1_250), ("payable", 1_250)]
    assert payments.look(meal, at=LATER) == "booked"  # the same words, kept
    assert Entry.objects.count() == 1
    verbs = Happening.objects.filter(subject=meal.pk, kind="money.payment").values_list("verb", flat=True)
    assert sorted(verbs) == ["asked", "paid"]


def test_asked_twice_it_is_one_payment_and_another_request_under_its_name_is_refused(
    student: Person, stall: Account, outside: Outside
) -> None:
    first = ask_for(student, stall, key="1")
    assert ask_for(student, stall, key="1") == first
    with refused("money.key_reused"):
        ask_for(student, stall, key="1", fen=1)
    assert Payment.objects.count() == 1


def test_numbers_are_what_every_provider_takes(student: Person, stall: Account, outside: Outside) -> None:
    numbers = {ask_for(student, stall).number for _ in range(20)}
    assert len(numbers) == 20
    assert all(len(number) == 18 and number.isalnum() and number.startswith("PY261123") for number in numbers)


def test_a_wallet_is_not_filled_by_its_owner_unless_the_school_may(
    student: Person, wallet: Account, outside: Outside, settings: Settings
) -> None:
    with refused("money.top_up_off"):
        ask_for(student, wallet)
    settings.TOP_UP = True
    pay_and_look(ask_for(student, wallet), outside)
    assert balance(wallet) == 1_250


def test_a_gateway_that_is_not_in_use_takes_nothing(
    student: Person, stall: Account, outside: Outside
) -> None:
    with refused("money.gateway_off"):
        ask_for(student, stall, gateway="on_account")


def test_nothing_is_asked_for_a_time_that_is_over(student: Person, stall: Account, outside: Outside) -> None:
    with refused("money.payment_time"):
        payments.ask(
            gateway="card", payer=student, fen=1, to=stall, purpose="", description="x", source="t", key="t",
            expires_at=MONDAY, by=None, at=MONDAY,
        )  # fmt: skip


def test_inside_wechat_the_page_gets_signed_parameters_and_a_code_is_asked_for_once(
    meal: Payment, outside: Outside
) -> None:
    page = payments.offer(meal, at=MONDAY, payer="o1").page
    assert page["package"] == f"prepay_id={outside.book('wechat').trades[meal.number].id}"
    assert (page["signType"], page["timeStamp"]) == ("RSA", str(int(MONDAY.timestamp())))
    code = payments.offer(meal, at=MONDAY).code
    outside.gone = True
    assert payments.offer(meal, at=MONDAY).code == code


def test_without_an_answer_nothing_is_offered_and_nothing_lost(meal: Payment, outside: Outside) -> None:
    outside.gone = True
    with refused("money.gateway_silent"):
        payments.offer(meal, at=MONDAY)
    outside.gone = False
    assert payments.offer(meal, at=MONDAY).code


def test_no_provider_is_waited_for_inside_a_transaction(
    student: Person, stall: Account, outside: Outside
) -> None:
    meal = ask_for(student, stall)
    asked: list[Callable[[], object]] = [
        lambda: payments.offer(meal, at=MONDAY),
        lambda: payments.look(meal, at=MONDAY),
        lambda: payments.close(meal, by=None, at=MONDAY),
        lambda: polling.poll_due(at=MONDAY + HOUR),
    ]
    for deed in asked:
        with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
            deed()
    assert outside.asked == []


@pytest.mark.parametrize("gateway", NAMES)
def test_a_payment_nobody_made_is_closed_here_and_there(
    student: Person, stall: Account, outside: Outside, gateway: str
) -> None:
    meal = ask_for(student, stall, gateway=gateway)
    payments.offer(meal, at=MONDAY)
    assert payments.close(meal, by=student, at=MONDAY)
    assert (meal.state, meal.closed_at, meal.entry_id) == ("closed", MONDAY, None)
    assert outside.book(gateway).trades[meal.number].state == "closed"
    with refused("money.payment_ended"):
        payments.offer(meal, at=MONDAY)
    assert payments.close(meal, by=student, at=MONDAY)


@pytest.mark.parametrize("gateway", NAMES)
def test_a_payment_that_was_made_is_not_closed_but_booked(
    student: Person, stall: Account, outside: Outside, gateway: str
) -> None:
    meal = ask_for(student, stall, gateway=gateway)
    payments.offer(meal, at=MONDAY)
    outside.book(gateway).pay(meal.number)
    assert not payments.close(meal, by=student, at=MONDAY)
    assert (meal.state, balance(stall)) == ("paid", 1_250)


@pytest.mark.parametrize("gateway", NAMES)
def test_money_that_comes_after_closing_goes_back_by_itself(
    student: Person, stall: Account, outside: Outside, gateway: str
) -> None:
    meal = ask_for(student, stall, gateway=gateway)
    payments.offer(meal, at=MONDAY)
    payments.close(meal, by=None, at=MONDAY)
    outside.pass_time(minutes=3)
    pay = outside.book(gateway).pay(meal.number)
    assert payments.look(meal, at=LATER) == "sent_back"
    meal.refresh_from_db()
    assert (meal.state, meal.provider_id, meal.paid_at) == ("closed", pay.id, LATER)
    back = PaymentRefund.objects.get(payment=meal)
    assert (back.why, back.fen, back.state) == ("late", 1_250, "pending")
    assert polling.send_due(at=LATER) == 1
    back.refresh_from_db()
    assert (back.state, back.accepted_at) == ("done", LATER)
    assert outside.book(gateway).refunds[back.number].fen == 1_250
    assert [balance(clearing(gateway, at=MONDAY)), balance(suspense(gateway, at=MONDAY)), balance(stall)] == [
        0,
        0,
        0,
    ]


@pytest.mark.parametrize("gateway", NAMES)
def test_another_amount_is_never_booked_and_ends_with_the_time_given(
    student: Person, stall: Account, outside: Outside, gateway: str
) -> None:
    meal = ask_for(student, stall, gateway=gateway)
    pay_and_look(meal, outside, fen=1_249)
    assert meal.state == "pending"
    assert GatewayEvent.objects.get(payment=meal).outcome == "other_amount"
    outside.pass_time(hours=1)
    assert polling.poll_due(at=outside.at) == 1
    meal.refresh_from_db()
    assert (meal.state, meal.entry_id, Entry.objects.count()) == ("closed", None, 0)


def test_what_its_account_cannot_take_any_more_goes_back(
    student: Person, wallet: Account, outside: Outside, settings: Settings
) -> None:
    settings.TOP_UP = True
    top_up = pay_and_look(ask_for(student, wallet, fen=100_001), outside)
    assert (top_up.state, balance(wallet)) == ("closed", 0)
    assert (
        Happening.objects.get(subject=top_up.pk, verb="not_bookable").facts["refused"] == "money.over_ceiling"
    )
    assert polling.send_due(at=MONDAY) == 1
    assert balance(clearing("wechat", at=MONDAY)) == 0


def test_polling_finds_what_no_notification_told_and_waits_longer_each_time(
    meal: Payment, stall: Account, outside: Outside
) -> None:
    payments.offer(meal, at=MONDAY)
    assert polling.poll_due(at=MONDAY) == 0
    for looks, wait in enumerate([15, 15, 30, 60], start=1):
        at = outside.pass_time(seconds=wait)
        assert polling.poll_due(at=at - timedelta(seconds=1)) == 0
        assert polling.poll_due(at=at) == 1
        meal.refresh_from_db()
        assert meal.looks == looks
    outside.book("wechat").pay(meal.number)
    at = outside.pass_time(minutes=2)
    assert polling.poll_due(at=at) == 1
    assert polling.poll_due(at=at + HOUR) == 0
    assert balance(stall) == 1_250


def test_the_wait_grows_and_ends_growing() -> None:
    waits = [look_again_after(looks) for looks in range(20)]
    assert waits == sorted(waits)
    assert waits[-1] == LOOKS[-1]
    assert timedelta(minutes=1) < LEASE < timedelta(minutes=10)


def test_a_gateway_that_is_silent_is_asked_once_a_batch(
    student: Person, stall: Account, outside: Outside
) -> None:
    for gateway in ("wechat", "wechat", "alipay", "wechat"):
        ask_for(student, stall, gateway=gateway)
    outside.gone = True
    assert polling.poll_due(at=outside.pass_time(minutes=1)) == 2
    assert len(outside.asked) == 2


def test_a_unit_owes_what_it_puts_on_account_and_less_once_it_comes_back(
    office: OrgUnit, stall: Account, student: Person
) -> None:
    def owe() -> Payment:
        return payments.put_on_account(
            unit=office, fen=30_000, to=stall, purpose="meal", description="接待用餐", source="canteen.table", key="1",
            by=student, at=MONDAY,
        )  # fmt: skip

    dinner = owe()
    assert owe() == dinner
    assert (dinner.state, dinner.gateway, Entry.objects.count()) == ("paid", "on_account", 1)
    assert (balance(owed_by(office, at=MONDAY)), balance(stall)) == (-30_000, 30_000)
    back = returning.refund(
        dinner, fen=5_000, reason="少上一道菜", source="t", key="1", by=student, at=MONDAY
    )
    assert back.state == "done"
    assert balance(owed_by(office, at=MONDAY)) == -25_000


def test_a_payment_row_stays_what_was_asked(meal: Payment, outside: Outside, student: Person) -> None:
    pay_and_look(meal, outside)
    for change in ({"fen": 1}, {"state": "closed", "closed_at": MONDAY}, {"entry_id": None}, {"number": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Payment.objects.filter(pk=meal.pk).update(**change)
    for statement in (
        "DELETE FROM money_payment",
        "DELETE FROM money_paymentrefund",
        "DELETE FROM money_gateway_event",
        "UPDATE money_gateway_event SET outcome = 'known'",
    ):
        returning.refund(meal, fen=1, reason="x", source="t", key="1", by=None, at=MONDAY)
        with pytest.raises(ProgrammingError, match="the ledger keeps"), transaction.atomic():
            execute(statement)


def test_one_trade_of_the_provider_pays_one_payment(
    student: Person, stall: Account, outside: Outside
) -> None:
    meals = [ask_for(student, stall) for _ in range(2)]
    for meal in meals:
        payments.offer(meal, at=MONDAY)
    book = outside.book("wechat")
    pay_and_look(meals[0], outside)
    book.pay(meals[1].number).id = meals[0].provider_id
    with pytest.raises(IntegrityError), transaction.atomic():
        note("wechat", "x", outside.gateways["wechat"].query(meals[1].number, MONDAY), at=MONDAY)
    assert balance(stall) == 1_250


def test_a_payment_is_seen_by_its_payer_and_the_accountant_and_by_nobody_else(
    student: Person, stall: Account, outside: Outside, accountant: Person, office: OrgUnit
) -> None:
    meal = ask_for(student, stall)
    dinner = payments.put_on_account(
        unit=office, fen=1, to=stall, purpose="", description="x", source="t", key="1", by=None, at=MONDAY
    )
    stranger = Person.objects.create(name="钱七", kind=Person.Kind.STAFF, created_at=MONDAY)
    assert set(visible_to(student, MONDAY)) == {meal}
    assert set(visible_to(accountant, MONDAY)) == {meal, dinner}
    assert not visible_to(stranger, MONDAY).exists()


def test_an_account_of_a_channel_is_opened_once_whoever_comes_first(db: None) -> None:
    first = clearing("wechat", at=MONDAY)
    assert clearing("wechat", at=MONDAY) == first
    assert (first.kind, first.append_only, first.floor) == ("clearing", True, None)
    assert suspense("wechat", at=MONDAY) != first
    open_account(Kind.CLEARING, label="alipay", append_only=True, by=None, at=MONDAY)
    assert clearing("alipay", at=MONDAY).opened_at == MONDAY


def test_unreachable_is_raised_to_whoever_asks_by_hand(meal: Payment, outside: Outside) -> None:
    outside.gone = True
    with pytest.raises(Unreachable):
        payments.look(meal, at=MONDAY)
    assert connection.needs_rollback is False
