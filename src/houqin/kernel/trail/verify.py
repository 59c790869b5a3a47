"""Checking the chain: any altered, missing or added row is found and located."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from django.db import connection

from houqin.kernel.trail import sealing
from houqin.kernel.trail.chain import GENESIS, INSTANT, SELECTED, next_hash
from houqin.kernel.trail.models import Cursor, Link
from houqin.kernel.trail.roots import Root

BATCH = 10_000
MOST_NAMED = 1_000  # faults listed before the check stops naming more

Fault = Literal[
    "row_altered", "link_altered", "altered", "row_missing", "row_moved", "links_missing", "row_unlinked",
    "words_altered", "words_missing", "words_added", "root_differs",
]  # fmt: skip

LINKS = f"""
SELECT l.seq, l.happening, l.hash, {INSTANT.format("l.linked_at")}, l.at = h.at,
       p.ciphertext, p.key_id, k.id IS NOT NULL, k.wrapped, {SELECTED}
FROM (SELECT * FROM trail_link WHERE seq > %s ORDER BY seq LIMIT %s) l
LEFT JOIN trail_happening h ON h.id = l.happening {{same}}
LEFT JOIN trail_private p ON p.happening_id = l.happening
LEFT JOIN trail_subject_key k ON k.id = p.key_id
ORDER BY l.seq
"""
IN_PLACE = LINKS.format(same="AND h.at = l.at")  # looks into one month for each link
ANYWHERE = LINKS.format(same="")
UNLINKED = """
SELECT h.id FROM trail_happening h
WHERE h.xact < (SELECT horizon FROM trail_relay_state
                WHERE horizon <= pg_snapshot_xmax(pg_current_snapshot())
                AND cluster = (SELECT system_identifier FROM pg_control_system()))
AND NOT EXISTS (SELECT FROM trail_link l WHERE l.happening = h.id) ORDER BY h.xact, h.id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault and its place: the link's number (None where there is no link) and the happening."""

    fault: Fault
    seq: int | None = None
    happening: UUID | None = None


@dataclass(slots=True)
class Report:
    """What a check found: how many links, the newest place and hash, and every fault."""

    checked: int = 0
    seq: int = 0
    root: bytes = GENESIS
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing has been altered."""
        return not self.findings


@dataclass(frozen=True, slots=True)
class _Row:
    """A link with what it vouches for, as `LINKS` selects it."""

    seq: int
    happening: UUID
    hash: bytes
    linked_at: str
    in_place: bool | None
    ciphertext: bytes | None
    key_id: UUID | None
    key_known: bool
    wrapped: bytes | None
    columns: Sequence[Any]

    def hash_after(self, previous: bytes) -> bytes:
        return next_hash(previous, self.seq, self.linked_at, self.columns)


def verify(progress: Callable[[int], None] | None = None, roots: Sequence[Root] = ()) -> Report:
    """Recompute the chain from its first link, streaming: memory stays small at any length.

    `roots` were exported before and kept elsewhere: with them a chain rewritten whole is found too.
    `progress` is told the number of links checked so far.
    """
    report = Report()
    kept = {root.seq: root.hash for root in roots}
    chain = _Chain(report.findings)
    for row in _rows():
        chain.check(row)
        report.findings.extend(_words(row))
        if row.seq in kept and kept.pop(row.seq) != row.hash:
            report.findings.append(Finding("root_differs", row.seq, row.happening))
        report.checked += 1
        if progress and report.checked % BATCH == 0:
            progress(report.checked)
        if len(report.findings) >= MOST_NAMED:
            break
    else:
        report.findings.extend(_beyond(chain.seq, kept))
    chain.end()
    report.seq, report.root = chain.seq, chain.stored
    return report


class _Chain:
    """Follows the hashes. Which of row and hash was altered shows at the next link, built on the true one."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        self.seq, self.stored = 0, GENESIS
        self.doubtful: tuple[_Row, bytes] | None = (
            None  # a row whose hash differs, and the hash it should have
        )

    def check(self, row: _Row) -> None:
        if row.seq != self.seq + 1:
            self.end()
            self.findings.append(Finding("links_missing", self.seq + 1))
        elif row.columns[0] is None:
            self.end()
            self.findings.append(Finding("row_missing", row.seq, row.happening))
        else:
            self._compare(row)
        self.seq, self.stored = row.seq, row.hash

    def _compare(self, row: _Row) -> None:
        if row.hash_after(self.stored) == row.hash:
            self._settle("row_altered")
            if not row.in_place:
                self.findings.append(Finding("row_moved", row.seq, row.happening))
        elif self.doubtful and row.hash_after(self.doubtful[1]) == row.hash:
            self._settle("link_altered")
        else:
            self.end()
            self.doubtful = (row, row.hash_after(self.stored))

    def end(self) -> None:
        """No further link tells which of the two it was."""
        self._settle("altered")

    def _settle(self, fault: Fault) -> None:
        if self.doubtful:
            row, _expected = self.doubtful
            self.findings.append(Finding(fault, row.seq, row.happening))
            self.doubtful = None


def _rows() -> Iterator[_Row]:
    seq = 0
    while batch := _batch(IN_PLACE, seq, BATCH):
        for row in batch:
            yield row if row.columns[0] is not None else _batch(ANYWHERE, row.seq - 1, 1)[0]
        seq = batch[-1].seq


def _batch(query: str, after: int, limit: int) -> list[_Row]:
    with connection.cursor() as cursor:
        cursor.execute(query, [after, limit])
        return [_row(*row) for row in cursor.fetchall()]


def _row(
    seq: int, happening: UUID, hashed: bytes, linked_at: str, in_place: bool | None, ciphertext: bytes | None,
    key_id: UUID | None, key_known: bool, wrapped: bytes | None, *columns: Any,
) -> _Row:  # fmt: skip
    return _Row(seq, happening, hashed, linked_at, in_place, ciphertext, key_id, key_known, wrapped, columns)


def _words(row: _Row) -> Iterator[Finding]:
    digest = row.columns[-1]
    if row.columns[0] is None or (digest is None and row.ciphertext is None):
        return
    if row.ciphertext is None or not row.key_known:
        yield Finding("words_missing", row.seq, row.happening)
    elif digest is None:
        yield Finding("words_added", row.seq, row.happening)
    elif row.wrapped is not None and _digest(row) != digest:
        yield Finding("words_altered", row.seq, row.happening)


def _digest(row: _Row) -> str | None:
    """The digest that the sealed words have, None where they do not open at all."""
    if row.key_id is None or row.wrapped is None or row.ciphertext is None:
        return None
    try:
        key = sealing.unwrap(row.wrapped, row.key_id)
        return sealing.unseal(key, row.ciphertext, row.happening)[1].hex()
    except sealing.BrokenSealError:
        return None


def _beyond(head: int, unmet: dict[int, bytes]) -> Iterator[Finding]:
    """What lies outside the links: rows nobody linked, and an end that was cut off."""
    with connection.cursor() as cursor:
        cursor.execute(UNLINKED, [MOST_NAMED])
        for (happening,) in cursor.fetchall():
            yield Finding("row_unlinked", None, happening)
    read = max(Cursor.objects.values_list("seq", flat=True), default=0)
    if max([read, *unmet]) > head and not Link.objects.filter(seq__gt=head).exists():
        yield Finding("links_missing", head + 1)
