"""The trial balance: each kind of account over a span of accounting dates."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from houqin.kernel.money.rules import Book

SUMS = """
SELECT a.kind,
    coalesce(sum(p.fen) FILTER (WHERE p.booked_on < %(since)s), 0)::bigint,
    coalesce(-sum(p.fen) FILTER (WHERE p.booked_on >= %(since)s AND p.fen < 0), 0)::bigint,
    coalesce(sum(p.fen) FILTER (WHERE p.booked_on >= %(since)s AND p.fen > 0), 0)::bigint
FROM money_posting p JOIN money_account a ON a.id = p.account_id
WHERE a.book = %(book)s AND p.booked_on < %(until)s
GROUP BY a.kind ORDER BY a.kind
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A kind of account: opening balance, debits, credits, all in fen; credit balances are positive."""

    kind: str
    opening: int
    debit: int
    credit: int

    @property
    def closing(self) -> int:
        """The balance at the end of the span."""
        return self.opening + self.credit - self.debit


def trial_balance(book: Book, since: date, until: date) -> list[Row]:
    """Return the book's trial balance from `since` (included) to `until` (not); each column sums to zero."""
    with connection.cursor() as cursor:
        cursor.execute(SUMS, {"book": book.value, "since": since, "until": until})
        return [Row(*row) for row in cursor.fetchall()]
