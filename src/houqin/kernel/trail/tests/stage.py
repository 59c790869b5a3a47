"""What the trail's tests stand on: a case's id, a Monday, bulk entries, and a way past the guards."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection

from houqin.kernel.trail.record import Entry
from houqin.kernel.trail.relay import link_new

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


def link_all(limit: int = 10_000) -> int:
    """Run the relay's linking until nothing is left."""
    linked = 0
    while step := link_new(limit):
        linked += step
    return linked
