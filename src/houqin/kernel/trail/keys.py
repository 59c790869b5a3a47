"""The keys of subjects: made on first need, destroyed to erase."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from houqin.kernel.base.ids import new_id
from houqin.kernel.trail import sealing
from houqin.kernel.trail.models import SubjectKey

Key = tuple[UUID, bytes]  # the key's id and the key itself


def key_of(subject: UUID) -> Key:
    """Return a subject's live key; two makers at once agree on the first one's."""
    return keys_of({subject})[subject]


def keys_of(subjects: Collection[UUID]) -> dict[UUID, Key]:
    """Return the live keys of many subjects, made where there are none."""
    known = _live(subjects)
    missing = set(subjects) - set(known)
    if missing:
        fresh = [_made(subject) for subject in sorted(missing)]  # sorted, so that two makers cannot deadlock
        SubjectKey.objects.bulk_create(fresh, ignore_conflicts=True)
        known |= _live(missing)
    return known


def destroy(subject: UUID, *, at: datetime) -> int:
    """Empty a subject's live key; returns how many there were, 0 or 1."""
    live = SubjectKey.objects.filter(subject=subject, wrapped__isnull=False)
    return live.update(wrapped=None, destroyed_at=at)


def _live(subjects: Collection[UUID]) -> dict[UUID, Key]:
    rows = SubjectKey.objects.filter(subject__in=subjects, wrapped__isnull=False)
    return {
        row.subject: (row.pk, sealing.unwrap(bytes(row.wrapped), row.pk))
        for row in rows
        if row.wrapped is not None
    }


def _made(subject: UUID) -> SubjectKey:
    identity = new_id()
    return SubjectKey(id=identity, subject=subject, wrapped=sealing.wrap(sealing.new_key(), identity))
