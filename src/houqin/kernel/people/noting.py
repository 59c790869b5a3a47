"""Noting the registers' deeds in the trail."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from houqin.kernel.people.models import Person
from houqin.kernel.trail.record import record


def note(
    subject: UUID,
    kind: str,
    verb: str,
    *,
    by: Person | None,
    at: datetime | None,
    acting: UUID | None = None,
    facts: Mapping[str, object] | None = None,
    private: Mapping[str, object] | None = None,
) -> None:
    """Record a deed; without an instant it belongs to the founding of the house, which is not recorded.

    `facts` stay for ever and name nobody; words about a person go into `private`.
    """
    if at is not None:
        record(
            subject=subject,
            kind=kind,
            verb=verb,
            by=by,
            at=at,
            on_behalf_of=acting,
            facts=facts,
            private=private,
        )
