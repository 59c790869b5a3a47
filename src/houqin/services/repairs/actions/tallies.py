"""Counting how often something is done, so that it is not done too often: one statement decides, whoever comes together."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from houqin.kernel.base.refused import Refused
from houqin.services.repairs.models import Tally

HOUR = timedelta(hours=1)
KEPT = timedelta(days=2)
COUNT = """
INSERT INTO repairs_tally (key, count, at) VALUES (%s, 1, %s)
ON CONFLICT (key) DO UPDATE SET count = repairs_tally.count + 1 WHERE repairs_tally.count < %s
RETURNING count
"""


def count(what: str, who: str, *, most: int, at: datetime) -> None:
    """Count one more of something by somebody in this hour. Raises `Refused` where that were more than `most`.

    Kept is a keyed hash that changes with the hour: the rows name no address and tell of nobody's day.
    """
    began = at.replace(minute=0, second=0, microsecond=0)
    key = salted_hmac("houqin.repairs.tally", f"{what} {who} {began.isoformat()}").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key, began, most])
        if cursor.fetchone() is None:
            raise Refused("repairs.too_often", minutes=int((began + HOUR - at) / timedelta(minutes=1)) + 1)


def forget(at: datetime) -> int:
    """Delete the tallies of hours long over; returns how many."""
    return Tally.objects.filter(at__lt=at - KEPT).delete()[0]
