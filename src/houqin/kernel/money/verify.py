"""Checking the ledger: the books against themselves, the entries against their days and against the trail."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.db import connection

from houqin.kernel.money.models import Seal
from houqin.kernel.trail.chain import GENESIS

MOST_NAMED = 1_000
Fault = Literal[
    "entry_altered", "entry_not_in_trail", "entry_unbalanced", "entry_missing", "day_altered", "balance_differs",
    "held_differs", "over_refunded", "floor_broken",
]  # fmt: skip

# An entry's digest stands in the journal and in the trail's happening; whoever alters a row must alter three things.
ALTERED = """
SELECT e.id, coalesce((
    SELECT day FROM money_seal s WHERE e.seq > s.since AND e.seq <= s.upto
), NULL), lines.total IS DISTINCT FROM 0 OR lines.n < 2 OR lines.credits <> e.fen,
    e.digest IS DISTINCT FROM money_digest(
        e.id, e.source, e.key, e.at, e.booked_on, e.reason, e.note, e.subject, e.by_id, e.on_behalf_of, e.reverses_id,
        lines.accounts, lines.fen
    ),
    h.facts ->> 'digest' IS DISTINCT FROM encode(e.digest, 'hex')
FROM money_entry e
LEFT JOIN LATERAL (
    SELECT count(*) AS n, sum(fen) AS total, sum(fen) FILTER (WHERE fen > 0) AS credits,
        array_agg(account_id ORDER BY line) AS accounts, array_agg(fen ORDER BY line) AS fen
    FROM money_posting WHERE entry_id = e.id
) lines ON true
LEFT JOIN LATERAL (
    SELECT facts FROM trail_happening
    WHERE subject = coalesce(e.subject, e.id) AND at = e.at AND kind = 'money.entry' AND facts ->> 'entry' = e.id::text
    LIMIT 1
) h ON true
WHERE e.seq > %s ORDER BY e.seq
"""
MISSING = """
SELECT (h.facts ->> 'entry')::uuid FROM trail_happening h
WHERE h.kind = 'money.entry' AND NOT EXISTS (SELECT FROM money_entry e WHERE e.id = (h.facts ->> 'entry')::uuid)
LIMIT %s
"""
STANDINGS = """
SELECT b.account_id,
    money_total(b.account_id) <> coalesce(p.total, 0),
    NOT b.append_only AND (b.held <> coalesce(o.fen, 0) OR b.coming <> coalesce(i.fen, 0)),
    b.floor IS NOT NULL AND coalesce(p.total, 0) - b.held < b.floor
FROM money_balance b
LEFT JOIN (SELECT account_id, sum(fen) AS total FROM money_posting GROUP BY account_id) p USING (account_id)
LEFT JOIN (
    SELECT l.account_id, sum(l.fen) AS fen FROM money_holdline l JOIN money_hold h ON h.id = l.hold_id
    WHERE h.state = 'pending' GROUP BY l.account_id
) o USING (account_id)
LEFT JOIN (
    SELECT to_id AS account_id, sum(fen) AS fen FROM money_hold WHERE state = 'pending' GROUP BY to_id
) i USING (account_id)
"""
HOLDS = """
SELECT h.to_id FROM money_hold h LEFT JOIN money_holdline l ON l.hold_id = h.id
GROUP BY h.id HAVING sum(l.fen) IS DISTINCT FROM h.fen
"""
OVER_REFUNDED = """
SELECT o.id FROM money_entry o JOIN money_entry r ON r.reverses_id = o.id LEFT JOIN money_refunded f ON f.entry_id = o.id
GROUP BY o.id, f.fen HAVING sum(r.fen) > o.fen OR sum(r.fen) IS DISTINCT FROM f.fen
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault, with the day, the entry or the account it was found at."""

    fault: Fault
    day: date | None = None
    entry: UUID | None = None
    account: UUID | None = None


@dataclass(slots=True)
class Report:
    """What a check found: entries and days looked at, and every fault."""

    entries: int = 0
    days: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing is amiss."""
        return not self.findings


def verify() -> Report:
    """Recompute every entry's digest, every day's hash, every balance, hold and refund from the rows below them."""
    report = Report()
    for finding in (*_entries(report), *_missing(), *_days(report), *_standings(), *_refunds()):
        report.findings.append(finding)
        if len(report.findings) >= MOST_NAMED:
            break
    return report


def _entries(report: Report) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(ALTERED, [0])
        while batch := cursor.fetchmany(5_000):
            report.entries += len(batch)
            for entry, day, uneven, altered, unknown in batch:
                if uneven:
                    yield Finding("entry_unbalanced", day, entry)
                if altered:
                    yield Finding("entry_altered", day, entry)
                elif unknown:
                    yield Finding("entry_not_in_trail", day, entry)


def _missing() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(MISSING, [MOST_NAMED])
        for (entry,) in cursor.fetchall():
            yield Finding("entry_missing", entry=entry)


def _days(report: Report) -> Iterator[Finding]:
    before, upto = GENESIS, 0
    with connection.cursor() as cursor:
        for seal in Seal.objects.order_by("day"):
            report.days += 1
            values: list[Any] = [before, seal.day, seal.since, seal.upto]
            cursor.execute("SELECT entries, hash FROM money_chain(%s, %s, %s, %s)", values)
            entries, hashed = cursor.fetchone()
            if (entries, bytes(hashed), seal.since) != (seal.entries, bytes(seal.hash), upto):
                yield Finding("day_altered", seal.day)
            before, upto = bytes(seal.hash), seal.upto


def _standings() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(STANDINGS)
        for account, differs, held_differs, broken in cursor.fetchall():
            if differs:
                yield Finding("balance_differs", account=account)
            if held_differs:
                yield Finding("held_differs", account=account)
            if broken:
                yield Finding("floor_broken", account=account)
        cursor.execute(HOLDS)
        for (to,) in cursor.fetchall():
            yield Finding("held_differs", account=to)


def _refunds() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(OVER_REFUNDED)
        for (entry,) in cursor.fetchall():
            yield Finding("over_refunded", entry=entry)
