"""The card system's side of the card contract."""

import json
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import unquote

from houqin.kernel.money.gateways import signing
from houqin.kernel.money.gateways.port import Forged
from houqin.kernel.money.gateways.wire import Answer
from houqin.kernel.money.mock.book import Book, Denied, MockRefund, MockTrade
from houqin.kernel.money.mock.keys import Keys


class MockCard:
    """Answers requests below `/card`, and writes notifications."""

    def __init__(self, keys: Keys, book: Book, address: str) -> None:
        self.keys, self.book, self.address = keys, book, address

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer a request signed with the shared secret."""
        stamp, nonce = headers.get("X-Card-Time", ""), headers.get("X-Card-Nonce", "")
        message = "".join(f"{line}\n" for line in (method, path, stamp, nonce, body.decode()))
        try:
            signing.same_mac(message, headers.get("X-Card-Signature", ""), self.keys.card)
        except Forged:
            return Answer(401, {}, b'{"code": "signature"}')
        status = 200
        try:
            said = self._said(
                method, path.removeprefix("/card/").split("/"), json.loads(body) if body else {}
            )
        except Denied as denied:
            status, said = denied.status, {"code": denied.code}
        return self._signed([nonce, str(status)], json.dumps(said).encode(), status)

    def notification(
        self, told: MockTrade | MockRefund, *, age: int = 0, fen: int | None = None, event: str = ""
    ) -> tuple[dict[str, str], bytes]:
        """Write a notification: headers and body. `age` makes it older by seconds, `fen` another amount."""
        if isinstance(told, MockTrade):
            what: dict[str, Any] = {"payment": self._trade(told) | ({} if fen is None else {"fen": fen})}
        else:
            what = {"refund": self._refund(told)}
        body = json.dumps({"id": event or secrets.token_hex(16), **what}).encode()
        stamp, nonce = str(int(self.book.clock().timestamp()) - age), secrets.token_hex(16)
        message = "".join(f"{line}\n" for line in (stamp, nonce, body.decode()))
        signature = signing.mac(message, self.keys.card)
        return {"X-Card-Time": stamp, "X-Card-Nonce": nonce, "X-Card-Signature": signature}, body

    def _said(self, method: str, words: list[str], asked: dict[str, Any]) -> dict[str, Any]:
        book = self.book
        match method, words:
            case "POST", ["payments"]:
                expires_at = datetime.fromisoformat(asked["expires_at"])
                trade = book.create(asked["number"], asked["fen"], asked["description"], "", expires_at)
                return {"code": f"card:{trade.id}"}
            case "GET", ["payments", number]:
                return self._trade(book.trade(unquote(number)))
            case "POST", ["payments", number, "close"]:
                try:
                    return self._trade(book.close(unquote(number)))
                except Denied as denied:
                    if denied.code != "ORDERPAID":
                        raise
                    return self._trade(book.trade(unquote(number)))
            case "POST", ["refunds"]:
                return self._refund(book.refund(asked["number"], asked["payment"], asked["fen"], ""))
            case "GET", ["refunds", number]:
                return self._refund(book.refunded(unquote(number)))
            case "GET", ["bills", day]:
                rows = book.of_day(date.fromisoformat(day))
                return {"complete": True, "lines": [self._line(row) for row in rows]}
            case _:
                raise Denied(404, "not_found")

    def _trade(self, trade: MockTrade) -> dict[str, Any]:
        said: dict[str, Any] = {"number": trade.number, "state": trade.state, "fen": trade.fen}
        if trade.paid_at is not None:
            said |= {"id": trade.id, "fen": trade.paid_fen, "paid_at": trade.paid_at.isoformat()}
        return said

    def _refund(self, refund: MockRefund) -> dict[str, Any]:
        done = {"done_at": refund.at.isoformat()} if refund.state == "done" else {}
        said = {"number": refund.number, "payment": refund.payment, "state": refund.state}
        return said | {"fen": refund.fen, "id": refund.id} | done

    def _line(self, row: MockTrade | MockRefund) -> dict[str, Any]:
        if isinstance(row, MockRefund):
            said = {"kind": "refund", "number": row.payment, "reference": row.number}
            return said | {"fen": row.fen, "fee_fen": 0, "at": row.at.isoformat(), "state": row.state}
        at = (row.paid_at or self.book.clock()).isoformat()
        said = {"kind": "payment", "number": row.number, "reference": row.id}
        return said | {"fen": row.paid_fen, "fee_fen": 0, "at": at, "state": row.state}

    def _signed(self, lines: list[str], body: bytes, status: int) -> Answer:
        stamp = str(int(self.book.clock().timestamp()))
        message = "".join(f"{line}\n" for line in (*lines, stamp, body.decode()))
        headers = {"X-Card-Time": stamp, "X-Card-Signature": signing.mac(message, self.keys.card)}
        return Answer(status, headers, body)
