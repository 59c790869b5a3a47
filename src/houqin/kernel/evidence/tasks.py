"""What evidence needs from the clock."""

from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection, transaction

from houqin.kernel.evidence import disk
from houqin.kernel.evidence.limits import ORPHAN_HOURS, THUMB_SIDES
from houqin.kernel.evidence.models import File
from houqin.kernel.evidence.store import LOCK


def sweep(at: datetime) -> int:
    """Remove content whose row never came (a crash, an undone deed); returns how many files went."""
    limit = at - timedelta(hours=ORPHAN_HOURS)
    return sum(_remove(place, limit) for place in disk.older_than(limit))


def _remove(place: Path, limit: datetime) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])  # waiting would hold up all who store
        if not cursor.fetchone()[0] or place.stat().st_mtime >= limit.timestamp():
            return False
        if File.objects.filter(sha256=place.name).exists():
            return False
        place.unlink()
        for side in THUMB_SIDES:
            disk.thumb_place_of(place.name, side).unlink(missing_ok=True)
    return True
