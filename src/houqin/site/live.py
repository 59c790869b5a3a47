"""Live pages: one LISTEN connection a process, fanned out in memory to the streams of its browsers."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import TypeVar
from uuid import UUID

import psycopg
from django.conf import settings
from django.contrib.auth import get_user
from django.core.exceptions import TooManyFieldsSent
from django.db import connections
from django.http import HttpRequest, QueryDict
from django.http.cookie import parse_cookie
from procrastinate.contrib.django.utils import connector_params

from houqin.kernel.base.clock import now
from houqin.kernel.people.models import Person
from houqin.kernel.web import live as web
from houqin.site.bridge import Receive, Scope, Send

CHANNEL = "houqin_live"
HEARTBEAT_SECONDS = 20.0
GATHER_SECONDS = 0.2
RETRY_MILLISECONDS = 3000
MOST_STREAMS = 2000
LONGEST_SEQ = 19  # digits of the largest place a chain can have
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]
log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(eq=False)
class Stream:
    """One open page: whom it belongs to, what it follows, how far it has been told."""

    session: str
    person: Person
    wanted: web.Wanted
    seq: int
    waiting: list[web.Event] = field(default_factory=list)
    behind: bool = False
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def offer(self, event: web.Event) -> None:
        """Put an event before the page if it asked for it."""
        if self.wanted.covers(event) and event.seq > self.seq:
            self.waiting.append(event)
            self.woken.set()

    def catch_up(self) -> None:
        """Have the page look back in the chain: something was missed."""
        self.behind = True
        self.woken.set()


class Live:
    """The ASGI application at `/live/`."""

    def __init__(self) -> None:
        self.streams: set[Stream] = set()
        self.seq = 0
        self.listener: asyncio.Task[None] | None = None
        self.listening = asyncio.Event()

    def wants(self, scope: Scope) -> bool:
        """Tell whether a request asks for a stream; others are answered by the page that is polled."""
        accept = dict(scope["headers"]).get(b"accept", b"")
        return b"text/event-stream" in accept

    def start(self) -> None:
        """Begin to listen."""
        self.listener = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        """Stop listening and let all streams end."""
        if self.listener is not None:
            self.listener.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.listener
        for stream in self.streams:
            stream.session = ""
            stream.woken.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold one stream until its page goes away, its session ends or the server stops."""
        session = _cookie(scope, settings.SESSION_COOKIE_NAME)
        person = await _in_thread(lambda: _person(session))
        if person is None or len(self.streams) >= MOST_STREAMS:
            await _turn_away(send, 401 if person is None else 503)
            return
        try:
            stream = await _in_thread(lambda: _stream(scope, session, person))
        except TooManyFieldsSent:
            await _turn_away(send, 400)
            return
        self.streams.add(stream)
        gone = asyncio.ensure_future(_gone(receive))
        gone.add_done_callback(lambda _task: stream.woken.set())
        try:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await _write(send, f"retry: {RETRY_MILLISECONDS}\nid: {stream.seq}\n\n")
            while await self._turn(stream, send) and not gone.done():
                continue
        finally:
            gone.cancel()
            self.streams.discard(stream)
        with contextlib.suppress(OSError, RuntimeError):
            await send({"type": "http.response.body", "body": b""})

    async def _turn(self, stream: Stream, send: Send) -> bool:
        """Wait for news or the next heartbeat and pass it on; False when the session has ended."""
        try:
            await asyncio.wait_for(stream.woken.wait(), HEARTBEAT_SECONDS)
            await asyncio.sleep(GATHER_SECONDS)
        except TimeoutError:
            if await _in_thread(lambda: _person(stream.session)) is None:
                return False
            await _write(send, ": still here\n\n")
            return True
        if not stream.session:
            return False
        stream.woken.clear()
        waiting, stream.waiting = stream.waiting, []
        behind, stream.behind = stream.behind, False
        told, more = await _in_thread(lambda: _news(stream, waiting, behind))
        if more:
            stream.catch_up()
        for event in told:
            word = json.dumps({"seq": event.seq, "kind": event.kind, "subject": str(event.subject)})
            await _write(send, f"id: {event.seq}\ndata: {word}\n\n")
        return True

    async def _listen(self) -> None:
        while True:
            try:
                connecting = psycopg.AsyncConnection.connect(**connector_params(), autocommit=True)
                async with await connecting as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    self.listening.set()
                    self._missed()
                    async for notice in connection.notifies():
                        self._hear(notice.payload)
            except (psycopg.Error, OSError) as error:
                log.warning("live pages lost the database, trying again: %s", error)
            await asyncio.sleep(1)

    def _hear(self, payload: str) -> None:
        word = json.loads(payload)
        event = web.Event(int(word["seq"]), word["kind"], UUID(word["subject"]))
        if self.seq and event.seq > self.seq + 1:
            self._missed()
        self.seq = max(self.seq, event.seq)
        for stream in self.streams:
            stream.offer(event)

    def _missed(self) -> None:
        for stream in self.streams:
            stream.catch_up()


def _news(stream: Stream, waiting: list[web.Event], behind: bool) -> tuple[list[web.Event], bool]:
    found = web.missed(stream.seq) if behind else waiting
    told = web.allowed(stream.person, now(), filter(stream.wanted.covers, found))
    stream.seq = max([stream.seq, *(event.seq for event in found)])
    return told, behind and len(found) == web.MOST


def _stream(scope: Scope, session: str, person: Person) -> Stream:
    query = QueryDict(scope["query_string"])
    last = dict(scope["headers"]).get(b"last-event-id", b"").decode("latin-1")
    seq = (
        int(last) if last.isdecimal() and len(last) < LONGEST_SEQ else web.seq_before(query.get("since", ""))
    )
    stream = Stream(session, person, web.wanted(query), seq)
    stream.catch_up()
    return stream


def _person(session: str) -> Person | None:
    if not session:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session)
    account = get_user(request)
    person = getattr(account, "person", None)
    return person if isinstance(person, Person) and person.erased_at is None else None


def _cookie(scope: Scope, name: str) -> str:
    sent = "; ".join(value.decode("latin-1") for key, value in scope["headers"] if key == b"cookie")
    return parse_cookie(sent).get(name, "")


async def _in_thread(work: Callable[[], T]) -> T:
    """Run database work in a thread and give its connection back to the pool."""

    def run() -> T:
        try:
            return work()
        finally:
            connections.close_all()

    return await asyncio.to_thread(run)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


async def _turn_away(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def _write(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
