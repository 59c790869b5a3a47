"""Serving the subscribers: each behind its own cursor, each in its own transaction, none in another's way."""

import traceback

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from houqin.kernel.registry.feature import Subscriber
from houqin.kernel.trail.models import Cursor, Link
from houqin.kernel.trail.queries import after

LONGEST_WAIT_SECONDS = 600
ERROR_LENGTH = 4_000

POSTPONE = """
UPDATE trail_cursor
SET failures = failures + 1, error = %s, careful_until = greatest(careful_until, seq + %s),
    retry_at = clock_timestamp() + make_interval(secs => least(power(2, least(failures, 20)), %s))
WHERE name = %s
"""


def deliver(subscriber: Subscriber, limit: int) -> int:
    """Hand a subscriber its next happenings; what it writes and its cursor go forward together or not at all.

    A failing subscriber waits (1 s, doubling up to 10 min) while the others go on; then it gets that batch
    one by one, so that it stands still just before what it fails at. Returns how many were delivered.
    """
    if not Cursor.objects.filter(name=subscriber.name).exists():
        Cursor.objects.bulk_create([Cursor(name=subscriber.name)], ignore_conflicts=True)
    try:
        with transaction.atomic():
            return _serve(subscriber, limit)
    except Exception:  # whatever a subscriber does, the others are served; its row tells what went wrong
        with connection.cursor() as cursor:
            trouble = traceback.format_exc()[-ERROR_LENGTH:].replace("\x00", "")
            cursor.execute(POSTPONE, [trouble, limit, LONGEST_WAIT_SECONDS, subscriber.name])
        return 0


def _serve(subscriber: Subscriber, limit: int) -> int:
    ready = Q(retry_at=None) | Q(retry_at__lte=Now())
    behind = Q(seq__lt=Link.objects.order_by("-seq").values("seq")[:1])
    held = (
        Cursor.objects.select_for_update(skip_locked=True).filter(ready, behind, name=subscriber.name).first()
    )
    if held is None:
        return 0
    fresh = after(held.seq, 1 if held.seq < held.careful_until else limit)
    if not fresh:
        return 0
    subscriber.handle([happening for _seq, happening in fresh])
    Cursor.objects.filter(name=held.name).update(seq=fresh[-1][0], failures=0, error="", retry_at=None)
    return len(fresh)


def failing() -> list[Cursor]:
    """Return the subscribers that fail at present, the worst first."""
    return list(Cursor.objects.filter(failures__gt=0).order_by(F("failures").desc(), "name"))
