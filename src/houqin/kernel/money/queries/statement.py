"""An account's statement: its postings, newest first, with the running balance, by keyset."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from houqin.kernel.money.models import Account

# Where the account is append-only the running balance is counted from the nearest snapshot before the page.
PAGE = """
WITH page AS (
    SELECT seq, entry_id, fen, balance_after FROM money_posting
    WHERE account_id = %(account)s AND seq < %(before)s ORDER BY seq DESC LIMIT %(limit)s
), top AS (
    SELECT max(seq) AS seq FROM page
), based AS (
    SELECT s.upto, s.balance FROM money_snapshot s, top WHERE s.account_id = %(account)s AND s.upto <= top.seq
    ORDER BY s.upto DESC LIMIT 1
), stands AS (
    SELECT CASE WHEN %(append_only)s THEN coalesce((SELECT balance FROM based), 0) + coalesce((
        SELECT sum(p.fen) FROM money_posting p
        WHERE p.account_id = %(account)s AND p.seq > coalesce((SELECT upto FROM based), 0)
        AND p.seq <= (SELECT seq FROM top)
    ), 0) END AS total
)
SELECT page.seq, e.id, e.at, e.booked_on, e.reason, e.note, e.subject, e.reverses_id, page.fen, coalesce(
    page.balance_after,
    (SELECT total FROM stands) - sum(page.fen) OVER (ORDER BY page.seq DESC) + page.fen
)::bigint
FROM page JOIN money_entry e ON e.id = page.entry_id ORDER BY page.seq DESC
"""
NEWEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a statement. `place` is what the next page is asked with; `balance` is after this line, in fen."""

    place: int
    entry: UUID
    at: datetime
    booked_on: date
    reason: str
    note: str
    subject: UUID | None
    reverses: UUID | None
    fen: int
    balance: int


def statement(account: Account, *, before: int = NEWEST, limit: int = 50) -> list[Line]:
    """Return up to `limit` lines before a place, newest first; any page costs the same."""
    values: dict[str, Any] = {
        "account": account.pk,
        "before": before,
        "limit": limit,
        "append_only": account.append_only,
    }
    with connection.cursor() as cursor:
        cursor.execute(PAGE, values)
        return [Line(*row) for row in cursor.fetchall()]
