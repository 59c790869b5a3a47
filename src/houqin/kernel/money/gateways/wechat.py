"""WeChat Pay, API v3: Native (a QR code) and JSAPI (inside WeChat), refunds, trade bills, notifications.

Wire format after "微信支付 APIv3 接口规则": requests are signed with the merchant's RSA key; answers and notifications
with the platform's, and what a notification tells is sealed with the merchant's API v3 key (AEAD_AES_256_GCM).
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.money.gateways import signing, wechat_bill
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
from houqin.kernel.money.gateways.reading import fen_of, object_of, text_of
from houqin.kernel.money.gateways.wire import Answer, Wire

SCHEME = "WECHATPAY2-SHA256-RSA2048"
FRESH = timedelta(minutes=5)
STANDINGS = {
    "SUCCESS": Standing.PAID, "REFUND": Standing.PAID, "NOTPAY": Standing.WAITING, "USERPAYING": Standing.WAITING,
    "ACCEPT": Standing.WAITING, "CLOSED": Standing.CLOSED, "REVOKED": Standing.CLOSED, "PAYERROR": Standing.CLOSED,
}  # fmt: skip
RETURNS = {
    "SUCCESS": Return.DONE, "PROCESSING": Return.UNDER_WAY, "CLOSED": Return.FAILED, "ABNORMAL": Return.FAILED,
}  # fmt: skip
LATER = {"SYSTEMERROR", "FREQUENCYLIMITED", "RATELIMITEXCEEDED", "NOTENOUGH", "BIZERRNEEDRETRY"}
NOT_THERE = {"ORDERNOTEXIST", "RESOURCENOTEXISTS", "NOTFOUND"}


@dataclass(frozen=True, slots=True)
class WechatAccount:
    """What the merchant platform gives: ids, the merchant's key and serial, the API v3 key, the platform's key."""

    address: str
    app_id: str
    merchant: str
    serial: str
    key: RSAPrivateKey
    secret: bytes
    platform_serial: str
    platform: RSAPublicKey
    notify: str


class WechatPay:
    """The adapter. `nonce` gives a fresh word for each request."""

    name = "wechat"

    def __init__(
        self, account: WechatAccount, wire: Wire, nonce: Callable[[], str] = lambda: secrets.token_hex(16)
    ) -> None:
        self._account, self._wire, self._nonce = account, wire, nonce

    def create(self, order: Order, at: datetime) -> Offer:
        """Ask for a Native order, or for a JSAPI one where the payer's openid is given."""
        account = self._account
        asked: dict[str, Any] = {
            "appid": account.app_id,
            "mchid": account.merchant,
            "description": order.description,
            "out_trade_no": order.number,
            "time_expire": order.expires_at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
            "notify_url": account.notify,
            "amount": {"total": order.fen, "currency": "CNY"},
        }
        if not order.payer:
            return Offer(code=text_of(self._post("/v3/pay/transactions/native", asked, at), "code_url"))
        asked["payer"] = {"openid": order.payer}
        return self._page(text_of(self._post("/v3/pay/transactions/jsapi", asked, at), "prepay_id"), at)

    def query(self, number: str, at: datetime) -> Trade:
        """Ask by our number."""
        path = f"/v3/pay/transactions/out-trade-no/{quote(number)}?mchid={self._account.merchant}"
        try:
            trade = self._trade(self._ask("GET", path, b"", at))
        except Rejected as refusal:
            if refusal.code in NOT_THERE:
                return Trade(number, Standing.UNKNOWN)
            raise
        if trade.number != number:
            raise Forged("the answer is about another payment")
        return trade

    def close(self, number: str, at: datetime) -> bool:
        """Close by our number; what WeChat never heard of cannot be paid either."""
        path = f"/v3/pay/transactions/out-trade-no/{quote(number)}/close"
        try:
            self._post(path, {"mchid": self._account.merchant}, at)
        except Rejected as refusal:
            if refusal.code in {"ORDERPAID"}:
                return False
            if refusal.code not in NOT_THERE | {"ORDERCLOSED"}:
                raise
        return True

    def refund(self, back: Back, at: datetime) -> Returned:
        """Ask for a refund; the same number asked again is the same refund."""
        asked = {
            "out_trade_no": back.payment,
            "out_refund_no": back.number,
            "reason": back.reason,
            "notify_url": self._account.notify,
            "amount": {"refund": back.fen, "total": back.total, "currency": "CNY"},
        }
        return self._returned(self._post("/v3/refund/domestic/refunds", asked, at), "status")

    def query_refund(self, back: Back, at: datetime) -> Returned:
        """Ask by our number of the refund."""
        try:
            found = self._ask("GET", f"/v3/refund/domestic/refunds/{quote(back.number)}", b"", at)
        except Rejected as refusal:
            if refusal.code in NOT_THERE:
                return Returned(back.number, back.payment, Return.UNKNOWN)
            raise
        return self._returned(found, "status")

    def bill(self, day: date, at: datetime) -> Sequence[BillRow]:
        """Fetch the trade bill of a day (all rows), checked against the digest in the signed answer."""
        try:
            where = self._ask("GET", f"/v3/bill/tradebill?bill_date={day:%Y-%m-%d}&bill_type=ALL", b"", at)
        except Rejected as refusal:
            if refusal.code == "NOSTATEMENTEXIST":
                return []
            raise
        url = urlsplit(text_of(where, "download_url"))
        path = f"{url.path}?{url.query}" if url.query else url.path
        answer = self._call("GET", f"{url.scheme}://{url.netloc}", path, b"", at)
        if answer.status != 200:
            raise Unreachable(f"the bill's download answered {answer.status}")
        if hashlib.sha1(answer.body).hexdigest() != text_of(where, "hash_value").lower():
            raise Forged("the bill is not the one announced")
        try:
            return wechat_bill.read(answer.body.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise Forged("the bill is no text") from error

    def parse_notification(self, headers: Mapping[str, str], body: bytes, at: datetime) -> Notice:
        """Read a notification of a payment or a refund."""
        self._believe(headers, body, at)
        outer = object_of(body)
        resource = outer.get("resource")
        if not isinstance(resource, dict) or resource.get("algorithm") != "AEAD_AES_256_GCM":
            raise Forged("the notification is sealed in no known way")
        inner = object_of(
            signing.unseal(
                text_of(resource, "ciphertext"), nonce=text_of(resource, "nonce"),
                associated=str(resource.get("associated_data") or ""), secret=self._account.secret,
            )
        )  # fmt: skip
        kind = text_of(outer, "event_type")
        if kind.startswith("TRANSACTION."):
            return Notice(text_of(outer, "id"), self._trade(inner))
        if kind.startswith("REFUND."):
            return Notice(text_of(outer, "id"), self._returned(inner, "refund_status"))
        raise Forged(f"nothing is known of {kind}")

    def welcome(self) -> Reply:
        """Any answer of 200 will do."""
        return Reply(200, '{"code":"SUCCESS","message":"成功"}', "application/json")

    def refusal(self) -> Reply:
        """Return what makes WeChat send again, at growing pauses."""
        return Reply(400, '{"code":"FAIL","message":"失败"}', "application/json")

    def _page(self, prepay_id: str, at: datetime) -> Offer:
        account, nonce, stamp = self._account, self._nonce(), str(int(at.timestamp()))
        package = f"prepay_id={prepay_id}"
        signature = signing.sign(f"{account.app_id}\n{stamp}\n{nonce}\n{package}\n", account.key)
        page = {
            "appId": account.app_id, "timeStamp": stamp, "nonceStr": nonce, "package": package, "signType": "RSA",
            "paySign": signature,
        }  # fmt: skip
        return Offer(page=page)

    def _trade(self, found: Mapping[str, Any]) -> Trade:
        if found.get("mchid") != self._account.merchant or found.get("appid") != self._account.app_id:
            raise Forged("this payment is another merchant's")
        standing = STANDINGS.get(text_of(found, "trade_state"))
        if standing is None:
            raise Forged("a payment stands in no known way")
        number = text_of(found, "out_trade_no")
        if standing != Standing.PAID:
            return Trade(number, standing)
        fen, paid_at = _fen(found, "total"), _instant(text_of(found, "success_time"))
        return Trade(number, standing, fen, text_of(found, "transaction_id"), paid_at)

    def _returned(self, found: Mapping[str, Any], status: str) -> Returned:
        if found.get("mchid", self._account.merchant) != self._account.merchant:
            raise Forged("this refund is another merchant's")
        standing = RETURNS.get(text_of(found, status))
        if standing is None:
            raise Forged("a refund stands in no known way")
        said = found.get("success_time") or found.get("create_time")
        return Returned(
            text_of(found, "out_refund_no"), text_of(found, "out_trade_no"), standing, _fen(found, "refund"),
            text_of(found, "refund_id"), _instant(str(said)) if said else None,
        )  # fmt: skip

    def _post(self, path: str, asked: Mapping[str, Any], at: datetime) -> Mapping[str, Any]:
        body = json.dumps(asked, ensure_ascii=False, separators=(",", ":")).encode()
        return self._ask("POST", path, body, at)

    def _ask(self, method: str, path: str, body: bytes, at: datetime) -> Mapping[str, Any]:
        answer = self._call(method, self._account.address, path, body, at)
        if answer.status >= 500 or answer.status == 429:
            raise Unreachable(f"{method} {path} answered {answer.status}")
        if answer.status == 401:  # it does not sign for whom it does not know
            raise Rejected("SIGNERROR", answer.body.decode(errors="replace")[:200])
        self._believe(answer.headers, answer.body, at)
        found = object_of(answer.body) if answer.body else {}
        if answer.status >= 300:
            code = str(found.get("code", answer.status)).replace("_", "").upper()
            message = str(found.get("message", ""))
            raise Unreachable(f"{code} {message}") if code in LATER else Rejected(code, message)
        return found

    def _call(self, method: str, address: str, path: str, body: bytes, at: datetime) -> Answer:
        account, nonce, stamp = self._account, self._nonce(), int(at.timestamp())
        signature = signing.sign(f"{method}\n{path}\n{stamp}\n{nonce}\n{body.decode()}\n", account.key)
        headers = {
            "Authorization": (
                f'{SCHEME} mchid="{account.merchant}",nonce_str="{nonce}",signature="{signature}",'
                f'timestamp="{stamp}",serial_no="{account.serial}"'
            ),
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": "houqin",
            "Wechatpay-Serial": account.platform_serial,
        }
        return self._wire.ask(method, address + path, headers, body)

    def _believe(self, headers: Mapping[str, str], body: bytes, at: datetime) -> None:
        """Check who speaks and when; raises `Forged`."""
        stamp, nonce = headers.get("Wechatpay-Timestamp", ""), headers.get("Wechatpay-Nonce", "")
        if headers.get("Wechatpay-Serial") != self._account.platform_serial:
            raise Forged("signed with a key that was not given to us")
        if (
            not (stamp.isascii() and stamp.isdigit())
            or abs(at.timestamp() - int(stamp[:12])) > FRESH.total_seconds()
        ):
            raise Forged("signed too long ago, or not yet")
        message = f"{stamp}\n{nonce}\n".encode() + body + b"\n"
        signing.verify(message, headers.get("Wechatpay-Signature", ""), self._account.platform)


def _fen(found: Mapping[str, Any], name: str) -> int:
    amount = found.get("amount")
    if not isinstance(amount, dict):
        raise Forged("the amount is missing")
    if amount.get("currency", "CNY") != "CNY":
        raise Forged("the amount is not in yuan")
    return fen_of(amount, name)


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Forged("the time is missing") from error
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)
