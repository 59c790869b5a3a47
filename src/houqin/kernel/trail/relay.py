"""The one relay: puts new happenings into the chain in commit order, then has the subscribers served."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from houqin.kernel.registry.feature import Subscriber
from houqin.kernel.registry.house import house
from houqin.kernel.trail.chain import GENESIS, INSTANT, SELECTED, next_hash
from houqin.kernel.trail.delivery import deliver
from houqin.kernel.trail.models import Link, RelayState

LOCK = 0x48_51_54_52  # "HQTR": one relay at a time, whoever starts it
BATCH = 1_000
NOWHERE = UUID(int=0)
LIVE = "houqin_live"

SITUATION = f"""
SELECT trail_safe_xact()::text::bigint, system_identifier,
       {INSTANT.format("clock_timestamp()")}
FROM pg_control_system()
"""
UNLINKED = f"""
SELECT h.xact::text::bigint, {SELECTED} FROM trail_happening h
WHERE NOT EXISTS (SELECT FROM trail_link l WHERE l.happening = h.id) AND
"""
NEW = UNLINKED + "(h.xact, h.id) > (%s::xid8, %s) AND h.xact < %s::xid8 ORDER BY h.xact, h.id LIMIT %s"
LEFT_BEHIND = UNLINKED + "true ORDER BY h.recorded_at, h.id LIMIT %s"
APPEND = """
INSERT INTO trail_link (seq, happening, at, linked_at, hash)
SELECT * FROM unnest(%s::bigint[], %s::uuid[], %s::timestamptz[], %s::timestamptz[], %s::bytea[])
"""

Row = tuple[Any, ...]


def run_once(limit: int = BATCH, subscribers: Sequence[Subscriber] | None = None) -> int:
    """Do one round: link up to `limit` committed happenings, give each subscriber its next batch.

    Returns how many happenings were linked or delivered: 0 means that nothing was left to do. `subscribers`
    are those of the house unless given.
    """
    done = link_new(limit)
    for subscriber in house().each("subscribers") if subscribers is None else subscribers:
        done += deliver(subscriber, limit)
    return done


def link_new(limit: int = BATCH) -> int:
    """Append committed happenings to the chain and wake the live pages; of several callers one does it.

    A happening is taken once every transaction of this database that began before its own has ended: none can
    slip in behind.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(SITUATION)
        safe, cluster, linked_at = cursor.fetchone()
        state, _made = RelayState.objects.get_or_create(
            id=1, defaults={"horizon": 0, "horizon_id": NOWHERE, "cluster": cluster}
        )
        rows = _unlinked(state, safe, cluster, limit)
        if rows:
            append(rows, linked_at)
        if rows or _restored(state, safe, cluster):  # an idle round writes nothing
            _advance(state, rows, safe, cluster, limit)
    return len(rows)


def _unlinked(state: RelayState, safe: int, cluster: int, limit: int) -> list[Row]:
    """A restored copy counts its transactions anew: there all that has no link is taken, as recorded."""
    with connection.cursor() as cursor:
        if _restored(state, safe, cluster):
            cursor.execute(LEFT_BEHIND, [limit])
        else:
            cursor.execute(NEW, [str(state.horizon), state.horizon_id, str(safe), limit])
        rows: list[Row] = cursor.fetchall()
        return rows


def _restored(state: RelayState, safe: int, cluster: int) -> bool:
    return safe < state.horizon or cluster != state.cluster


def _advance(state: RelayState, rows: Sequence[Row], safe: int, cluster: int, limit: int) -> None:
    if len(rows) < limit:
        state.horizon, state.horizon_id, state.cluster = safe, NOWHERE, cluster
    elif not _restored(state, safe, cluster):
        state.horizon, state.horizon_id = rows[-1][0], UUID(rows[-1][1])
    state.save()


def append(rows: Sequence[Row], linked_at: str) -> None:
    """Put happenings, as `UNLINKED` selects them, at the end of the chain, and wake the live pages."""
    last = Link.objects.order_by("-seq").first()
    seq, previous = (last.seq, bytes(last.hash)) if last else (0, GENESIS)
    seqs, hashes = [], []
    for _xact, *columns in rows:
        seq, previous = seq + 1, next_hash(previous, seq + 1, linked_at, columns)
        seqs.append(seq)
        hashes.append(previous)
    with connection.cursor() as cursor:
        ids, instants = [row[1] for row in rows], [f"{row[2]}Z" for row in rows]
        cursor.execute(APPEND, [seqs, ids, instants, [f"{linked_at}Z"] * len(rows), hashes])
        words = [
            json.dumps({"seq": seq, "kind": row[6], "subject": row[5]})
            for seq, row in zip(seqs, rows, strict=True)
        ]
        # Only the relay notifies: a notify in each deed would cost most of the speed.
        cursor.execute("SELECT pg_notify(%s, word) FROM unnest(%s::text[]) AS word", [LIVE, words])
