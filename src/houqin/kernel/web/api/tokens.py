"""Bearer tokens: made once, shown once, kept as a digest, revoked at any time."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import Person
from houqin.kernel.trail.record import record
from houqin.kernel.web.models.api import ApiToken

PREFIX = "hq_"
BYTES = 32
USE_NOTED = timedelta(minutes=1)
LONGEST = 200
KIND = "web.token"


def create(
    person: Person, *, name: str, by: Person | None, at: datetime, expires_at: datetime | None = None
) -> str:
    """Make a token for a person and return it; it cannot be read again. `by` None is the terminal.

    Raises `Refused` for somebody erased or an expiry that has passed.
    """
    if person.erased_at is not None:
        raise Refused("api.nobody")
    if expires_at is not None and expires_at <= at:
        raise Refused("api.expiry_passed", field="expires_at")
    text = PREFIX + secrets.token_urlsafe(BYTES)
    with transaction.atomic():
        token = ApiToken.objects.create(
            person=person, name=name[:80], digest=digest(text), created_at=at, expires_at=expires_at
        )
        record(subject=token.pk, kind=KIND, verb="create", by=by, at=at, facts={"person": str(person.pk)})
    return text


def revoke(token: UUID, *, by: Person | None, at: datetime) -> bool:
    """Take a token out of force; returns whether it was in force. A person may revoke their own only."""
    mine = Q() if by is None else Q(person=by)
    with transaction.atomic():
        changed = ApiToken.objects.filter(mine, pk=token, revoked_at=None).update(revoked_at=at)
        if changed:
            record(subject=token, kind=KIND, verb="revoke", by=by, at=at)
    return bool(changed)


def owner(text: str, at: datetime) -> tuple[ApiToken, Person] | None:
    """Return a token in force and its person, None for any other; notes its use once a minute."""
    if not text.startswith(PREFIX) or len(text) > LONGEST:
        return None
    valid = Q(expires_at=None) | Q(expires_at__gt=at)
    token = (
        ApiToken.objects.filter(valid, digest=digest(text), revoked_at=None, person__erased_at=None)
        .exclude(person__account__is_active=False)
        .select_related("person")
        .first()
    )
    if token is None:
        return None
    if token.last_used_at is None or token.last_used_at <= at - USE_NOTED:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)
    return token, token.person


def digest(text: str) -> str:
    """Return what is kept of a token. It is 256 random bits, so a plain hash cannot be guessed backwards."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()
