"""The campus card. No public standard exists, so this is a contract of our own that a campus fits to its vendor.

JSON over HTTP. Both sides sign with one shared secret: `X-Card-Signature` is the HMAC-SHA256, in hexadecimal
digits, of the lines below, each ended by a newline; `X-Card-Time` is in seconds of Unix time, at most 5 minutes off.

    a request       POST, /payments, X-Card-Time, X-Card-Nonce, the body
    an answer       the request's nonce, the answer's status, X-Card-Time, the body
    a notification  X-Card-Time, X-Card-Nonce, the body: {"id", "payment": {..}} or {"id", "refund": {..}}

    POST /payments {number, fen, description, expires_at, payer}    -> {code}   a text the card's app can scan
    GET  /payments/<number>                                         -> {number, state, fen, id, paid_at}
    POST /payments/<number>/close                                   -> the same; "paid" where it was too late
    POST /refunds {number, payment, fen, reason}                    -> {number, payment, state, fen, id, done_at}
    GET  /refunds/<number>                                          -> the same
    GET  /bills/<day>      -> {complete: true, lines: [{kind, number, reference, fen, fee_fen, at, state}]}

A payment is "waiting", "paid" or "closed", a refund "under_way", "done" or "failed"; what is not known is 404, what
is refused 4xx with {code, message}, a wrong signature 401 without one. Instants are ISO 8601 with their offset.
"""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from houqin.kernel.money.gateways import signing
from houqin.kernel.money.gateways.port import (
    Back,
    BillKind,
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
from houqin.kernel.money.gateways.wire import Wire

FRESH = timedelta(minutes=5)
NOT_THERE = "404"


@dataclass(frozen=True, slots=True)
class CardAccount:
    """Where the card's system is, and the secret shared with it."""

    address: str
    secret: bytes


class CampusCard:
    """The adapter."""

    name = "card"

    def __init__(
        self, account: CardAccount, wire: Wire, nonce: Callable[[], str] = lambda: secrets.token_hex(16)
    ) -> None:
        self._account, self._wire, self._nonce = account, wire, nonce

    def create(self, order: Order, at: datetime) -> Offer:
        """Tell the card's system what is to be paid."""
        asked = {
            "number": order.number,
            "fen": order.fen,
            "description": order.description,
            "expires_at": order.expires_at.isoformat(),
            "payer": order.payer,
        }
        return Offer(code=text_of(self._ask("POST", "/payments", asked, at), "code"))

    def query(self, number: str, at: datetime) -> Trade:
        """Ask by our number."""
        try:
            trade = read_trade(self._ask("GET", f"/payments/{quote(number)}", None, at))
        except Rejected as refusal:
            if refusal.code == NOT_THERE:
                return Trade(number, Standing.UNKNOWN)
            raise
        if trade.number != number:
            raise Forged("the answer is about another payment")
        return trade

    def close(self, number: str, at: datetime) -> bool:
        """Close by our number."""
        try:
            closed = read_trade(self._ask("POST", f"/payments/{quote(number)}/close", {}, at))
        except Rejected as refusal:
            if refusal.code == NOT_THERE:
                return True
            raise
        return closed.standing != Standing.PAID

    def refund(self, back: Back, at: datetime) -> Returned:
        """Ask for a refund; the same number asked again is the same refund."""
        asked = {"number": back.number, "payment": back.payment, "fen": back.fen, "reason": back.reason}
        return read_returned(self._ask("POST", "/refunds", asked, at))

    def query_refund(self, back: Back, at: datetime) -> Returned:
        """Ask by our number of the refund."""
        try:
            return read_returned(self._ask("GET", f"/refunds/{quote(back.number)}", None, at))
        except Rejected as refusal:
            if refusal.code == NOT_THERE:
                return Returned(back.number, back.payment, Return.UNKNOWN)
            raise

    def bill(self, day: date, at: datetime) -> Sequence[BillRow]:
        """Fetch the bill of a day."""
        found = self._ask("GET", f"/bills/{day:%Y-%m-%d}", None, at)
        try:
            if found["complete"] is not True:
                raise Forged("the bill is not complete")
            return [
                BillRow(
                    BillKind(line["kind"]), text_of(line, "number"), text_of(line, "reference"), fen_of(line, "fen"),
                    fen_of(line, "fee_fen"), _instant(line["at"]), text_of(line, "state"),
                )
                for line in found["lines"]
            ]  # fmt: skip
        except (KeyError, TypeError, ValueError) as error:
            raise Forged("a line of the bill is not as agreed") from error

    def parse_notification(self, headers: Mapping[str, str], body: bytes, at: datetime) -> Notice:
        """Read a notification."""
        stamp, nonce = headers.get("X-Card-Time", ""), headers.get("X-Card-Nonce", "")
        self._believe([stamp, nonce], headers, body, at)
        told = object_of(body)
        if isinstance(told.get("payment"), dict):
            return Notice(text_of(told, "id"), read_trade(told["payment"]))
        if isinstance(told.get("refund"), dict):
            return Notice(text_of(told, "id"), read_returned(told["refund"]))
        raise Forged("the notification tells of nothing known")

    def welcome(self) -> Reply:
        """Return what ends the repetitions."""
        return Reply(200, '{"ok": true}', "application/json")

    def refusal(self) -> Reply:
        """Return what makes the card's system send again."""
        return Reply(400, '{"ok": false}', "application/json")

    def _ask(
        self, method: str, path: str, asked: Mapping[str, object] | None, at: datetime
    ) -> dict[str, Any]:
        body = b"" if asked is None else json.dumps(asked, ensure_ascii=False).encode()
        address, stamp, nonce = self._account.address.rstrip("/"), str(int(at.timestamp())), self._nonce()
        full = urlsplit(address).path + path
        message = "".join(f"{line}\n" for line in (method, full, stamp, nonce, body.decode()))
        headers = {
            "X-Card-Time": stamp,
            "X-Card-Nonce": nonce,
            "X-Card-Signature": signing.mac(message, self._account.secret),
            "Content-Type": "application/json",
        }
        answer = self._wire.ask(method, address + path, headers, body)
        if answer.status >= 500 or answer.status == 429:
            raise Unreachable(f"{method} {path} answered {answer.status}")
        if answer.status == 401:  # it does not sign for whom it does not know
            raise Rejected("signature")
        said_at = answer.headers.get("X-Card-Time", "")
        self._believe([nonce, str(answer.status), said_at], answer.headers, answer.body, at)
        found = object_of(answer.body)
        if answer.status == 404:
            raise Rejected(NOT_THERE)
        if answer.status >= 300:
            raise Rejected(str(found.get("code", answer.status)), str(found.get("message", "")))
        return found

    def _believe(self, lines: Sequence[str], headers: Mapping[str, str], body: bytes, at: datetime) -> None:
        stamp = headers.get("X-Card-Time", "")
        if (
            not (stamp.isascii() and stamp.isdigit())
            or abs(at.timestamp() - int(stamp[:12])) > FRESH.total_seconds()
        ):
            raise Forged("signed too long ago, or not yet")
        message = "".join(f"{line}\n" for line in (*lines, body.decode(errors="replace")))
        signing.same_mac(message, headers.get("X-Card-Signature", ""), self._account.secret)


def read_trade(found: Mapping[str, Any]) -> Trade:
    """Read a payment as the contract writes it. Raises `Forged`."""
    try:
        standing, number = Standing(found["state"]), text_of(found, "number")
        if standing != Standing.PAID:
            return Trade(number, standing)
        return Trade(number, standing, fen_of(found, "fen"), text_of(found, "id"), _instant(found["paid_at"]))
    except (KeyError, TypeError, ValueError) as error:
        raise Forged("a payment is not as agreed") from error


def read_returned(found: Mapping[str, Any]) -> Returned:
    """Read a refund as the contract writes it. Raises `Forged`."""
    try:
        done = found.get("done_at")
        return Returned(
            text_of(found, "number"), text_of(found, "payment"), Return(found["state"]), fen_of(found, "fen"),
            text_of(found, "id"), None if done is None else _instant(done),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise Forged("a refund is not as agreed") from error


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise Forged("an instant has no offset")
    return found
