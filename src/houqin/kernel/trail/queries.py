"""Reading the trail."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from houqin.kernel.trail.models import Happening

AFTER = """
SELECT h.*, l.seq FROM trail_link l JOIN trail_happening h ON h.id = l.happening AND h.at = l.at
WHERE l.seq > %s ORDER BY l.seq LIMIT %s
"""


def timeline(subject: UUID, since: datetime | None = None) -> list[Happening]:
    """Return what happened to a subject, oldest first, with its sealed words for `record.read`, in one query.

    With `since` (when the case was opened) only the months from then on are looked through.
    """
    rows = Happening.objects.filter(subject=subject).select_related("private__key")
    if since is not None:
        rows = rows.filter(at__gte=since)
    return list(rows.order_by("at", "id"))


def after(seq: int, limit: int) -> list[tuple[int, Happening]]:
    """Return up to `limit` happenings that follow a place in the chain, in its order, each with its place."""
    return [(each.__dict__.pop("seq"), each) for each in Happening.objects.raw(AFTER, [seq, limit])]


def last_of(subjects: Collection[UUID]) -> dict[UUID, Happening]:
    """Return the newest happening of each subject."""
    newest = (
        Happening.objects.filter(subject__in=subjects).order_by("subject", "-at", "-id").distinct("subject")
    )
    return {each.subject: each for each in newest}
