"""The house never locks itself out: somebody who may grant everywhere, without an end, always remains."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.authority import in_force
from houqin.kernel.people.models import Grant

GRANTING = "people.grant"
LOCK = 0x48_51_47_52  # "HQGR"


@contextmanager
def somebody_still_grants(at: datetime) -> Iterator[None]:
    """Do a deed in a transaction that is refused if it would remove the last administrator.

    One such deed at a time, so that two administrators cannot remove each other in the same moment.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        before = _somebody(at)
        yield
        if before and not _somebody(at):
            raise Refused("people.last_administrator")


def _somebody(at: datetime) -> bool:
    """A person without an account counts: the school signs them in; one whose account is closed does not."""
    granting = Grant.objects.filter(
        in_force(at), role__permissions__contains=[GRANTING], unit=None, place_path=None, ends_on=None,
        person__erased_at=None,
    )  # fmt: skip
    return granting.exclude(person__account__is_active=False).exists()
