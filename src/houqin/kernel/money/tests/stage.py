"""The tests' fixed morning and how they look at the ledger."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from uuid import UUID

from django.db import connection

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.actions.posting import Posted, post
from houqin.kernel.money.models import Account, Entry, Posting
from houqin.kernel.people.models import Grant, Person, Role

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
NOVEMBER = date(2026, 11, 1)
HOUR = timedelta(hours=1)


def lines(entry: UUID) -> list[tuple[str, int]]:
    """Return an entry's postings as (kind of account, fen), in their order."""
    rows = Posting.objects.filter(entry=entry).order_by("line")
    return list(rows.values_list("account__kind", "fen"))


def give(pot: Account, fen: int, clearing: Account, *, key: str = "") -> Posted:
    """Put money into an account from outside."""
    key = key or f"give {pot.pk} {Entry.objects.count()}"
    return post(
        source="test", key=key, lines=[(clearing, -fen), (pot, fen)], reason="test.given", by=None, at=MONDAY
    )


def allow(person: Person, *permissions: str) -> Person:
    """Give a person permissions over everything."""
    role = Role.objects.create(key=f"r{person.pk}", title="会计", permissions=list(permissions))
    Grant.objects.create(person=person, role=role, starts_on=date(2020, 1, 1))
    return person


def at_once(deeds: Sequence[Callable[[], object]]) -> list[object]:
    """Do all deeds in the same moment, each on its own connection; what each returned, or its refusal's code."""
    barrier = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        try:
            barrier.wait()
            return deed()
        except Refused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def execute(statement: str, *values: object) -> object:
    """Run a statement; its first value, if it has one."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)  # type: ignore[arg-type]
        return cursor.fetchone()[0] if cursor.description else None


def commit_checks() -> None:
    """Run now what the database checks at commit."""
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute("SET CONSTRAINTS ALL DEFERRED")


def settle_all() -> None:
    """Let all that was committed become final, with a snapshot of every tail, however short."""
    for _ in range(2):
        execute("SELECT money_settle(1)")
