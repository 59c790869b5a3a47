"""Every word of Alipay: states, missing and wrong fields, strangers, stale clocks, answers that are none."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.money.gateways.alipay import AHEAD, FRESH, LATER
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
from houqin.kernel.money.gateways.wire import Answer
from houqin.kernel.money.tests.partners import (
    DROP,
    NUMBER,
    PATIENT,
    REFUND,
    Fields,
    alipay,
    alipay_answer,
    alipay_notice,
    asked_of,
    changed,
    shown,
)
from houqin.kernel.money.tests.stage import HOUR, MONDAY

QUERY, PRECREATE, CLOSE = "alipay.trade.query", "alipay.trade.precreate", "alipay.trade.close"
REFUNDING, REFUNDED = "alipay.trade.refund", "alipay.trade.fastpay.refund.query"
TOLD: Fields = {
    "out_trade_no": NUMBER, "trade_no": "2013", "trade_status": "TRADE_SUCCESS", "total_amount": "12.50",
    "gmt_payment": "2026-11-23 09:00:00", "subject": "午餐", "body": "",
}  # fmt: skip
FOUND: Fields = changed(TOLD, code="10000", gmt_payment=DROP, send_pay_date="2026-11-23 09:00:00")
PAID = Trade(NUMBER, Standing.PAID, 1_250, "2013", MONDAY)
ASKED = Back(REFUND, NUMBER, 500, 1_250, "菜品售完")
ORDER = Order(NUMBER, 1_250, "午餐", MONDAY + HOUR)
BAD_AMOUNTS = [
    "",
    "x",
    "12.505",
    "1,250",
    "NaN",
    "Infinity",
    "\uff11\uff12.50",
    "1_250",
    "-12.50",
    "12.50元",
    "1e400",
    "9" * 40,
    "0x1",
]


def told(body: bytes) -> object:
    """Read a notification."""
    return alipay().parse_notification({}, body, MONDAY).told


def refusing(method: str, code: str, **more: str) -> Answer:
    """Return a signed refusal."""
    return alipay_answer({"code": "40004", "sub_code": code, "sub_msg": "不"} | more, method)


@pytest.mark.parametrize(
    ("state", "standing"),
    [
        ("TRADE_SUCCESS", "paid"),
        ("TRADE_FINISHED", "paid"),
        ("WAIT_BUYER_PAY", "waiting"),
        ("TRADE_CLOSED", "closed"),
    ],
)
def test_each_state_of_a_payment_is_understood_told_or_asked(state: str, standing: str) -> None:
    wanted = PAID if standing == "paid" else Trade(NUMBER, Standing(standing))
    assert told(alipay_notice(TOLD, trade_status=state)) == wanted
    assert alipay(alipay_answer(changed(FOUND, trade_status=state), QUERY)).query(NUMBER, MONDAY) == wanted


@pytest.mark.parametrize(
    ("name", "values"),
    [("notify_id", [DROP, ""]), ("notify_time", [DROP, "", "today", "2026-11-23T09:00:00"]),
     ("app_id", [DROP, "", "2022"]), ("trade_status", [DROP, "", "SUCCESS", "trade_success"]),
     ("out_trade_no", [DROP, ""]), ("trade_no", [DROP, ""]), ("total_amount", [DROP, *BAD_AMOUNTS]),
     ("gmt_payment", [DROP, "", "2026-02-30 09:00:00", "1795395600"])],
)  # fmt: skip
def test_a_signed_notification_with_one_field_missing_or_not_as_written_is_not_believed(
    name: str, values: list[object]
) -> None:
    for value in values:
        body = alipay_notice(TOLD | {name: value})
        with pytest.raises(Forged):
            told(body)


@pytest.mark.parametrize(
    "name", ["out_trade_no", "trade_no", "trade_status", "total_amount", "send_pay_date"]
)
@pytest.mark.parametrize("value", [DROP, None, "", 7, True, [], {"x": 1}], ids=shown)
def test_a_signed_answer_with_one_field_missing_or_of_another_kind_is_not_believed(
    name: str, value: object
) -> None:
    with pytest.raises(Forged):
        alipay(alipay_answer(changed(FOUND, **{name: value}), QUERY)).query(NUMBER, MONDAY)


@pytest.mark.parametrize("amount", BAD_AMOUNTS)
def test_an_answer_with_an_amount_that_is_none_is_not_believed(amount: str) -> None:
    with pytest.raises(Forged):
        alipay(alipay_answer(changed(FOUND, total_amount=amount), QUERY)).query(NUMBER, MONDAY)


@pytest.mark.parametrize("seconds", [-301, -300, 0, 1, 26 * 3600, 26 * 3600 + 1])
def test_a_notification_is_believed_a_day_and_two_hours_to_the_second(seconds: int) -> None:
    age, body = timedelta(seconds=seconds), alipay_notice(TOLD)
    if -AHEAD <= age <= FRESH:
        assert alipay().parse_notification({}, body, MONDAY + age).told == PAID
    else:
        with pytest.raises(Forged, match="too long ago"):
            alipay().parse_notification({}, body, MONDAY + age)


BODY = alipay_notice(TOLD)
END = BODY.index(b"&sign=")


@PATIENT
@given(st.integers(0, END - 1), st.integers(1, 255))
def test_one_byte_altered_anywhere_in_a_form_is_noticed_or_says_the_same(place: int, mask: int) -> None:
    altered = BODY[:place] + bytes([BODY[place] ^ mask]) + BODY[place + 1 :]
    try:
        notice = alipay().parse_notification({}, altered, MONDAY)
    except Forged:
        return
    assert (notice.id, notice.told) == ("N1", PAID)  # %5a for %5A is the same form


@PATIENT
@given(st.integers(1, 200), st.integers(1, 255))
def test_a_signature_altered_is_no_signature(place: int, mask: int) -> None:
    start = END + len("&sign=")
    altered = BODY[: start + place] + bytes([BODY[start + place] ^ mask]) + BODY[start + place + 1 :]
    try:
        assert told(altered) == PAID
    except Forged:
        return
    assert altered.lower() == BODY.lower()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"&&",
        b"x",
        b"a=1&b",
        b"\xff\xfe=1",
        b"{}",
        b"sign_type=RSA2",
        b"sign_type=RSA2&sign=%FF",
        b"sign_type=RSA2&sign=AAAA",
    ],
)
def test_what_is_no_signed_form_is_not_believed(body: bytes) -> None:
    with pytest.raises(Forged):
        told(body)


@pytest.mark.parametrize("field", [b"&total_amount=0.01", b"&out_trade_no=PY0", b"&extra=1", b"&app_id=2021"])
def test_a_field_added_or_said_twice_is_noticed_unless_it_says_the_same(field: bytes) -> None:
    if field == b"&app_id=2021":
        assert told(BODY + field) == PAID
        return
    for body in (BODY + field, field[1:] + b"&" + BODY):
        if body.startswith((b"total_amount", b"out_trade_no")):
            assert told(body) == PAID  # the later one counts, for the signature and for us
            continue
        with pytest.raises(Forged):
            told(body)


def test_news_of_a_refund_is_the_refund_and_not_a_payment() -> None:
    fields = {"gmt_refund": "2026-11-23 09:00:00.123", "out_biz_no": REFUND, "refund_fee": "5.00"}
    assert told(alipay_notice(TOLD | fields)) == Returned(REFUND, NUMBER, Return.DONE, at=MONDAY)
    for change in ({"out_biz_no": DROP}, {"out_biz_no": ""}, {"out_trade_no": DROP}, {"gmt_refund": "soon"}):
        with pytest.raises(Forged):
            told(alipay_notice(TOLD | fields, **change))


@pytest.mark.parametrize("status", [201, 301, 302, 400, 401, 404, 429, 500, 503])
def test_an_answer_of_any_other_status_is_none(status: int) -> None:
    gateway = alipay(Answer(status, {"Location": "https://elsewhere.test"}, b""))
    for ask in (lambda: gateway.query(NUMBER, MONDAY), lambda: gateway.create(ORDER, MONDAY)):
        with pytest.raises(Unreachable, match=str(status)):
            ask()
    assert len(asked_of(gateway)) == 2


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"null", b"7", b'"error_response"', b"[]", b'["error_response", {}]', b'{"error_response": []}', b"{}",
     b'{"alipay_trade_query_response": 7}', b'{"alipay_trade_query_response": null}', b'{"alipay_trade_query_response": {}}',
     b'{"alipay_trade_query_response": {"code": []}}', b'{"alipay_trade_query_response": {"code": "40004", "sub_code": {}}}',
     b'{"alipay_trade_close_response": {"code": "10000"}}', b"[" * 100_000, b'{"x": "\xff"}',
     b'{"alipay_trade_query_response": {"code": "10000"}, "sign": 7}', b'{"alipay_trade_query_response": {"code": "10000"}, "sign": null}'],
    ids=lambda body: body[:60].decode(errors="replace"),
)  # fmt: skip
def test_an_answer_without_a_signed_node_is_not_believed(body: bytes) -> None:
    with pytest.raises(Forged):
        alipay(Answer(200, {}, body)).query(NUMBER, MONDAY)


def test_a_node_signed_for_one_question_is_no_answer_to_another() -> None:
    with pytest.raises(Forged):
        alipay(alipay_answer(FOUND, CLOSE)).query(NUMBER, MONDAY)
    with pytest.raises(Forged, match="another payment"):
        alipay(alipay_answer(changed(FOUND, out_trade_no="PY0"), QUERY)).query(NUMBER, MONDAY)


@PATIENT
@given(st.floats(0.01, 99_999).map(lambda yuan: f"{yuan:.2f}"), st.text('{}"\\,:午餐 ', max_size=12))
def test_any_subject_and_amount_come_through_the_signed_text(yuan: str, subject: str) -> None:
    answer = alipay_answer(changed(FOUND, subject=subject, total_amount=yuan), QUERY)
    assert alipay(answer).query(NUMBER, MONDAY).fen == int(Decimal(yuan) * 100)


@pytest.mark.parametrize("code", sorted(LATER))
def test_a_refusal_that_means_later_is_asked_again(code: str) -> None:
    with pytest.raises(Unreachable):
        alipay(refusing(QUERY, code)).query(NUMBER, MONDAY)


@pytest.mark.parametrize("code", ["20000", "20001"])
def test_a_gateway_in_trouble_is_asked_again_though_it_does_not_sign(code: str) -> None:
    with pytest.raises(Unreachable):
        alipay(alipay_answer({"code": code}, QUERY, sign=DROP)).query(NUMBER, MONDAY)


@pytest.mark.parametrize("code", ["40001", "40002", "40003", "40006"])
def test_only_a_refusal_of_ourselves_is_believed_unsigned(code: str) -> None:
    with pytest.raises(Rejected, match=r"isv\.invalid"):
        alipay(alipay_answer({"code": code, "sub_code": "isv.invalid"}, QUERY, sign=DROP)).query(
            NUMBER, MONDAY
        )


@pytest.mark.parametrize("code", ["ACQ.TRADE_NOT_EXIST", "ACQ.INVALID_PARAMETER"])
def test_a_refusal_of_the_question_itself_needs_its_signature(code: str) -> None:
    answer = alipay_answer({"code": "40004", "sub_code": code}, QUERY, sign=DROP)
    with pytest.raises(Forged):
        alipay(answer).query(NUMBER, MONDAY)


def test_what_alipay_never_heard_of_is_unknown_and_counts_as_closed() -> None:
    code = "ACQ.TRADE_NOT_EXIST"
    assert alipay(refusing(QUERY, code)).query(NUMBER, MONDAY) == Trade(NUMBER, Standing.UNKNOWN)
    assert alipay(refusing(CLOSE, code)).close(NUMBER, MONDAY)
    unknown = Returned(REFUND, NUMBER, Return.UNKNOWN)
    assert alipay(refusing(REFUNDED, code)).query_refund(ASKED, MONDAY) == unknown
    assert alipay(alipay_answer({"code": "10000"}, REFUNDED)).query_refund(ASKED, MONDAY) == unknown


@pytest.mark.parametrize(
    ("state", "closed"), [("TRADE_CLOSED", True), ("TRADE_SUCCESS", False), ("WAIT_BUYER_PAY", False)]
)
def test_whether_what_cannot_be_closed_is_closed_the_query_says(state: str, closed: bool) -> None:
    answers = (
        refusing(CLOSE, "ACQ.TRADE_STATUS_ERROR"),
        alipay_answer(changed(FOUND, trade_status=state), QUERY),
    )
    assert alipay(*answers).close(NUMBER, MONDAY) is closed


@pytest.mark.parametrize(
    ("change", "standing"),
    [({"fund_change": "Y"}, "done"), ({"fund_change": "N"}, "under_way"), ({}, "under_way")],
)
def test_a_refund_is_done_only_where_money_moved(change: Fields, standing: str) -> None:
    made = alipay(alipay_answer({"code": "10000"} | change, REFUNDING)).refund(ASKED, MONDAY)
    assert (made.standing, made.number, made.fen) == (standing, REFUND, 500)
    assert (made.at is not None) == (standing == "done")


@pytest.mark.parametrize("amount", [DROP, None, 5, *BAD_AMOUNTS], ids=shown)
def test_a_refund_done_in_no_amount_is_not_believed(amount: object) -> None:
    said = changed(
        {"code": "10000", "refund_status": "REFUND_SUCCESS", "refund_amount": "5.00"}, refund_amount=amount
    )
    with pytest.raises(Forged):
        alipay(alipay_answer(said, REFUNDED)).query_refund(ASKED, MONDAY)


@pytest.mark.parametrize("said", [{}, {"qr_code": ""}, {"qr_code": None}, {"qr_code": ["x"]}], ids=shown)
def test_an_offer_without_its_code_is_none(said: Fields) -> None:
    with pytest.raises(Forged):
        alipay(alipay_answer({"code": "10000"} | said, PRECREATE)).create(ORDER, MONDAY)
