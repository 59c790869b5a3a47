"""Roots: the chain's newest hash of a day. Kept elsewhere, one line vouches for all that came before it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.base.refused import Refused
from houqin.kernel.trail.models import Link


@dataclass(frozen=True, slots=True)
class Root:
    """The end of the chain on a day: its last link and that link's hash."""

    day: date
    seq: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.day.isoformat()} {self.seq} {self.hash.hex()}"


def root_of(day: date) -> Root | None:
    """Return the root at the end of a campus day (Asia/Shanghai), None where the chain had not begun."""
    end = datetime.combine(day + timedelta(days=1), time(), SHANGHAI)
    last = Link.objects.filter(linked_at__lt=end).order_by("-seq").first()
    return Root(day, last.seq, bytes(last.hash)) if last else None


def parse(line: str) -> Root:
    """Read a root as it was printed; raises `Refused("trail.root_unreadable")`."""
    try:
        day, seq, hashed = line.split()
        root = Root(date.fromisoformat(day), int(seq), bytes.fromhex(hashed))
    except ValueError as wrong:
        raise Refused("trail.root_unreadable", line=line.strip()[:120]) from wrong
    if len(root.hash) != 32 or root.seq < 1:
        raise Refused("trail.root_unreadable", line=line.strip()[:120])
    return root
