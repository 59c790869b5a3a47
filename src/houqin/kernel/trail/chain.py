"""The chain's arithmetic: what is hashed, byte for byte.

A link's hash is SHA-256 over the hash before it and a JSON array, in UTF-8 without spaces, of the link's
place, the instant it was linked and the happening's columns as PostgreSQL writes them: anybody can compute
it again.
"""

import json
from collections.abc import Sequence
from hashlib import sha256

GENESIS = bytes(32)
INSTANT = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
COLUMNS = (
    "h.id::text",
    INSTANT.format("h.at"),
    INSTANT.format("h.recorded_at"),
    "h.xact::text",
    "h.subject::text",
    "h.kind",
    "h.verb",
    "h.actor::text",
    "h.on_behalf_of::text",
    "h.before",
    "h.after",
    "h.version",
    "h.facts::text",
    "encode(h.digest, 'hex')",
)
SELECTED = ", ".join(COLUMNS)  # of "trail_happening h", in the order that is hashed


def next_hash(previous: bytes, seq: int, linked_at: str, columns: Sequence[object]) -> bytes:
    """Return the hash of a link: `columns` are the happening's, as selected by `SELECTED`."""
    vouched = json.dumps([seq, linked_at, *columns], ensure_ascii=False, separators=(",", ":"))
    return sha256(previous + vouched.encode()).digest()
