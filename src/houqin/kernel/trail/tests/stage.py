"""What the trail's tests stand on: a case's id, a Monday, bulk entries, and a way past the guards."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection

from houqin.kernel.trail.record import Entry
from houqin.kernel.trail.relay import LEFT_BEHIND, append, link_new

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
Value = str | int | bytes | datetime | UUID
SUBJECT = UUID("0193580c-0000-7000-8000-000000000001")


def entries(
    count: int, subject: UUID = SUBJECT, private: Mapping[str, object] | None = None
) -> Iterator[Entry]:
    """Return deeds of one case, a minute apart, each with its number among the facts."""
    for n in range(count):
        yield Entry(
            subject=subject, kind="toy.case", verb="assign", at=MONDAY + timedelta(minutes=n), version=n + 1,
            before="submitted", after="assigned", facts={"n": n, "place": "东一楼"}, private=private or {},
        )  # fmt: skip


@contextmanager
def past_the_guards() -> Iterator[None]:
    """Do what only a superuser with the triggers off can do."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            cursor.execute("SET session_replication_role = origin")


def tamper(statement: str, *values: Value) -> None:
    """Change the past as an attacker who has become the database's superuser would; exactly one row."""
    with past_the_guards(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount == 1


def settle(seconds: float = 30) -> None:
    """Wait until every transaction of this database has ended that began before now."""
    deadline = time.monotonic() + seconds
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())")
        (now,) = cursor.fetchone()
        while time.monotonic() < deadline:
            cursor.execute("SELECT trail_safe_xact() >= %s::xid8", [now])
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise TimeoutError("some transaction does not end")


def link_here() -> int:
    """Link what this very transaction wrote, as the relay does with what has been committed."""
    with connection.cursor() as cursor:
        cursor.execute(LEFT_BEHIND, [10_000_000])
        rows = cursor.fetchall()
    append(rows, "2026-11-24T02:00:00.000000")
    return len(rows)


def link_all(limit: int = 10_000) -> int:
    """Run the relay's linking until nothing that was committed is left."""
    settle()
    linked = 0
    while step := link_new(limit):
        linked += step
    return linked
