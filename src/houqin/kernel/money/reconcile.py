"""Our payments and refunds of a day against the provider's bill, line by line. Pure; amounts in fen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

FindingKind = Literal["only_ours", "only_theirs", "amount_differs", "state_differs", "refund_differs"]


@dataclass(frozen=True, slots=True)
class Line:
    """One side's line. `reference` names it on both sides: the trade's id at the provider, or our refund's number.

    `settled` tells whether this side says the money moved.
    """

    number: str
    reference: str
    fen: int
    refund: bool = False
    settled: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """Where the two differ. (kind, reference) is its identity within a gateway's day; None: that side has no line."""

    kind: FindingKind
    number: str
    reference: str
    ours_fen: int | None
    theirs_fen: int | None


def compare(ours: Iterable[Line], theirs: Iterable[Line]) -> list[Finding]:
    """Return what differs, payments before refunds, each by reference. Where all agrees, nothing.

    A line that did not settle is no difference as long as the other side has none.
    """
    mine = {(line.refund, line.reference): line for line in ours}
    other = {(line.refund, line.reference): line for line in theirs}
    pairs: Sequence[tuple[bool, str]] = sorted(mine.keys() | other.keys())
    found = (_differs(mine.get(pair), other.get(pair)) for pair in pairs)
    return [finding for finding in found if finding is not None]


def _differs(ours: Line | None, theirs: Line | None) -> Finding | None:
    if theirs is None:
        return _finding("only_ours", ours, theirs) if ours is not None and ours.settled else None
    if ours is None:
        return _finding("only_theirs", ours, theirs) if theirs.settled else None
    if ours.fen != theirs.fen:
        return _finding("amount_differs", ours, theirs)
    return None if ours.settled == theirs.settled else _finding("state_differs", ours, theirs)


def _finding(kind: FindingKind, ours: Line | None, theirs: Line | None) -> Finding:
    known = ours or theirs
    assert known is not None
    return Finding(
        "refund_differs" if known.refund else kind, known.number, known.reference,
        ours.fen if ours else None, theirs.fen if theirs else None,
    )  # fmt: skip
