"""Every word of WeChat Pay: states, missing and wrong fields, strangers, stale clocks, broken seals, bad answers."""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.money.gateways.port import (
    Back,
    Forged,
    Order,
    Rejected,
    Return,
    Returned,
    Standing,
    Trade,
    Unreachable,
)
from houqin.kernel.money.gateways.wechat import FRESH, LATER, NOT_THERE
from houqin.kernel.money.gateways.wire import Answer
from houqin.kernel.money.tests.partners import (
    APP,
    DROP,
    MERCHANT,
    NUMBER,
    PATIENT,
    REFUND,
    Fields,
    asked_of,
    changed,
    shown,
    wechat,
    wechat_answer,
    wechat_notice,
    wechat_signed,
)
from houqin.kernel.money.tests.stage import HOUR, MONDAY

TRADE: Fields = {
    "appid": APP, "mchid": MERCHANT, "out_trade_no": NUMBER, "transaction_id": "4200", "trade_state": "SUCCESS",
    "success_time": "2026-11-23T09:00:00+08:00", "amount": {"total": 1_250, "currency": "CNY"},
}  # fmt: skip
PAID = Trade(NUMBER, Standing.PAID, 1_250, "4200", MONDAY)
BACK: Fields = {
    "mchid": MERCHANT, "out_trade_no": NUMBER, "out_refund_no": REFUND, "refund_id": "50", "status": "SUCCESS",
    "success_time": "2026-11-23T09:00:00+08:00", "amount": {"refund": 500, "total": 1_250, "currency": "CNY"},
}  # fmt: skip
ASKED = Back(REFUND, NUMBER, 500, 1_250, "菜品售完")
ORDER = Order(NUMBER, 1_250, "午餐", MONDAY + HOUR)
AMOUNTS = [
    DROP, None, 1_250, [1_250], {}, {"total": None}, {"total": "1250"}, {"total": 12.5}, {"total": True}, {"total": -1},
    {"total": 1_250, "currency": "USD"}, {"total": 1_250, "currency": None}, {"payer_total": 1_250},
]  # fmt: skip


def told(body: bytes) -> object:
    """Read a notification that is signed as it stands."""
    return wechat().parse_notification(wechat_signed(body), body, MONDAY).told


@pytest.mark.parametrize(
    ("state", "standing"),
    [("SUCCESS", "paid"), ("REFUND", "paid"), ("NOTPAY", "waiting"), ("USERPAYING", "waiting"), ("ACCEPT", "waiting"),
     ("CLOSED", "closed"), ("REVOKED", "closed"), ("PAYERROR", "closed")],
)  # fmt: skip
def test_each_state_of_a_payment_is_understood_told_or_asked(state: str, standing: str) -> None:
    said = changed(TRADE, trade_state=state)
    wanted = PAID if standing == "paid" else Trade(NUMBER, Standing(standing))
    assert wechat(wechat_answer(said)).query(NUMBER, MONDAY) == wanted
    assert told(wechat_notice(said)) == wanted


@pytest.mark.parametrize(
    ("state", "standing"),
    [("SUCCESS", "done"), ("PROCESSING", "under_way"), ("CLOSED", "failed"), ("ABNORMAL", "failed")],
)
def test_each_state_of_a_refund_is_understood_told_or_asked(state: str, standing: str) -> None:
    wanted = Returned(REFUND, NUMBER, Return(standing), 500, "50", MONDAY)
    assert wechat(wechat_answer(changed(BACK, status=state))).query_refund(ASKED, MONDAY) == wanted
    assert wechat(wechat_answer(changed(BACK, status=state))).refund(ASKED, MONDAY) == wanted
    notice = wechat_notice(changed(BACK, status=DROP, refund_status=state), f"REFUND.{state}")
    assert told(notice) == wanted


@pytest.mark.parametrize(
    "name", ["appid", "mchid", "out_trade_no", "transaction_id", "trade_state", "success_time"]
)
@pytest.mark.parametrize("value", [DROP, None, "", 7, True, [], {"x": 1}], ids=shown)
def test_a_paid_payment_with_one_field_missing_or_of_another_kind_is_not_believed(
    name: str, value: object
) -> None:
    with pytest.raises(Forged):
        told(wechat_notice(changed(TRADE, **{name: value})))


@pytest.mark.parametrize(
    "change",
    [{"appid": "wx2"}, {"mchid": "1901"}, {"trade_state": "success"}, {"trade_state": "PAID"}, {"success_time": "soon"},
     {"success_time": "2026-13-23T09:00:00+08:00"}, *({"amount": amount} for amount in AMOUNTS)],
    ids=shown,
)  # fmt: skip
def test_a_payment_of_somebody_else_or_in_no_amount_is_not_believed(change: Fields) -> None:
    with pytest.raises(Forged):
        told(wechat_notice(changed(TRADE, **change)))
    with pytest.raises(Forged):
        wechat(wechat_answer(changed(TRADE, **change))).query(NUMBER, MONDAY)


@pytest.mark.parametrize(
    "change",
    [{"mchid": "1901"}, {"out_refund_no": DROP}, {"out_trade_no": 5}, {"refund_id": None}, {"status": "DONE"},
     {"status": DROP}, {"success_time": "soon"}, {"amount": DROP}, {"amount": {"refund": -1}}, {"amount": {"refund": "5"}},
     {"amount": {"refund": 5, "currency": "HKD"}}],
    ids=shown,
)  # fmt: skip
def test_a_refund_of_somebody_else_or_not_as_written_is_not_believed(change: Fields) -> None:
    with pytest.raises(Forged):
        wechat(wechat_answer(changed(BACK, **change))).query_refund(ASKED, MONDAY)


def test_an_answer_about_another_payment_is_not_believed() -> None:
    with pytest.raises(Forged, match="another payment"):
        wechat(wechat_answer(changed(TRADE, out_trade_no="PY0"))).query(NUMBER, MONDAY)


@pytest.mark.parametrize("seconds", [-301, -300, -1, 0, 1, 300, 301])
def test_a_word_is_fresh_for_five_minutes_to_the_second_before_and_after(seconds: int) -> None:
    body = wechat_notice(TRADE)
    headers, at = wechat_signed(body), MONDAY + timedelta(seconds=seconds)
    if abs(seconds) <= FRESH.total_seconds():
        assert wechat().parse_notification(headers, body, at).told == PAID
    else:
        with pytest.raises(Forged, match="too long ago"):
            wechat().parse_notification(headers, body, at)


@pytest.mark.parametrize("serial", ["KEY_2", "", "key_1", "KEY_1 "])
def test_a_word_under_another_serial_is_not_believed_though_the_key_is_the_right_one(serial: str) -> None:
    body = wechat_notice(TRADE)
    with pytest.raises(Forged, match="key"):
        wechat().parse_notification(wechat_signed(body) | {"Wechatpay-Serial": serial}, body, MONDAY)


@pytest.mark.parametrize(
    "stamp",
    [
        "",
        "-1",
        "1795395600.0",
        " 1795395600",
        "\uff11\uff17\uff19\uff15\uff13\uff19\uff15\uff16\uff10\uff10",
        "now",
        "0" * 5_000,
        "²",
    ],
)
def test_a_time_that_is_no_plain_number_is_not_believed(stamp: str) -> None:
    body = wechat_notice(TRADE)
    with pytest.raises(Forged):
        wechat().parse_notification(wechat_signed(body) | {"Wechatpay-Timestamp": stamp}, body, MONDAY)


BODY = wechat_notice(TRADE)
SIGNED = wechat_signed(BODY)


@PATIENT
@given(st.integers(0, len(BODY) - 1), st.integers(1, 255))
def test_one_byte_altered_anywhere_in_a_notification_is_noticed(place: int, mask: int) -> None:
    altered = BODY[:place] + bytes([BODY[place] ^ mask]) + BODY[place + 1 :]
    with pytest.raises(Forged, match="signature"):
        wechat().parse_notification(SIGNED, altered, MONDAY)


@PATIENT
@given(st.sampled_from(sorted(SIGNED)), st.text(max_size=400))
def test_no_header_can_be_another(name: str, value: str) -> None:
    if value != SIGNED[name]:
        with pytest.raises(Forged):
            wechat().parse_notification(SIGNED | {name: value}, BODY, MONDAY)


SEALED = json.loads(BODY)["resource"]["ciphertext"]


@pytest.mark.parametrize(
    "change",
    [{"ciphertext": DROP}, {"ciphertext": ""}, {"ciphertext": "AAAA"}, {"ciphertext": SEALED[:-4]}, {"ciphertext": SEALED[4:]},
     {"ciphertext": SEALED + "?"}, {"ciphertext": "密"}, {"nonce": DROP}, {"nonce": "1"}, {"nonce": "123456789013"},
     {"nonce": "9" * 200}, {"associated_data": "refund"}, {"associated_data": DROP}, {"associated_data": None},
     {"algorithm": DROP}, {"algorithm": "AEAD_SM4_GCM"}],
    ids=["no ciphertext", "empty", "short", "its end cut", "its beginning cut", "an odd letter", "Chinese", "no nonce",
         "short nonce", "another nonce", "long nonce", "another use", "no use", "use null", "no algorithm",
         "another algorithm"],
)  # fmt: skip
def test_a_seal_that_does_not_open_is_not_believed_though_the_outside_is_signed(change: Fields) -> None:
    with pytest.raises(Forged):
        told(wechat_notice(TRADE, **change))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"7",
        b'"x"',
        b"{",
        b"{}",
        b'{"resource": []}',
        b'{"resource": "AEAD_AES_256_GCM"}',
    ],
)
def test_a_signed_notification_that_is_no_notification_is_not_believed(body: bytes) -> None:
    with pytest.raises(Forged):
        told(body)


@pytest.mark.parametrize("inner", [b"", b"\xff\xfe", b"[]", b"null", b"{"])
def test_a_seal_around_something_else_is_not_believed(inner: bytes) -> None:
    with pytest.raises(Forged):
        told(wechat_notice(inner))


@pytest.mark.parametrize(
    "kind", ["", "PAYSCORE.USER_PAID", "transaction.success", "REFUND.SUCCESS", "REFUND"]
)
def test_a_payment_told_under_another_event_is_not_taken(kind: str) -> None:
    with pytest.raises(Forged):
        told(wechat_notice(TRADE, kind))


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_an_answer_that_says_to_ask_later_needs_no_signature(status: int) -> None:
    with pytest.raises(Unreachable, match=str(status)):
        wechat(Answer(status, {}, b"<html>")).query(NUMBER, MONDAY)


@pytest.mark.parametrize("status", [200, 204, 301, 302, 307, 400, 403, 404, 409])
def test_any_other_answer_needs_its_signature(status: int) -> None:
    with pytest.raises(Forged):
        wechat(Answer(status, {"Location": "https://elsewhere.test"}, b"{}")).create(ORDER, MONDAY)


@pytest.mark.parametrize("status", [301, 302, 307])
def test_a_redirect_is_refused_and_not_followed(status: int) -> None:
    gateway = wechat(wechat_answer({}, status))
    with pytest.raises(Rejected, match=str(status)):
        gateway.create(ORDER, MONDAY)
    assert len(asked_of(gateway)) == 1


@pytest.mark.parametrize("code", sorted(LATER))
@pytest.mark.parametrize("status", [400, 403])
def test_a_refusal_that_means_later_is_asked_again(code: str, status: int) -> None:
    with pytest.raises(Unreachable):
        wechat(wechat_answer({"code": code}, status)).refund(ASKED, MONDAY)


@pytest.mark.parametrize("code", ["ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS", "NOT_FOUND"])
def test_what_wechat_never_heard_of_is_unknown_and_counts_as_closed(code: str) -> None:
    assert code.replace("_", "") in NOT_THERE
    answer = wechat_answer({"code": code, "message": "?"}, 404)
    assert wechat(answer).query(NUMBER, MONDAY) == Trade(NUMBER, Standing.UNKNOWN)
    assert wechat(answer).query_refund(ASKED, MONDAY) == Returned(REFUND, NUMBER, Return.UNKNOWN)
    assert wechat(answer).close(NUMBER, MONDAY)


@pytest.mark.parametrize("code", ["INVALID_REQUEST", "NO_AUTH", "PARAM_ERROR", "SIGN_ERROR"])
def test_any_other_refusal_comes_through_by_its_code(code: str) -> None:
    gateway = wechat(wechat_answer({"code": code, "message": "不"}, 403))
    for ask in (
        lambda: gateway.query(NUMBER, MONDAY),
        lambda: gateway.close(NUMBER, MONDAY),
        lambda: gateway.refund(ASKED, MONDAY),
    ):
        with pytest.raises(Rejected) as refusal:
            ask()
        assert refusal.value.code == code.replace("_", "")


def test_what_was_paid_can_not_be_closed_and_what_was_closed_is() -> None:
    assert wechat(Answer(204, wechat_signed(b""), b"")).close(NUMBER, MONDAY)
    assert wechat(wechat_answer({"code": "ORDERCLOSED"}, 400)).close(NUMBER, MONDAY)
    assert not wechat(wechat_answer({"code": "ORDERPAID"}, 400)).close(NUMBER, MONDAY)


@pytest.mark.parametrize(
    "said", [{}, {"code_url": ""}, {"code_url": None}, {"code_url": 7}, [], b"weixin://", b"\xff"[:0]]
)
def test_an_offer_without_its_code_is_none(said: object) -> None:
    with pytest.raises(Forged):
        wechat(wechat_answer(said)).create(ORDER, MONDAY)


def test_each_question_goes_to_its_own_path_with_the_number_escaped() -> None:
    gateway = wechat(wechat_answer({"code": "NOT_FOUND"}, 404))
    gateway.query("PY 1?", MONDAY)
    gateway.close("PY1", MONDAY)
    gateway.query_refund(ASKED, MONDAY)
    assert [
        (method, url.removeprefix("https://wechat.test/v3/"))
        for method, url, _headers, _body in asked_of(gateway)
    ] == [
        ("GET", "pay/transactions/out-trade-no/PY%201%3F?mchid=1900"),
        ("POST", "pay/transactions/out-trade-no/PY1/close"),
        ("GET", f"refund/domestic/refunds/{REFUND}"),
    ]
