"""Alipay's open platform, gateway.do with RSA2: precreate (a QR code), query, close, refund, bill, notifications.

Requests are forms signed over their sorted fields; answers carry a signature over the raw text of their own node;
notifications are forms, signed over their sorted fields without `sign` and `sign_type`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.money.gateways import alipay_bill, signing
from houqin.kernel.money.gateways.amounts import fen, written
from houqin.kernel.money.gateways.port import (
    Back,
    BillRow,
    Forged,
    Notice,
    Offer,
    Order,
    Rejected,
    Reply,
    Return,
    Returned,
    Standing,
    Trade,
    Unreachable,
)
from houqin.kernel.money.gateways.reading import text_of
from houqin.kernel.money.gateways.wire import Wire

FRESH = timedelta(hours=26)  # Alipay repeats a notification for 25 hours under its first time
AHEAD = timedelta(minutes=5)
FORM = "%Y-%m-%d %H:%M:%S"
STANDINGS = {
    "TRADE_SUCCESS": Standing.PAID, "TRADE_FINISHED": Standing.PAID, "WAIT_BUYER_PAY": Standing.WAITING,
    "TRADE_CLOSED": Standing.CLOSED,
}  # fmt: skip
NOT_THERE = "ACQ.TRADE_NOT_EXIST"
LATER = {"ACQ.SYSTEM_ERROR", "AOP.ACQ.SYSTEM_ERROR", "ACQ.SELLER_BALANCE_NOT_ENOUGH"}


@dataclass(frozen=True, slots=True)
class AlipayAccount:
    """What the open platform gives: the application's id and key, Alipay's own key."""

    address: str
    app_id: str
    key: RSAPrivateKey
    platform: RSAPublicKey
    notify: str


class Alipay:
    """The adapter."""

    name = "alipay"

    def __init__(self, account: AlipayAccount, wire: Wire) -> None:
        self._account, self._wire = account, wire

    def create(self, order: Order, at: datetime) -> Offer:
        """Ask for a QR code; the trade itself comes to be when it is scanned."""
        asked = {
            "out_trade_no": order.number,
            "total_amount": written(order.fen),
            "subject": order.description,
            "time_expire": order.expires_at.astimezone(SHANGHAI).strftime(FORM),
        }
        made = self._ask("alipay.trade.precreate", asked, at, notify=True)
        return Offer(code=text_of(made, "qr_code"))

    def query(self, number: str, at: datetime) -> Trade:
        """Ask by our number."""
        try:
            found = self._ask("alipay.trade.query", {"out_trade_no": number}, at)
        except Rejected as refusal:
            if refusal.code == NOT_THERE:
                return Trade(number, Standing.UNKNOWN)
            raise
        if found.get("out_trade_no") != number:
            raise Forged("the answer is about another payment")
        return _trade(found, "send_pay_date")

    def close(self, number: str, at: datetime) -> bool:
        """Close by our number; a code nobody scanned ends by its own time."""
        try:
            self._ask("alipay.trade.close", {"out_trade_no": number}, at)
        except Rejected as refusal:
            if refusal.code == "ACQ.TRADE_STATUS_ERROR":
                return self.query(number, at).standing == Standing.CLOSED
            if refusal.code != NOT_THERE:
                raise
        return True

    def refund(self, back: Back, at: datetime) -> Returned:
        """Ask for a refund; the same number asked again is the same refund. Whether it is done, the query says."""
        asked = {
            "out_trade_no": back.payment,
            "refund_amount": written(back.fen),
            "out_request_no": back.number,
            "refund_reason": back.reason,
        }
        made = self._ask("alipay.trade.refund", asked, at)
        changed = made.get("fund_change") == "Y"
        standing = Return.DONE if changed else Return.UNDER_WAY
        return Returned(back.number, back.payment, standing, back.fen, at=at if changed else None)

    def query_refund(self, back: Back, at: datetime) -> Returned:
        """Ask by our number of the refund; an answer without a status knows of none."""
        asked = {
            "out_trade_no": back.payment,
            "out_request_no": back.number,
            "query_options": ["gmt_refund_pay"],
        }
        try:
            found = self._ask("alipay.trade.fastpay.refund.query", asked, at)
        except Rejected as refusal:
            if refusal.code == NOT_THERE:
                return Returned(back.number, back.payment, Return.UNKNOWN)
            raise
        if found.get("refund_status") != "REFUND_SUCCESS":
            return Returned(back.number, back.payment, Return.UNKNOWN)
        paid = found.get("gmt_refund_pay")
        amount = _fen(found, "refund_amount")
        return Returned(
            back.number, back.payment, Return.DONE, amount, at=_instant(str(paid)) if paid else at
        )

    def bill(self, day: date, at: datetime) -> Sequence[BillRow]:
        """Fetch the trade bill of a day: an archive at the address in the signed answer."""
        asked = {"bill_type": "trade", "bill_date": f"{day:%Y-%m-%d}"}
        try:
            where = self._ask("alipay.data.dataservice.bill.downloadurl.query", asked, at)
        except Rejected as refusal:
            if refusal.code.lower().endswith("bill_not_exist"):
                return []
            raise
        answer = self._wire.ask("GET", text_of(where, "bill_download_url"), {})
        if answer.status != 200:
            raise Unreachable(f"the bill's download answered {answer.status}")
        return alipay_bill.read(answer.body)

    def parse_notification(self, headers: Mapping[str, str], body: bytes, at: datetime) -> Notice:
        """Read a notification of a payment, or of a refund, which Alipay tells as news of the payment."""
        try:
            told = dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))
        except ValueError as error:
            raise Forged("this is no form") from error
        if told.get("sign_type") != "RSA2":
            raise Forged("signed in no known way")
        signed = {name: value for name, value in told.items() if name not in {"sign", "sign_type"}}
        signing.verify(signed_text(signed), told.get("sign", ""), self._account.platform)
        age = at - _instant(text_of(told, "notify_time"))
        if not -AHEAD <= age <= FRESH:
            raise Forged("signed too long ago, or not yet")
        if told.get("app_id") != self._account.app_id:
            raise Forged("this notification is another application's")
        return Notice(text_of(told, "notify_id"), _refund_told(told) or _trade(told, "gmt_payment"))

    def welcome(self) -> Reply:
        """Return the one word that ends the repetitions."""
        return Reply(200, "success", "text/plain")

    def refusal(self) -> Reply:
        """Return any other word: Alipay sends again."""
        return Reply(400, "failure", "text/plain")

    def _ask(
        self, method: str, asked: Mapping[str, object], at: datetime, *, notify: bool = False
    ) -> Mapping[str, Any]:
        account = self._account
        fields = {
            "app_id": account.app_id,
            "method": method,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": "RSA2",
            "timestamp": at.astimezone(SHANGHAI).strftime(FORM),
            "version": "1.0",
            "biz_content": json.dumps(asked, ensure_ascii=False, separators=(",", ":")),
        } | ({"notify_url": account.notify} if notify and account.notify else {})
        fields["sign"] = signing.sign(signed_text(fields), account.key)
        kind = {"Content-Type": "application/x-www-form-urlencoded;charset=utf-8", "User-Agent": "houqin"}
        answer = self._wire.ask("POST", account.address, kind, urlencode(fields).encode())
        if answer.status != 200:
            raise Unreachable(f"{method} answered {answer.status}")
        return self._read(method, answer.body)

    def _read(self, method: str, body: bytes) -> Mapping[str, Any]:
        text = body.decode(errors="replace")
        node, raw, signature = opened(text, method)
        code, why, words = (str(node.get(name) or "") for name in ("code", "sub_code", "sub_msg"))
        if code in {"20000", "20001"} or why in LATER:
            raise Unreachable(f"{why or code} {words}")
        if not signature and code in {"40001", "40002", "40003", "40006"}:
            raise Rejected(why or code, words)
        signing.verify(raw, signature, self._account.platform)
        if code != "10000":
            raise Rejected(why or code, words)
        return node


def signed_text(fields: Mapping[str, str]) -> str:
    """Return what a form's signature is taken over: its fields, sorted, but `sign`. Requests have no empty ones."""
    return "&".join(f"{name}={value}" for name, value in sorted(fields.items()) if name != "sign")


def opened(text: str, method: str) -> tuple[Mapping[str, Any], str, str]:
    """Take an answer apart: its node, the node's raw text (which is what is signed) and the signature."""
    decoder = json.JSONDecoder()
    try:
        outer = json.loads(text)
        if not isinstance(outer, dict):
            raise Forged("the answer is no object")
        name = f"{method.replace('.', '_')}_response"
        name = name if name in outer else "error_response"
        start = text.index("{", text.index(f'"{name}"') + len(name) + 2)
        node, end = decoder.raw_decode(text, start)
    except (ValueError, RecursionError) as error:
        raise Forged("the answer has no node of this question") from error
    if not isinstance(node, dict) or outer.get(name) != node:
        raise Forged("the answer has no node of this question")
    return node, text[start:end], str(outer.get("sign", ""))


def _trade(told: Mapping[str, Any], when: str) -> Trade:
    standing = STANDINGS.get(text_of(told, "trade_status"))
    if standing is None:
        raise Forged("a payment stands in no known way")
    number = text_of(told, "out_trade_no")
    if standing != Standing.PAID:
        return Trade(number, standing)
    paid_at, total = _instant(text_of(told, when)), _fen(told, "total_amount")
    return Trade(number, standing, total, text_of(told, "trade_no"), paid_at)


def _refund_told(told: Mapping[str, str]) -> Returned | None:
    if not told.get("gmt_refund"):
        return None
    number, payment = text_of(told, "out_biz_no"), text_of(told, "out_trade_no")
    done_at = _instant(told["gmt_refund"].partition(".")[0])
    return Returned(number, payment, Return.DONE, at=done_at)  # `refund_fee` is the sum of all refunds so far


def _fen(found: Mapping[str, Any], name: str) -> int:
    amount = fen(text_of(found, name))
    if amount < 0:
        raise Forged(f"{name} is below zero")
    return amount


def _instant(text: str) -> datetime:
    try:
        return datetime.strptime(text, FORM).replace(tzinfo=SHANGHAI)
    except ValueError as error:
        raise Forged("the time is missing") from error
