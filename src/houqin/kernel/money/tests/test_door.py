"""The door for notifications from outside: other methods, names, lengths and numbers; no money moves for any of them."""

from collections.abc import Iterator

import pytest
from django.test import Client

from houqin.kernel.base.clock import now
from houqin.kernel.money.gateways import configured
from houqin.kernel.money.models import Entry, GatewayEvent, Payment
from houqin.kernel.money.tests.outside import NAMES, Outside
from houqin.kernel.money.tests.partners import card_notice, card_signed, changed

pytestmark = pytest.mark.django_db
TRADE = {"number": "PY1", "state": "paid", "fen": 1_250, "id": "70", "paid_at": "2026-11-23T09:00:00+08:00"}


@pytest.fixture(autouse=True)
def outside(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Outside:
    """Three providers whose clock is the real one, as the door's is."""
    there = Outside(tmp_path_factory.mktemp("gateways"), now())
    monkeypatch.setattr(configured, "_in_use", lambda: there.gateways)
    return there


@pytest.fixture(autouse=True)
def nothing_moved() -> Iterator[None]:
    """After each knock there is no entry and no payment."""
    yield
    assert (Entry.objects.count(), Payment.objects.count()) == (0, 0)


def knock(client: Client, body: bytes, gateway: str = "card", length: str = "") -> int:
    """Post a body that the card's system has signed; the answer's status."""
    headers = {} if b"\xff" in body else card_signed(body, now())
    headers |= {"Content-Length": length} if length else {}
    answer = client.post(f"/pay/{gateway}/notify/", body, content_type="application/json", headers=headers)
    return answer.status_code


@pytest.mark.parametrize("gateway", NAMES)
@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
def test_only_what_is_posted_is_heard(client: Client, method: str, gateway: str) -> None:
    answer = getattr(client, method)(f"/pay/{gateway}/notify/")
    assert (answer.status_code, answer.headers.get("Allow")) == (405, "POST")


@pytest.mark.parametrize("name", ["paypal", "Card", "on_account", "0", "card-2", "-", "card%20"])
def test_behind_any_other_name_there_is_no_door_though_the_words_are_signed(
    client: Client, name: str
) -> None:
    assert knock(client, card_notice(payment=TRADE), name) == 404
    assert not GatewayEvent.objects.exists()


def test_a_gateway_taken_out_of_use_has_no_door_any_more(client: Client, outside: Outside) -> None:
    del outside.gateways["card"]
    assert knock(client, card_notice(payment=TRADE)) == 404
    assert not GatewayEvent.objects.exists()


@pytest.mark.parametrize(
    ("length", "kept"), [(64 * 1024, True), (64 * 1024 + 1, False), (2 * 1024 * 1024, False)]
)
def test_a_signed_notification_is_read_up_to_64_kibibytes(client: Client, length: int, kept: bool) -> None:
    body = card_notice(payment=TRADE)
    body += b" " * (length - len(body))
    assert knock(client, body) == 400  # authentic, and not about a payment of ours
    assert GatewayEvent.objects.filter(outcome="foreign").exists() is kept


@pytest.mark.parametrize("length", ["-1", "x", "1e3", "²", "\uff11\uff12", "1" * 30, "0x10"])
def test_a_length_that_is_no_plain_number_is_refused(client: Client, length: str) -> None:
    assert knock(client, card_notice(payment=TRADE), length=length) == 400
    assert not GatewayEvent.objects.exists()


@pytest.mark.parametrize(
    "body", [b"", b"\xff" * 99, b"[" * 60_000, b"{}", b"null", b"\x00", b'{"id": "E1", "payment": {}}']
)
@pytest.mark.parametrize("gateway", NAMES)
def test_noise_is_refused_by_every_provider_in_its_own_words(
    client: Client, outside: Outside, body: bytes, gateway: str
) -> None:
    answer = client.post(f"/pay/{gateway}/notify/", body, content_type="application/json")
    assert (answer.status_code, answer.content.decode()) == (400, outside.gateways[gateway].refusal().body)
    assert knock(client, body, gateway) == 400
    assert not GatewayEvent.objects.exists()


@pytest.mark.parametrize("times", [1, 2, 5])
def test_words_about_a_payment_nobody_asked_for_are_kept_once_and_not_taken(
    client: Client, times: int
) -> None:
    body = card_notice(payment=TRADE)
    assert {knock(client, body) for _ in range(times)} == {400}
    assert list(GatewayEvent.objects.values_list("event", "number", "outcome")) == [("E1", "PY1", "foreign")]


@pytest.mark.parametrize(
    "change",
    [
        {"number": "P" * 65},
        {"id": "7" * 65},
        {"fen": 10**19},
        {"number": "P\u0000"},
        {"state": "waiting", "number": "P" * 999},
    ],
    ids=["long number", "long id", "more than there is", "a zero byte", "longer number"],
)
def test_signed_words_too_large_to_be_kept_are_refused_and_not_an_error_of_ours(
    client: Client, change: dict[str, object]
) -> None:
    assert knock(client, card_notice(payment=changed(TRADE, **change))) == 400
    assert not GatewayEvent.objects.exists()


@pytest.mark.parametrize("event", ["E" * 161, "E\u0000"])
def test_a_notification_whose_id_cannot_be_kept_is_refused(client: Client, event: str) -> None:
    assert knock(client, card_notice(payment=TRADE, id=event)) == 400
    assert not GatewayEvent.objects.exists()


def test_a_deeply_nested_signed_body_is_refused(client: Client) -> None:
    assert knock(client, b'{"id": "E1", "payment": ' + b"[" * 50_000 + b"]" * 10_000 + b"}") == 400
