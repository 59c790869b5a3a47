"""The adapters sign, verify and unseal exactly as other programs do: fixed vectors, no arithmetic of our own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qsl

import pytest

from houqin.kernel.money.gateways import signing
from houqin.kernel.money.gateways.alipay import Alipay, AlipayAccount, opened, signed_text
from houqin.kernel.money.gateways.card import CampusCard, CardAccount
from houqin.kernel.money.gateways.port import Forged, Order, Rejected, Standing, Trade
from houqin.kernel.money.gateways.wechat import WechatAccount, WechatPay
from houqin.kernel.money.gateways.wire import Answer
from houqin.kernel.money.tests import vectors as v
from houqin.kernel.money.tests.stage import HOUR, MONDAY

PAID_AT = datetime(2026, 11, 23, 1, 3, tzinfo=UTC)
TOLD_AT = datetime(2026, 11, 23, 1, 3, 2, tzinfo=UTC)
NUMBER = "PY2611230123456789"
ORDER = Order(NUMBER, 1_250, "午餐，两荤一素", MONDAY + HOUR)
MERCHANT, PLATFORM = signing.private_key(v.MERCHANT_KEY), signing.public_key(v.PLATFORM_KEY)
ANSWERED = {
    "Wechatpay-Serial": "PUB_KEY_ID_1", "Wechatpay-Timestamp": "1795395601",
    "Wechatpay-Nonce": "c5ac7061fccab6bf3e254dcf98995b8c", "Wechatpay-Signature": v.WECHAT_ANSWER,
}  # fmt: skip
NOTIFIED = {
    "Wechatpay-Serial": "PUB_KEY_ID_1", "Wechatpay-Timestamp": "1795395782", "Wechatpay-Nonce": "EcG8Q4sPGkZb",
    "Wechatpay-Signature": v.WECHAT_NOTICE,
}  # fmt: skip


@dataclass
class Fixed:
    """A wire that always answers the same and remembers what it was asked."""

    answer: Answer
    headers: Mapping[str, str] | None = None
    body: bytes = b""

    def ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """Remember, and answer."""
        self.headers, self.body = headers, body
        return self.answer


def wechat(wire: Fixed) -> WechatPay:
    """The adapter of the vectors' merchant."""
    account = WechatAccount(
        "https://wechat.example", "wxd678efh567hg6787", "1900009191", "1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C",
        MERCHANT, v.SECRET, "PUB_KEY_ID_1", PLATFORM, "https://houqin.example/pay/wechat/notify/",
    )  # fmt: skip
    return WechatPay(account, wire, lambda: v.NONCE)


def alipay(body: str) -> tuple[Alipay, Fixed]:
    """The adapter of the vectors' application, and its wire."""
    wire = Fixed(Answer(200, {}, body.encode()))
    account = AlipayAccount("https://alipay.example", "2014072300007148", MERCHANT, PLATFORM, "")
    return Alipay(account, wire), wire


def test_wechat_requests_are_signed_as_openssl_signs_them() -> None:
    wire = Fixed(Answer(200, ANSWERED, v.WECHAT_ANSWER_BODY.encode()))
    assert wechat(wire).create(ORDER, MONDAY).code == "weixin://wxpay/bizpayurl?pr=p4lpSuKzz"
    assert wire.body.decode() == v.WECHAT_BODY
    assert wire.headers is not None
    assert wire.headers["Authorization"] == (
        f'WECHATPAY2-SHA256-RSA2048 mchid="1900009191",nonce_str="{v.NONCE}",signature="{v.WECHAT_REQUEST}",'
        'timestamp="1795395600",serial_no="1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C"'
    )


def test_the_page_inside_wechat_gets_the_signature_openssl_makes() -> None:
    message = f"wxd678efh567hg6787\n1795395600\n{v.NONCE}\nprepay_id=wx201410272009395522657a690389285100\n"
    assert signing.sign(message, MERCHANT) == v.WECHAT_PAGE


@pytest.mark.parametrize("broken", sorted(ANSWERED))
def test_a_wechat_answer_with_one_header_altered_is_not_believed(broken: str) -> None:
    altered = ANSWERED | {broken: ANSWERED[broken][:-1] + ("0" if ANSWERED[broken][-1] != "0" else "1")}
    wire = Fixed(Answer(200, altered, v.WECHAT_ANSWER_BODY.encode()))
    with pytest.raises(Forged):
        wechat(wire).create(ORDER, MONDAY)


def test_a_wechat_answer_without_a_signature_is_only_believed_when_it_says_that_ours_is_wrong() -> None:
    for status in (200, 400, 404):
        with pytest.raises(Forged):
            wechat(Fixed(Answer(status, {}, b'{"code": "ORDER_NOT_EXIST"}'))).query(NUMBER, MONDAY)
    with pytest.raises(Rejected, match="SIGNERROR"):
        wechat(Fixed(Answer(401, {}, b'{"code": "SIGN_ERROR"}'))).query(NUMBER, MONDAY)


def test_a_wechat_notification_sealed_by_another_program_is_read() -> None:
    adapter = wechat(Fixed(Answer(500, {}, b"")))
    notice = adapter.parse_notification(NOTIFIED, v.WECHAT_NOTICE_BODY.encode(), TOLD_AT)
    assert notice.id == "EV-2018022511223320873"
    assert notice.told == Trade(NUMBER, Standing.PAID, 1_250, "1217752501201407033233368018", PAID_AT)
    sealed = json.loads(v.WECHAT_NOTICE_BODY)["resource"]["ciphertext"]
    assert (
        signing.unseal(sealed, nonce="fdasflkja484", associated="transaction", secret=v.SECRET).decode()
        == v.WECHAT_TOLD
    )
    assert (
        signing.seal(v.WECHAT_TOLD.encode(), nonce="fdasflkja484", associated="transaction", secret=v.SECRET)
        == sealed
    )


@pytest.mark.parametrize("late", [timedelta(minutes=5, seconds=1), timedelta(minutes=-5, seconds=-1)])
def test_a_wechat_notification_is_believed_for_five_minutes(late: timedelta) -> None:
    adapter, body = wechat(Fixed(Answer(500, {}, b""))), v.WECHAT_NOTICE_BODY.encode()
    assert adapter.parse_notification(NOTIFIED, body, TOLD_AT + late * 0.99)
    with pytest.raises(Forged, match="too long ago"):
        adapter.parse_notification(NOTIFIED, body, TOLD_AT + late)


def test_alipay_requests_are_signed_as_openssl_signs_them() -> None:
    answer = f'{{"alipay_trade_query_response":{v.ALIPAY_NODE},"sign":"{v.ALIPAY_ANSWER}"}}'
    adapter, wire = alipay(answer)
    trade = adapter.query(NUMBER, MONDAY)
    assert trade == Trade(NUMBER, Standing.PAID, 1_250, "2013112011001004330000121536", PAID_AT)
    asked = dict(parse_qsl(wire.body.decode()))
    assert asked["sign"] == v.ALIPAY_REQUEST
    assert signed_text(asked) == v.ALIPAY_TEXT


@pytest.mark.parametrize(
    ("old", "new"), [("12.50", "12.51"), ("TRADE_SUCCESS", "TRADE_CLOSED"), ('"10000"', '"40004"')]
)
def test_an_alipay_answer_with_one_word_altered_is_not_believed(old: str, new: str) -> None:
    answer = f'{{"alipay_trade_query_response":{v.ALIPAY_NODE.replace(old, new)},"sign":"{v.ALIPAY_ANSWER}"}}'
    with pytest.raises(Forged):
        alipay(answer)[0].query(NUMBER, MONDAY)


def test_what_is_signed_in_an_alipay_answer_is_the_text_of_its_node_braces_in_strings_and_all() -> None:
    text = f'{{"sign": "x", "alipay_trade_query_response" : {v.ALIPAY_NODE} }}'
    node, raw, signature = opened(text, "alipay.trade.query")
    assert (raw, signature, node["subject"]) == (v.ALIPAY_NODE, "x", '午餐 "两荤" {一素}')
    twice = text.replace('{"sign"', '{"alipay_trade_query_response":{"code":"10000"},"sign"')
    with pytest.raises(Forged):
        opened(twice, "alipay.trade.query")


def test_an_alipay_notification_signed_by_another_program_is_read_with_its_empty_fields() -> None:
    adapter, _wire = alipay("")
    notice = adapter.parse_notification({}, v.ALIPAY_NOTICE_BODY.encode(), TOLD_AT + timedelta(seconds=3))
    assert notice.id == "ac05099524730693a8b330c5ecf72da9786"
    assert notice.told == Trade(NUMBER, Standing.PAID, 1_250, "2013112011001004330000121536", PAID_AT)


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("12.50", "12.51", TOLD_AT),
        ("2014072300007148", "2014072300007149", TOLD_AT),
        ("RSA2", "RSA", TOLD_AT),
        ("sign=", "signed=", TOLD_AT),
        ("&version=1.0", "", TOLD_AT),
        ("", "", TOLD_AT + timedelta(hours=27)),
        ("", "", TOLD_AT - timedelta(minutes=6)),
    ],
    ids=["amount", "application", "kind", "unsigned", "field lost", "old", "not yet"],
)
def test_an_alipay_notification_that_is_not_exactly_what_was_signed_is_refused(
    old: str, new: str, at: datetime
) -> None:
    body = v.ALIPAY_NOTICE_BODY.replace(old, new) if old else v.ALIPAY_NOTICE_BODY
    with pytest.raises(Forged):
        alipay("")[0].parse_notification({}, body.encode(), at)


def test_card_requests_carry_the_code_another_program_makes() -> None:
    wire = Fixed(Answer(503, {}, b""))
    with pytest.raises(Exception, match="503"):
        CampusCard(CardAccount("https://card.example/card", b"card-secret"), wire, lambda: "n0").query(
            NUMBER, MONDAY
        )
    assert wire.headers is not None
    assert wire.headers["X-Card-Signature"] == v.CARD_REQUEST


def test_keys_are_read_as_providers_hand_them_out() -> None:
    bare = "".join(line for line in v.MERCHANT_KEY.splitlines() if "-" not in line)
    assert signing.private_key(bare).private_numbers() == MERCHANT.private_numbers()
    bare = "".join(line for line in v.PLATFORM_KEY.splitlines() if "-" not in line)
    assert signing.public_key(bare).public_numbers() == PLATFORM.public_numbers()
    with pytest.raises(ValueError, match="PEM"):
        signing.private_key("not a key")


def test_a_zone_makes_no_difference_to_what_is_signed() -> None:
    wire = Fixed(Answer(200, ANSWERED, v.WECHAT_ANSWER_BODY.encode()))
    wechat(wire).create(ORDER, MONDAY.astimezone(timezone(timedelta(hours=-5))))
    assert wire.headers is not None
    assert v.WECHAT_REQUEST in wire.headers["Authorization"]
