"""The clock port: only doors read it; everything below receives `at`."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return the present instant in UTC. Doors call it once per request, job or command."""
    return datetime.now(UTC)


def local_date(at: datetime) -> date:
    """Return the calendar date of an instant on the campus (Asia/Shanghai)."""
    return at.astimezone(SHANGHAI).date()
