"""Every word of the card's contract: states, missing and wrong fields, nonces, stale clocks, answers that are none."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.money.gateways.port import (
    Back,
    BillKind,
    BillRow,
    Forged,
    Notice,
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
    asked_of,
    card,
    card_answer,
    card_notice,
    card_signed,
    changed,
    shown,
)
from houqin.kernel.money.tests.stage import HOUR, MONDAY

TRADE: Fields = {
    "number": NUMBER, "state": "paid", "fen": 1_250, "id": "70", "paid_at": "2026-11-23T09:00:00+08:00",
}  # fmt: skip
PAID = Trade(NUMBER, Standing.PAID, 1_250, "70", MONDAY)
BACK: Fields = {
    "number": REFUND, "payment": NUMBER, "state": "done", "fen": 500, "id": "570",
    "done_at": "2026-11-23T09:00:00+08:00",
}  # fmt: skip
GONE_BACK = Returned(REFUND, NUMBER, Return.DONE, 500, "570", MONDAY)
LINE: Fields = {
    "kind": "payment", "number": NUMBER, "reference": "70", "fen": 1_250, "fee_fen": 8,
    "at": "2026-11-23T09:00:00+08:00", "state": "paid",
}  # fmt: skip
ASKED = Back(REFUND, NUMBER, 500, 1_250, "菜品售完")
ORDER = Order(NUMBER, 1_250, "午餐", MONDAY + HOUR)
NO_FEN = [DROP, None, "1250", "x", 12.5, 1_250.0, True, -1, [1_250], {}, float("inf"), float("nan")]
NO_TEXT = [DROP, None, "", 7, True, [], {}]
NO_TIME = [DROP, None, "", "soon", 1_795_395_600, "2026-11-23T09:00:00", "2026-13-23T09:00:00+08:00", []]


def told(body: bytes) -> object:
    """Read a notification that is signed as it stands."""
    return card().parse_notification(card_signed(body), body, MONDAY).told


@pytest.mark.parametrize("standing", ["waiting", "paid", "closed"])
def test_each_state_of_a_payment_is_understood_told_or_asked(standing: str) -> None:
    said = changed(TRADE, state=standing)
    wanted = PAID if standing == "paid" else Trade(NUMBER, Standing(standing))
    assert card(card_answer(said)).query(NUMBER, MONDAY) == wanted
    assert told(card_notice(payment=said)) == wanted
    assert card(card_answer(said)).close(NUMBER, MONDAY) is (standing != "paid")


@pytest.mark.parametrize("standing", ["under_way", "done", "failed"])
def test_each_state_of_a_refund_is_understood_told_or_asked(standing: str) -> None:
    said = changed(BACK, state=standing)
    wanted = Returned(REFUND, NUMBER, Return(standing), 500, "570", MONDAY)
    assert card(card_answer(said)).refund(ASKED, MONDAY) == wanted
    assert card(card_answer(said)).query_refund(ASKED, MONDAY) == wanted
    assert told(card_notice(refund=said)) == wanted


WRONG_TRADES = [
    *({"fen": value} for value in NO_FEN), *({"id": value} for value in NO_TEXT), *({"paid_at": value} for value in NO_TIME),
    *({"number": value} for value in NO_TEXT), *({"state": value} for value in (*NO_TEXT, "PAID", "refunded")),
]  # fmt: skip


@pytest.mark.parametrize("change", WRONG_TRADES, ids=shown)
def test_a_payment_with_one_field_missing_or_of_another_kind_is_not_believed(change: Fields) -> None:
    with pytest.raises(Forged):
        told(card_notice(payment=changed(TRADE, **change)))
    with pytest.raises(Forged):
        card(card_answer(changed(TRADE, **change))).query(NUMBER, MONDAY)


WRONG_REFUNDS = [
    *({"fen": value} for value in NO_FEN), *({"id": value} for value in NO_TEXT), *({"payment": value} for value in NO_TEXT),
    *({"done_at": value} for value in NO_TIME[3:]), *({"number": value} for value in NO_TEXT),
    *({"state": value} for value in (*NO_TEXT, "DONE", "paid")),
]  # fmt: skip


@pytest.mark.parametrize("change", WRONG_REFUNDS, ids=shown)
def test_a_refund_with_one_field_missing_or_of_another_kind_is_not_believed(change: Fields) -> None:
    with pytest.raises(Forged):
        told(card_notice(refund=changed(BACK, **change)))
    with pytest.raises(Forged):
        card(card_answer(changed(BACK, **change))).query_refund(ASKED, MONDAY)


WRONG_LINES = [
    *({"fen": value} for value in NO_FEN), *({"fee_fen": value} for value in NO_FEN), *({"at": value} for value in NO_TIME),
    *({"number": value} for value in NO_TEXT), *({"reference": value} for value in NO_TEXT),
    *({"kind": value} for value in (*NO_TEXT, "PAYMENT")), {"state": DROP},
]  # fmt: skip


@pytest.mark.parametrize("change", WRONG_LINES, ids=shown)
def test_a_bill_with_one_wrong_line_is_refused_whole(change: Fields) -> None:
    said = {"complete": True, "lines": [LINE, changed(LINE, **change)]}
    with pytest.raises(Forged):
        card(card_answer(said)).bill(MONDAY.date(), MONDAY)


@pytest.mark.parametrize(
    "said", [{}, {"lines": [LINE]}, {"complete": 1, "lines": []}, {"complete": "true", "lines": []}, {"complete": True},
             {"complete": True, "lines": None}, {"complete": True, "lines": [[]]}, {"complete": True, "lines": ["x"]}],
    ids=shown,
)  # fmt: skip
def test_a_bill_that_is_not_whole_is_refused(said: Fields) -> None:
    with pytest.raises(Forged):
        card(card_answer(said)).bill(MONDAY.date(), MONDAY)


def test_a_bill_is_read_line_by_line_and_an_empty_one_is_empty() -> None:
    back = changed(LINE, kind="refund", reference=REFUND, fen=500, fee_fen=0, state="done")
    rows = card(card_answer({"complete": True, "lines": [LINE, back]})).bill(MONDAY.date(), MONDAY)
    assert rows == [
        BillRow(BillKind.PAYMENT, NUMBER, "70", 1_250, 8, MONDAY, "paid"),
        BillRow(BillKind.REFUND, NUMBER, REFUND, 500, 0, MONDAY, "done"),
    ]
    assert card(card_answer({"complete": True, "lines": []})).bill(MONDAY.date(), MONDAY) == []


@pytest.mark.parametrize("seconds", [-301, -300, 0, 300, 301])
def test_answers_and_notifications_are_fresh_for_five_minutes_to_the_second(seconds: int) -> None:
    at, body, answer = MONDAY + timedelta(seconds=seconds), card_notice(payment=TRADE), card_answer(TRADE)
    if abs(seconds) <= 300:
        assert card().parse_notification(card_signed(body), body, at) == Notice("E1", PAID)
        assert card(answer).query(NUMBER, at) == PAID
        return
    with pytest.raises(Forged, match="too long ago"):
        card().parse_notification(card_signed(body), body, at)
    with pytest.raises(Forged, match="too long ago"):
        card(answer).query(NUMBER, at)


@pytest.mark.parametrize("stamp", ["", "-1", "1e9", "\uff11795395600", " 1795395600", "²", "9" * 5_000])
def test_a_time_that_is_no_plain_number_is_not_believed(stamp: str) -> None:
    body = card_notice(payment=TRADE)
    with pytest.raises(Forged, match="too long ago"):
        card().parse_notification(card_signed(body) | {"X-Card-Time": stamp}, body, MONDAY)


BODY = card_notice(payment=TRADE)
SIGNED = card_signed(BODY)


@PATIENT
@given(st.integers(0, len(BODY) - 1), st.integers(1, 255))
def test_one_byte_altered_anywhere_in_a_notification_is_noticed(place: int, mask: int) -> None:
    altered = BODY[:place] + bytes([BODY[place] ^ mask]) + BODY[place + 1 :]
    with pytest.raises(Forged, match="signature"):
        card().parse_notification(SIGNED, altered, MONDAY)


@PATIENT
@given(st.sampled_from(sorted(SIGNED)), st.text(max_size=100))
def test_no_header_can_be_another(name: str, value: str) -> None:
    if value.lower() != SIGNED[name]:
        with pytest.raises(Forged):
            card().parse_notification(SIGNED | {name: value}, BODY, MONDAY)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"7", b"{", b"{}", b'{"id": "E1"}', b'{"id": "E1", "payment": []}', b'{"id": "", "payment": {}}',
             b'{"id": "E1", "refund": null}', b'{"payment": {}}', b'{"id": 5, "payment": {}}']
)  # fmt: skip
def test_a_signed_notification_of_nothing_known_is_not_believed(body: bytes) -> None:
    with pytest.raises(Forged):
        told(body)


def test_a_notification_needs_an_id_to_be_kept_once() -> None:
    for value in NO_TEXT:
        body = card_notice(payment=TRADE, id=value)
        with pytest.raises(Forged):
            told(body)


def test_an_answer_to_another_question_or_under_another_status_is_not_believed() -> None:
    with pytest.raises(Forged, match="signature"):
        card(card_answer(TRADE, nonce="n1")).query(NUMBER, MONDAY)
    whole = card_answer(TRADE)
    with pytest.raises(Forged, match="signature"):
        card(Answer(404, whole.headers, whole.body)).query(NUMBER, MONDAY)
    with pytest.raises(Forged, match="another payment"):
        card(card_answer(changed(TRADE, number="PY0"))).query(NUMBER, MONDAY)


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_an_answer_that_says_to_ask_later_needs_no_signature(status: int) -> None:
    with pytest.raises(Unreachable, match=str(status)):
        card(Answer(status, {}, b"<html>")).refund(ASKED, MONDAY)


@pytest.mark.parametrize("status", [200, 204, 302, 400, 404])
def test_any_other_answer_needs_its_signature(status: int) -> None:
    with pytest.raises(Forged):
        card(Answer(status, {}, b"{}")).query(NUMBER, MONDAY)


@pytest.mark.parametrize("said", [b"", b"<html>", b"[]", b"7", b"null", b"\xff"])
@pytest.mark.parametrize("status", [200, 302, 404])
def test_a_signed_answer_that_is_no_object_is_not_believed(said: bytes, status: int) -> None:
    with pytest.raises(Forged):
        card(card_answer(said, status)).query(NUMBER, MONDAY)


@pytest.mark.parametrize("status", [302, 400, 403, 409])
def test_a_refusal_comes_through_by_its_code_or_else_its_status(status: int) -> None:
    for said, code in (({"code": "blocked", "message": "卡已挂失"}, "blocked"), ({}, str(status))):
        gateway = card(card_answer(said, status))
        with pytest.raises(Rejected) as refusal:
            gateway.refund(ASKED, MONDAY)
        assert (refusal.value.code, len(asked_of(gateway))) == (code, 1)


def test_what_the_card_never_heard_of_is_unknown_and_counts_as_closed() -> None:
    answer = card_answer({}, 404)
    assert card(answer).query(NUMBER, MONDAY) == Trade(NUMBER, Standing.UNKNOWN)
    assert card(answer).query_refund(ASKED, MONDAY) == Returned(REFUND, NUMBER, Return.UNKNOWN)
    assert card(answer).close(NUMBER, MONDAY)
    with pytest.raises(Rejected):
        card(answer).create(ORDER, MONDAY)
    with pytest.raises(Rejected, match="signature"):
        card(Answer(401, {}, b"")).close(NUMBER, MONDAY)


@pytest.mark.parametrize("said", [{}, {"code": ""}, {"code": None}, {"code": 7}, {"code": []}], ids=shown)
def test_an_offer_without_its_code_is_none(said: Fields) -> None:
    with pytest.raises(Forged):
        card(card_answer(said)).create(ORDER, MONDAY)
