"""The provider's side of WeChat Pay's API v3."""

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.money.gateways import signing
from houqin.kernel.money.gateways.amounts import written
from houqin.kernel.money.gateways.port import Forged
from houqin.kernel.money.gateways.wire import Answer
from houqin.kernel.money.mock.book import Book, Denied, MockRefund, MockTrade
from houqin.kernel.money.mock.keys import APP, MERCHANT, PLATFORM_SERIAL, SERIAL, Keys

STATES = {"waiting": "NOTPAY", "paid": "SUCCESS", "closed": "CLOSED"}
RETURNS = {"done": "SUCCESS", "under_way": "PROCESSING", "failed": "ABNORMAL"}
PAID = re.compile(r"(\w+)=\"([^\"]*)\"")
TITLES = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
    "手续费,费率,订单金额,申请退款金额,费率备注"
)
SUMS = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"


class MockWechat:
    """Answers requests below `/wechat`, and writes notifications."""

    def __init__(self, keys: Keys, book: Book, address: str) -> None:
        self.keys, self.book, self.address = keys, book, address
        self._bills: dict[str, bytes] = {}

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer a request: who does not sign as the merchant is told nothing, and without a signature."""
        signed = path.removeprefix("/wechat") if "/billdownload/" not in path else path
        try:
            self._check(method, signed, headers, body)
        except Forged:
            return Answer(
                401, {}, b'{"code":"SIGN_ERROR","message":"\xe7\xad\xbe\xe5\x90\x8d\xe9\x94\x99\xe8\xaf\xaf"}'
            )
        if "/billdownload/" in path:
            return Answer(200, {}, self._bills[parse_qs(urlsplit(path).query)["token"][0]])
        try:
            status, said = self._said(method, signed, json.loads(body) if body else {})
        except Denied as denied:
            status, said = denied.status, {"code": denied.code, "message": denied.code}
        text = json.dumps(said, ensure_ascii=False).encode() if said is not None else b""
        return Answer(status, self._sign(text), text)

    def notification(
        self, told: MockTrade | MockRefund, *, age: int = 0, fen: int | None = None, event: str = ""
    ) -> tuple[dict[str, str], bytes]:
        """Write a notification: headers and body. `age` makes it older by seconds, `fen` another amount."""
        if isinstance(told, MockTrade):
            kind, inner = "TRANSACTION.SUCCESS", self._trade(told)
            inner["amount"]["total"] = inner["amount"]["total"] if fen is None else fen
        else:
            kind, inner = f"REFUND.{RETURNS[told.state]}", self._refund(told, "refund_status")
        nonce = secrets.token_hex(6)
        plain = json.dumps(inner, ensure_ascii=False).encode()
        sealed = signing.seal(plain, nonce=nonce, associated="transaction", secret=self.keys.secret)
        body = json.dumps({
            "id": event or secrets.token_hex(16), "create_time": _instant(self.book.clock()), "event_type": kind,
            "resource_type": "encrypt-resource",
            "resource": {
                "original_type": "transaction", "algorithm": "AEAD_AES_256_GCM", "ciphertext": sealed,
                "associated_data": "transaction", "nonce": nonce,
            },
        }).encode()  # fmt: skip
        return {"Content-Type": "application/json", **self._sign(body, age)}, body

    def _said(self, method: str, path: str, asked: dict[str, Any]) -> tuple[int, dict[str, Any] | None]:
        url = urlsplit(path)
        words, book = url.path.strip("/").split("/"), self.book
        match method, words[1:]:
            case "POST", ["pay", "transactions", ("native" | "jsapi") as how]:
                expires_at = datetime.fromisoformat(asked["time_expire"])
                trade = book.create(
                    asked["out_trade_no"], asked["amount"]["total"], asked["description"], asked["notify_url"],
                    expires_at,
                )  # fmt: skip
                native = how == "native"
                return 200, (
                    {"code_url": f"weixin://wxpay/bizpayurl?pr={trade.id}"}
                    if native
                    else {"prepay_id": trade.id}
                )
            case "GET", ["pay", "transactions", "out-trade-no", number]:
                return 200, self._trade(book.trade(unquote(number)))
            case "POST", ["pay", "transactions", "out-trade-no", number, "close"]:
                book.close(unquote(number))
                return 204, None
            case "POST", ["refund", "domestic", "refunds"]:
                refund = book.refund(
                    asked["out_refund_no"],
                    asked["out_trade_no"],
                    asked["amount"]["refund"],
                    asked["notify_url"],
                )
                return 200, self._refund(refund, "status")
            case "GET", ["refund", "domestic", "refunds", number]:
                return 200, self._refund(book.refunded(unquote(number)), "status")
            case "GET", ["bill", "tradebill"]:
                return 200, self._bill(date.fromisoformat(parse_qs(url.query)["bill_date"][0]))
            case _:
                raise Denied(404, "NOT_FOUND")

    def _trade(self, trade: MockTrade) -> dict[str, Any]:
        said: dict[str, Any] = {
            "appid": APP, "mchid": MERCHANT, "out_trade_no": trade.number, "trade_state": STATES[trade.state],
            "trade_state_desc": trade.state, "trade_type": "NATIVE", "amount": {"total": trade.fen, "currency": "CNY"},
        }  # fmt: skip
        if trade.paid_at is not None:
            said |= {
                "transaction_id": trade.id,
                "success_time": _instant(trade.paid_at),
                "bank_type": "OTHERS",
            }
            said["amount"] |= {
                "total": trade.paid_fen,
                "payer_total": trade.paid_fen,
                "payer_currency": "CNY",
            }
        return said

    def _refund(self, refund: MockRefund, status: str) -> dict[str, Any]:
        trade = self.book.trade(refund.payment)
        said = {
            "out_refund_no": refund.number, "out_trade_no": refund.payment, "refund_id": refund.id,
            "transaction_id": trade.id, status: RETURNS[refund.state], "create_time": _instant(refund.at),
            "amount": {"total": trade.paid_fen, "refund": refund.fen, "currency": "CNY"},
        }  # fmt: skip
        return said | ({"success_time": _instant(refund.at)} if refund.state == "done" else {})

    def _bill(self, day: date) -> dict[str, str]:
        rows = self.book.of_day(day)
        if not rows:
            raise Denied(400, "NO_STATEMENT_EXIST")
        lines = [
            TITLES,
            *(self._row(row) for row in rows),
            SUMS,
            f"`{len(rows)},`0.00,`0.00,`0.00,`0.00,`0.00,`0.00",
        ]
        data = "\ufeff".encode() + "\r\n".join(lines).encode()
        token = secrets.token_hex(8)
        self._bills[token] = data
        where = f"{self.address}/wechat/v3/billdownload/file?token={token}"
        return {"hash_type": "SHA1", "hash_value": hashlib.sha1(data).hexdigest(), "download_url": where}

    def _row(self, row: MockTrade | MockRefund) -> str:
        trade = row if isinstance(row, MockTrade) else self.book.trades[row.payment]
        back = row if isinstance(row, MockRefund) else None
        at = back.at if back else trade.paid_at or self.book.clock()
        fee, amount = f"{trade.paid_fen * 60 / 1_000_000:.5f}", written(trade.paid_fen)
        returned = written(back.fen) if back else "0.00"
        cells = [
            f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}", APP, MERCHANT, "0", "", trade.id, trade.number, "o1",
            "NATIVE", "REFUND" if back else "SUCCESS", "OTHERS", "CNY", "0.00" if back else amount, "0.00",
            back.id if back else "0", back.number if back else "0", returned, "0.00", "ORIGINAL" if back else "",
            RETURNS[back.state] if back else "", trade.description, "", "0.00" if back else written(round(float(fee) * 100)),
            "0.60%", "0.00" if back else amount, returned, "",
        ]  # fmt: skip
        return "`" + ",`".join(cells)

    def _check(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> None:
        said = dict(PAID.findall(headers.get("Authorization", "")))
        if said.get("mchid") != MERCHANT or said.get("serial_no") != SERIAL:
            raise Forged("another merchant")
        message = f"{method}\n{path}\n{said['timestamp']}\n{said['nonce_str']}\n{body.decode()}\n"
        signing.verify(message, said["signature"], self.keys.merchant.public_key())

    def _sign(self, body: bytes, age: int = 0) -> dict[str, str]:
        stamp, nonce = str(int(self.book.clock().timestamp()) - age), secrets.token_hex(16)
        message = f"{stamp}\n{nonce}\n{body.decode()}\n"
        return {
            "Wechatpay-Serial": PLATFORM_SERIAL, "Wechatpay-Timestamp": stamp, "Wechatpay-Nonce": nonce,
            "Wechatpay-Signature": signing.sign(message, self.keys.platform), "Wechatpay-Signature-Type":
            "WECHATPAY2-SHA256-RSA2048",
        }  # fmt: skip


def _instant(at: datetime) -> str:
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds")
