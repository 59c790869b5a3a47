"""The fast lane for tills: payments that arrive while the database is busy share the next commit.

One writer a process, so payments never wait for each other's commits one by one; each is acknowledged after the commit
it is in, never before. Free of the ORM on purpose: this is the one place where the microseconds count
(docs/decisions/0014-the-lane.md).
"""

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from houqin.kernel.base.clock import local_date
from houqin.kernel.base.ids import new_id
from houqin.kernel.base.refused import Refused

Connect = Callable[[], Awaitable["psycopg.AsyncConnection[tuple[Any, ...]]"]]
Waiting = tuple["Payment", "asyncio.Future[Paid]"]

TOGETHER = 50
"""Payments of one commit at most."""
MOST_WAITING = 2_000
"""Payments that may wait in a process; who comes after them is told to try again."""
KNOWN_SECONDS = 5.0
"""How long a till is known without asking the database."""
TRIES = 2
PAY = (
    "SELECT * FROM money_pay_each(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], "
    "%s::bigint[], %s::uuid[], %s::text[], %s::timestamptz[], %s::date[])"
)
TILL = "SELECT id, to_id, purpose FROM money_till WHERE digest = %s AND closed_at IS NULL"
log = logging.getLogger(__name__)


class Busy(Exception):
    """The lane cannot take a payment now; the same key may be sent again."""


@dataclass(frozen=True, slots=True)
class Counter:
    """A till as the lane knows it: where it pays to and out of which pots."""

    id: UUID
    to: UUID
    purpose: str


@dataclass(frozen=True, slots=True)
class Payment:
    """What a till asks for: `key` names it among the till's payments for ever; `payer` is a person's number."""

    till: Counter
    key: str
    payer: str
    fen: int
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment's entry, and whether this very call made it; or why it was refused."""

    entry: UUID | None
    fresh: bool
    refused: Refused | None = None


@dataclass
class Lane:
    """Takes payments from all connections of a process and writes them in turn."""

    connect: Connect
    waiting: list[Waiting] = field(default_factory=list)
    known: dict[str, tuple[float, Counter | None]] = field(default_factory=dict)
    writer: "asyncio.Task[None] | None" = None
    connection: "psycopg.AsyncConnection[tuple[Any, ...]] | None" = None

    async def pay(self, payment: Payment) -> Paid:
        """Pay, and return once it is durable. Raises `Busy` when that could not be done."""
        if len(self.waiting) >= MOST_WAITING:
            raise Busy
        answer: asyncio.Future[Paid] = asyncio.get_running_loop().create_future()
        self.waiting.append((payment, answer))
        if self.writer is None or self.writer.done():
            self.writer = asyncio.create_task(self._write())
        return await answer

    async def counter(self, digest: str) -> Counter | None:
        """Return the open till of a key's digest; raises `Busy` without a database."""
        until, found = self.known.get(digest, (0.0, None))
        if until > time.monotonic():
            return found
        try:
            async with await self.connect() as connection:
                row = await (await connection.execute(TILL, [digest])).fetchone()
        except (psycopg.Error, OSError) as error:
            raise Busy from error
        found = Counter(*row) if row else None
        if len(self.known) > MOST_WAITING:  # somebody is guessing
            self.known.clear()
        self.known[digest] = (time.monotonic() + KNOWN_SECONDS, found)
        return found

    async def stop(self) -> None:
        """Write what waits, then end."""
        if self.writer is not None:
            await self.writer
        if self.connection is not None:
            await self.connection.close()

    async def _write(self) -> None:
        """Write until nobody waits."""
        while self.waiting:
            turn, self.waiting = self.waiting[:TOGETHER], self.waiting[TOGETHER:]
            turn.sort(key=lambda one: one[0].payer)
            try:
                rows = await self._post([payment for payment, _answer in turn])
            except (psycopg.Error, OSError) as error:
                log.warning("%d payments of tills were not taken: %s", len(turn), error)
                for _payment, answer in turn:
                    if not answer.done():
                        answer.set_exception(Busy())
                continue
            for (_payment, answer), row in zip(turn, rows, strict=True):
                if not answer.done():  # a till that hung up hears of it when it asks again
                    answer.set_result(_read(*row))

    async def _post(self, payments: Sequence[Payment]) -> Sequence[tuple[Any, ...]]:
        values = [
            [new_id() for _ in payments], [new_id() for _ in payments],
            [f"till.{one.till.id.hex}" for one in payments], [one.key for one in payments],
            [one.payer for one in payments], [one.till.purpose for one in payments], [one.fen for one in payments],
            [one.till.to for one in payments], [one.note for one in payments], [one.at for one in payments],
            [local_date(one.at) for one in payments],
        ]  # fmt: skip
        for left in reversed(range(TRIES)):
            try:
                if self.connection is None or self.connection.closed:
                    self.connection = await self.connect()
                return await (await self.connection.execute(PAY, values)).fetchall()
            except (psycopg.Error, OSError):  # a key is booked once, so to try again can do no harm
                with contextlib.suppress(psycopg.Error, OSError):
                    if self.connection is not None:
                        await self.connection.close()
                if not left:
                    raise
        raise AssertionError("the last try returns or raises")


def _read(entry: UUID | None, fresh: bool, code: str | None, detail: str | None) -> Paid:
    return Paid(entry, fresh, Refused(code, **json.loads(detail or "{}")) if code else None)
