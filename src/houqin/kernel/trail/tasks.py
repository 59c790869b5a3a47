"""What the trail needs from the clock."""

from datetime import date, datetime

from django.db import connection

from houqin.kernel.base.clock import local_date

MONTHS_AHEAD = 24


def add_partitions(at: datetime) -> int:
    """Make the partitions of this month and the 24 after it; returns how many were new."""
    made = 0
    with connection.cursor() as cursor:
        for month in _months(local_date(at)):
            cursor.execute("SELECT trail_add_partition(%s)", [month])
            made += bool(cursor.fetchone()[0])
    return made


def _months(day: date) -> list[date]:
    first = day.year * 12 + day.month - 1
    return [date(count // 12, count % 12 + 1, 1) for count in range(first, first + MONTHS_AHEAD + 1)]
