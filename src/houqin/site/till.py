"""The door at which tills knock: `POST /pay/till/`, a key in the header, one payment in, its entry out.

Not a Django view: an empty one costs more than the payment (docs/decisions/0014-the-lane.md). The format stands in the
ledger's README.
"""

import json
from datetime import datetime
from http import HTTPStatus
from typing import Any

import psycopg
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django.utils import connector_params

from houqin.kernel.base.clock import now
from houqin.kernel.money.actions.tills import LONGEST_KEY, PREFIX, digest
from houqin.kernel.money.lane import Busy, Counter, Lane, Payment
from houqin.kernel.registry.house import sentence
from houqin.site.bridge import Receive, Scope, Send

PATH = "/pay/till/"
LONGEST = 4 * 1024
KEY, NUMBER, NOTE, MOST_FEN = 80, 32, 200, 100_000_00
JSON = (b"content-type", b"application/json")


class TillDoor:
    """The ASGI application at `/pay/till/`."""

    def __init__(self) -> None:
        self.lane = Lane(connect)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one payment: 200 paid, 409 refused, 401 no till of ours, 422 malformed, 503 to be sent again."""
        headers = dict(scope["headers"])
        language = "en" if headers.get(b"accept-language", b"").startswith(b"en") else "zh-hans"
        with translation.override(language):
            if scope["method"] != "POST":
                await _say(send, HTTPStatus.METHOD_NOT_ALLOWED, {"words": _("只接受 POST。")})
                return
            body = await _body(receive)
            try:
                status, answer = await self._answer(headers.get(b"authorization", b""), body)
            except Busy:
                words = _("收款系统正忙，没有确认扣款；请用同一个编号重发。")
                status, answer = HTTPStatus.SERVICE_UNAVAILABLE, {"words": words}
            await _say(send, status, answer)

    async def _answer(self, authorization: bytes, body: bytes | None) -> tuple[HTTPStatus, dict[str, Any]]:
        scheme, _space, key = authorization.decode("latin-1").partition(" ")
        known = scheme.lower() == "bearer" and key.startswith(PREFIX) and len(key) <= LONGEST_KEY
        till = await self.lane.counter(digest(key)) if known else None
        if till is None:
            return HTTPStatus.UNAUTHORIZED, {"words": _("这台收银机没有登记，或已经停用。")}
        payment = read(till, body, now())
        if payment is None:
            return HTTPStatus.UNPROCESSABLE_ENTITY, {
                "words": _("请求应为 key、payer（学工号）、fen（整数分），note 可选。")
            }
        paid = await self.lane.pay(payment)
        if paid.refused:
            return HTTPStatus.CONFLICT, {"code": paid.refused.code, "words": sentence(paid.refused)}
        return HTTPStatus.OK, {"entry": str(paid.entry), "fresh": paid.fresh}


def read(till: Counter, body: bytes | None, at: datetime) -> Payment | None:
    """Return the payment a till asks for at an instant, None where it is malformed."""
    try:
        asked = json.loads(body or b"")
    except (ValueError, RecursionError):
        return None
    if not isinstance(asked, dict) or not asked.keys() <= {"key", "payer", "fen", "note"}:
        return None
    key, payer, fen, note = (asked.get(name, "") for name in ("key", "payer", "fen", "note"))
    texts = ((key, 1, KEY), (payer, 1, NUMBER), (note, 0, NOTE))
    if not all(isinstance(text, str) and least <= len(text) <= most for text, least, most in texts):
        return None
    if any("\0" in text or not text.isprintable() for text, _least, _most in texts):
        return None
    if type(fen) is not int or not 0 < fen <= MOST_FEN:
        return None
    return Payment(till, key, payer, fen, at, note)


async def connect() -> "psycopg.AsyncConnection[tuple[Any, ...]]":
    """Open a connection of the lane's own."""
    return await psycopg.AsyncConnection.connect(**connector_params(), autocommit=True)


async def _body(receive: Receive) -> bytes | None:
    """Return the whole body, None where it is too long or never came."""
    body = b""
    while True:
        message = await receive()
        part: bytes = message.get("body", b"")
        body += part
        if message["type"] == "http.disconnect" or len(body) > LONGEST:
            return None
        if not message.get("more_body"):
            return body


async def _say(send: Send, status: HTTPStatus, answer: dict[str, Any]) -> None:
    body = json.dumps(answer, ensure_ascii=False).encode()
    headers = [JSON, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": body})
