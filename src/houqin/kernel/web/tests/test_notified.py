"""The providers' door: their own words are taken once, anything else is refused and moves no money."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from django.http import HttpResponse
from django.test import Client

from houqin.kernel.base.clock import now
from houqin.kernel.money.actions import payments, returning
from houqin.kernel.money.actions.accounts import open_account
from houqin.kernel.money.gateways import configured
from houqin.kernel.money.mock.book import MockTrade
from houqin.kernel.money.models import Account, Entry, GatewayEvent, Payment
from houqin.kernel.money.queries.accounts import balance
from houqin.kernel.money.rules import Kind
from houqin.kernel.money.tests.outside import NAMES, Outside, ask_for
from houqin.kernel.people.models import Person

each = pytest.mark.parametrize("gateway", NAMES)
TAKEN = {"wechat": (200, "SUCCESS"), "alipay": (200, "success"), "card": (200, "true")}
REFUSED = {"wechat": (400, "FAIL"), "alipay": (400, "failure"), "card": (400, "false")}


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Outside:
    """Three providers whose clock is the real one, as the door's is."""
    there = Outside(tmp_path, now())
    monkeypatch.setattr(configured, "_in_use", lambda: there.gateways)
    return there


@pytest.fixture
def stall(db: None) -> Account:
    """What the school owes a stall."""
    return open_account(Kind.PAYABLE, contractor="noodles", append_only=True, by=None, at=now())


@pytest.fixture
def paid(stall: Account, outside: Outside) -> Callable[[str], MockTrade]:
    """A meal paid at a gateway, of which we have not heard."""

    def pay(gateway: str) -> MockTrade:
        payer = Person.objects.create(name="李四", kind=Person.Kind.STUDENT, created_at=outside.at)
        meal = ask_for(payer, stall, gateway=gateway, at=outside.at)
        payments.offer(meal, at=outside.at)
        return outside.book(gateway).pay(meal.number)

    return pay


def knock(client: Client, gateway: str, headers: dict[str, str], body: bytes) -> HttpResponse:
    """Post a notification as a provider would."""
    kind = headers.get("Content-Type", "application/json")
    rest = {name: value for name, value in headers.items() if name != "Content-Type"}
    return cast(HttpResponse, client.post(f"/pay/{gateway}/notify/", body, content_type=kind, headers=rest))


def said(answer: HttpResponse) -> tuple[int, str]:
    """Return an answer's status and words."""
    return answer.status_code, answer.content.decode()


@each
def test_a_notification_is_booked_and_answered_in_the_providers_form_again_and_again(
    client: Client, outside: Outside, stall: Account, paid: Callable[[str], MockTrade], gateway: str
) -> None:
    headers, body = outside.mock.mocks[gateway].notification(paid(gateway))
    for _ in range(3):
        status, words = said(knock(client, gateway, headers, body))
        assert (status, TAKEN[gateway][1] in words) == (TAKEN[gateway][0], True)
    assert (balance(stall), Entry.objects.count(), GatewayEvent.objects.count()) == (1_250, 1, 1)
    assert Payment.objects.get().state == "paid"


@each
@pytest.mark.parametrize("harm", ["body", "signature", "old", "foreign", "empty", "noise", "other gateway"])
def test_what_is_not_the_providers_own_fresh_word_to_us_is_refused_and_moves_no_money(
    client: Client,
    outside: Outside,
    stall: Account,
    paid: Callable[[str], MockTrade],
    gateway: str,
    harm: str,
) -> None:
    trade, mock = paid(gateway), outside.mock.mocks[gateway]
    headers, body = mock.notification(trade, age=27 * 3600 if harm == "old" else 0)
    match harm:
        case "body":
            body = body[:-30] + bytes([body[-30] ^ 1]) + body[-29:]
        case "signature":
            headers = {name: value[::-1] if "Signature" in name else value for name, value in headers.items()}
            body = body.replace(b"sign=", b"sign=A")
        case "foreign":
            stranger = MockTrade(
                "PY000", 1_250, "x", "", "T1", trade.expires_at, "paid", 1_250, trade.paid_at
            )
            headers, body = mock.notification(stranger)
        case "empty":
            body = b""
        case "noise":
            body = b"\xff\x00\x80" * 50
        case "other gateway":
            gateway = {"wechat": "alipay", "alipay": "card", "card": "wechat"}[gateway]
    status, words = said(knock(client, gateway, headers, body))
    assert (status, REFUSED[gateway][1] in words) == (REFUSED[gateway][0], True)
    assert (balance(stall), Entry.objects.count()) == (0, 0)
    assert Payment.objects.get().state == "pending"
    assert GatewayEvent.objects.count() == (harm == "foreign")  # authentic: kept, and not taken


def test_another_merchants_payment_is_refused_though_the_platform_signs_it(
    client: Client, outside: Outside, paid: Callable[[str], MockTrade], monkeypatch: pytest.MonkeyPatch
) -> None:
    trade = paid("wechat")
    monkeypatch.setattr("houqin.kernel.money.mock.wechat.MERCHANT", "1900000002")
    headers, body = outside.mock.mocks["wechat"].notification(trade)
    assert knock(client, "wechat", headers, body).status_code == 400
    assert not GatewayEvent.objects.exists()


@each
def test_another_amount_is_taken_note_of_and_not_booked(
    client: Client, outside: Outside, stall: Account, paid: Callable[[str], MockTrade], gateway: str
) -> None:
    headers, body = outside.mock.mocks[gateway].notification(paid(gateway), fen=125_000)
    assert knock(client, gateway, headers, body).status_code == 200
    assert GatewayEvent.objects.get().outcome == "other_amount"
    assert (balance(stall), Entry.objects.count()) == (0, 0)


@each
def test_a_refund_is_told_of_at_the_same_door(
    client: Client, outside: Outside, stall: Account, paid: Callable[[str], MockTrade], gateway: str
) -> None:
    mock = outside.mock.mocks[gateway]
    knock(client, gateway, *mock.notification(paid(gateway)))
    meal = Payment.objects.get()
    back = returning.refund(meal, fen=400, reason="x", source="t", key="1", by=None, at=outside.at)
    there = outside.book(gateway).refund(back.number, meal.number, 400, "")
    assert knock(client, gateway, *mock.notification(there)).status_code == 200
    refund = meal.refunds.get()
    assert (refund.state, refund.events.get().outcome) == ("done", "refund")
    assert balance(stall) == 850


def test_a_body_too_long_is_not_read(client: Client, outside: Outside, db: None) -> None:
    answer = knock(client, "wechat", {}, b"x" * 70_000)
    assert said(answer) == (
        400,
        json.dumps({"code": "FAIL", "message": "失败"}, ensure_ascii=False, separators=(",", ":")),
    )


def test_there_is_no_door_for_a_gateway_not_in_use_and_none_to_look_through(
    client: Client, outside: Outside, db: None
) -> None:
    assert client.post("/pay/on_account/notify/").status_code == 404
    assert client.get("/pay/wechat/notify/").status_code == 405


def test_no_session_and_no_token_of_ours_is_asked_of_a_provider(
    outside: Outside, stall: Account, paid: Callable[[str], MockTrade]
) -> None:
    strict = Client(enforce_csrf_checks=True)
    headers, body = outside.mock.mocks["card"].notification(paid("card"))
    answer = knock(strict, "card", headers, body)
    assert answer.status_code == 200
    assert not answer.cookies
    assert balance(stall) == 1_250
    assert outside.at - datetime.now(UTC) < timedelta(minutes=1)
