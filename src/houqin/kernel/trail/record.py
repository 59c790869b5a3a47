"""Writing the trail: one plain insert in the transaction of the deed, what is personal sealed beside it."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, transaction

from houqin.kernel.base.ids import new_id
from houqin.kernel.trail import sealing
from houqin.kernel.trail.bulk import Entry, record_many
from houqin.kernel.trail.keys import destroy, key_of
from houqin.kernel.trail.models import Happening, Private

if TYPE_CHECKING:
    from houqin.kernel.people.models import Person

__all__ = ["Entry", "erase", "read", "record", "record_many", "record_read"]


def record(
    *,
    subject: UUID,
    kind: str,
    verb: str,
    by: "Person | None",
    at: datetime,
    on_behalf_of: UUID | None = None,
    before: str = "",
    after: str = "",
    version: int = 0,
    facts: Mapping[str, object] | None = None,
    private: Mapping[str, object] | None = None,
) -> Happening:
    """Record a deed inside its own transaction, so that neither is there without the other.

    `subject` is the case or record, `by` None the clock. `facts` are public for ever and never personal;
    `private` words are sealed and can be erased. Raises `TransactionManagementError` outside a transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a happening is recorded in the transaction of its deed")
    identity, sealed, digest = new_id(), None, None
    if private:
        key_id, key = key_of(subject)
        ciphertext, digest = sealing.seal(key, private, identity)
        sealed = Private(happening_id=identity, subject=subject, key_id=key_id, ciphertext=ciphertext)
    happening = Happening.objects.create(
        id=identity, at=at, subject=subject, kind=kind, verb=verb, actor=by.pk if by else None,
        on_behalf_of=on_behalf_of, before=before, after=after, version=version, facts=dict(facts or {}),
        digest=digest,
    )  # fmt: skip
    if sealed is not None:
        sealed.save(force_insert=True)
    return happening


def record_read(*, subject: UUID, kind: str, what: str, by: "Person", at: datetime) -> Happening:
    """Record that somebody looked at sensitive rows; `what` names them ("phone", "medical bills")."""
    with transaction.atomic():
        return record(subject=subject, kind=kind, verb="read", by=by, at=at, facts={"what": what})


def read(happening: Happening) -> dict[str, Any] | None:
    """Return the private words of a happening: {} where it has none, None where they were erased.

    Costs no query for happenings out of `queries.timeline`. Raises `sealing.BrokenSealError` where altered.
    """
    if happening.digest is None:
        return {}
    sealed = _sealed(happening)
    if sealed is None or sealed.key.wrapped is None:
        return None
    key = sealing.unwrap(bytes(sealed.key.wrapped), sealed.key_id)
    return sealing.unseal(key, bytes(sealed.ciphertext), happening.pk)[0]


def erase(subject: UUID, *, by: "Person | None", at: datetime) -> bool:
    """Destroy a subject's key: its private words are gone for good, the chain still verifies.

    Returns whether there was anything to erase; only then it is recorded. Copies of the database made before
    (backups) still hold the key until they are discarded.
    """
    with transaction.atomic():
        if not destroy(subject, at=at):
            return False
        record(subject=subject, kind="trail", verb="erased", by=by, at=at)
    return True


def _sealed(happening: Happening) -> Private | None:
    try:
        return happening.private
    except Private.DoesNotExist:
        return None
