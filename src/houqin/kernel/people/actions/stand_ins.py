"""Writes: who stands in for whom."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import Person, StandIn
from houqin.kernel.people.noting import note
from houqin.kernel.people.permits import require

KIND = "people.stand_in"


def appoint_stand_in(
    principal: Person,
    deputy: Person,
    *,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    at: datetime,
    by: Person | None = None,
) -> StandIn:
    """Let a deputy act for a principal for a while.

    People appoint their own deputy (`by` None or the principal); for another only who may grant does it, and
    never for their own benefit. A deputy holds what the principal holds themself: nothing is passed on twice.
    Nobody stands in for the time before they were appointed: an earlier `starts_at` becomes `at`.
    """
    if principal.pk == deputy.pk:
        raise Refused("people.stand_in_self", field="deputy")
    if principal.erased_at is not None or deputy.erased_at is not None:
        raise Refused("people.erased", field="deputy")
    if ends_at <= starts_at or ends_at <= at:
        raise Refused("people.stand_in_period", field="ends_at")
    acting = _may(principal, by, at)
    if by is not None and deputy.pk in {by.pk, acting}:
        raise Refused("people.stand_in_own_benefit", field="deputy")
    try:
        with transaction.atomic():
            made = StandIn.objects.create(
                principal=principal,
                deputy=deputy,
                starts_at=max(starts_at, at),
                ends_at=ends_at,
                reason=reason.strip(),
            )
            note(principal.pk, KIND, "appointed", by=by or principal, at=at, acting=acting,
                 facts={"deputy": str(deputy.pk), "from": made.starts_at.isoformat(), "to": ends_at.isoformat()},
                 private={"reason": made.reason} if made.reason else None)  # fmt: skip
    except IntegrityError as taken:
        raise Refused("people.stand_in_overlaps", name=deputy.name, field="starts_at") from taken
    return made


def end_stand_in(stand_in: StandIn, *, at: datetime, by: Person | None = None) -> None:
    """End a stand-in at once, for its two people and for who may grant. Ended ones stay as they are."""
    acting = None if by is not None and by.pk == stand_in.deputy_id else _may(stand_in.principal, by, at)
    with transaction.atomic():
        ended = StandIn.objects.filter(pk=stand_in.pk, ended_at=None, ends_at__gt=at).update(ended_at=at)
        if ended:
            note(stand_in.principal_id, KIND, "ended", by=by or stand_in.principal, at=at, acting=acting,
                 facts={"deputy": str(stand_in.deputy_id)})  # fmt: skip
    stand_in.refresh_from_db()


def _may(principal: Person, by: Person | None, at: datetime) -> UUID | None:
    return None if by is None or by.pk == principal.pk else require("people.grant", by=by, at=at)
