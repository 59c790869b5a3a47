"""The mock providers together: what a request is answered, what is done on command, and the HTTP around it.

Commands are posted as JSON to `/mock/<gateway>/<verb>` by tests and by whoever shows the demo:

    pay {number, fen?, times?}       somebody pays; `times` notifications follow (one), all with the same id
    notify {number, times?, age?, fen?, event?, refund?}    tell again: of the payment, or of the refund named
    refunds {end}                    how refunds stand from now on: "done", "under_way", "failed"
    finish {number, state}           a refund under way ends
    drop {answers}                   the next answers are lost, what they answer is done
    clock {at}                       the provider's clock stands at this instant
    GET /mock/<gateway>              all payments and refunds
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol

from houqin.kernel.money.gateways.port import Unreachable
from houqin.kernel.money.gateways.wire import Answer, HttpWire
from houqin.kernel.money.mock.alipay import MockAlipay
from houqin.kernel.money.mock.book import Book, Denied, MockRefund, MockTrade
from houqin.kernel.money.mock.card import MockCard
from houqin.kernel.money.mock.keys import Keys
from houqin.kernel.money.mock.wechat import MockWechat


class Mock(Protocol):
    """One mock provider."""

    book: Book

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer a request."""

    def notification(
        self, told: MockTrade | MockRefund, *, age: int = 0, fen: int | None = None, event: str = ""
    ) -> tuple[dict[str, str], bytes]:
        """Write a notification."""


class MockGateways:
    """All mock providers at an address. `site` is where they notify whoever named no address of their own."""

    def __init__(self, keys: Keys, address: str, clock: Callable[[], datetime], site: str = "") -> None:
        self._clock, self._site, self._wire = clock, site, HttpWire(read=30)
        self._set_at: datetime | None = None
        self.mocks: dict[str, Mock] = {
            "wechat": MockWechat(keys, Book(self.now, "42"), address),
            "alipay": MockAlipay(keys, Book(self.now, "20"), address),
            "card": MockCard(keys, Book(self.now, "70"), address),
        }

    def now(self) -> datetime:
        """Return what the providers' clock shows."""
        return self._set_at or self._clock()

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer | None:
        """Answer a request; None where the answer is to be lost."""
        words = path.strip("/").split("/")
        if words[0] == "mock":
            return self._commanded(method, words[1:], body)
        mock = self.mocks.get(words[0])
        if mock is None:
            return Answer(404, {}, b"{}")
        answer = mock.answer(method, path, headers, body)
        if mock.book.drops > 0:
            mock.book.drops -= 1
            return None
        return answer

    def _commanded(self, method: str, words: list[str], body: bytes) -> Answer:
        name, verb = words[0], words[1] if len(words) > 1 else ""
        mock, asked = self.mocks[name], json.loads(body) if body else {}
        try:
            said = self._dump(mock.book) if method == "GET" else self._do(name, mock, verb, asked)
        except Denied as denied:
            return Answer(denied.status, {}, json.dumps({"code": denied.code}).encode())
        return Answer(200, {}, json.dumps(said, default=str).encode())

    def _do(self, name: str, mock: Mock, verb: str, asked: dict[str, Any]) -> object:
        book = mock.book
        match verb:
            case "pay":
                trade = book.pay(asked["number"], asked.get("fen"))
                return {"answers": self._tell(name, mock, trade, {"times": asked.get("times", 1)})}
            case "notify" if asked.get("refund"):
                return {"answers": self._tell(name, mock, book.refunded(asked["refund"]), asked)}
            case "notify":
                return {"answers": self._tell(name, mock, book.trade(asked["number"]), asked)}
            case "refunds":
                book.refunds_end = asked["end"]
            case "finish":
                book.refunded(asked["number"]).state = asked["state"]
            case "drop":
                book.drops = asked["answers"]
            case "clock":
                self._set_at = datetime.fromisoformat(asked["at"])
            case _:
                raise Denied(404, "NOT_FOUND")
        return {}

    def _tell(self, name: str, mock: Mock, told: MockTrade | MockRefund, how: Mapping[str, Any]) -> list[int]:
        """Send a notification so many times under one id; returns the answers, 0 where none came."""
        headers, body = mock.notification(
            told, age=how.get("age", 0), fen=how.get("fen"), event=how.get("event", "")
        )
        url = told.notify or f"{self._site}/pay/{name}/notify/"
        answers = []
        for _ in range(how.get("times", 1)):
            try:
                answers.append(self._wire.ask("POST", url, headers, body).status)
            except Unreachable:
                answers.append(0)
        return answers

    def _dump(self, book: Book) -> dict[str, object]:
        return {
            "trades": [asdict(trade) for trade in book.trades.values()],
            "refunds": [asdict(refund) for refund in book.refunds.values()],
        }


class MockServer(ThreadingHTTPServer):
    """HTTP around the mock providers, which it is given once its address is known."""

    daemon_threads = True
    gateways: MockGateways


class _Handler(BaseHTTPRequestHandler):
    server: MockServer

    def answer(self) -> None:
        """Answer a request, or break off where the answer is to be lost."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer = self.server.gateways.answer(self.command, self.path, dict(self.headers.items()), body)
        if answer is None:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for title, value in answer.headers.items():
            self.send_header(title, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


for _method in ("GET", "POST"):
    setattr(_Handler, f"do_{_method}", _Handler.answer)


def serve(host: str, port: int) -> MockServer:
    """Return a server that listens and does not serve yet; port 0 takes any."""
    return MockServer((host, port), _Handler)
