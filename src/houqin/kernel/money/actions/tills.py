"""Tills: opened with a key that is shown once, closed for good."""

import secrets
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.models import Account, Till
from houqin.kernel.people.models import Person
from houqin.kernel.people.permits import require
from houqin.kernel.trail.record import record

KIND = "money.till"
PREFIX, KEY_BYTES, LONGEST_KEY = "till_", 32, 100


def open_till(
    name: str, *, to: Account, purpose: str = "", by: Person | None, at: datetime
) -> tuple[Till, str]:
    """Open a till for a receiving account; returns it with its key, which cannot be read again.

    Needs "money.limits"; `by` None is the terminal. Raises `Refused` ("money.till_account" for an account that many
    cannot pay into at once, "money.till_name" where another open till has this name).
    """
    behalf = require("money.limits", by=by, at=at, unit=to.unit)
    if not to.append_only or to.closed_at is not None:
        raise Refused("money.till_account")
    key = PREFIX + secrets.token_urlsafe(KEY_BYTES)
    try:
        with transaction.atomic():
            till = Till.objects.create(name=name, to=to, purpose=purpose, digest=digest(key), opened_at=at)
            facts = {"name": name, "to": str(to.pk), "purpose": purpose}
            record(subject=till.pk, kind=KIND, verb="opened", by=by, on_behalf_of=behalf, at=at, facts=facts)
    except IntegrityError as taken:
        raise Refused("money.till_name", name=name) from taken
    return till, key


def close_till(till: Till, *, by: Person | None, at: datetime) -> bool:
    """Close a till; returns whether it was open. Machines that hold its key are refused within `lane.KNOWN_SECONDS`."""
    behalf = require("money.limits", by=by, at=at, unit=till.to.unit)
    with transaction.atomic():
        changed = Till.objects.filter(pk=till.pk, closed_at=None).update(closed_at=at)
        if changed:
            record(subject=till.pk, kind=KIND, verb="closed", by=by, on_behalf_of=behalf, at=at)
    return bool(changed)


def digest(key: str) -> str:
    """Return what is kept of a key."""
    return sha256(key.encode()).hexdigest()
