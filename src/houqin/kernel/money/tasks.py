"""What the ledger needs from the clock."""

from datetime import datetime, timedelta

from django.db import connection

from houqin.kernel.base.clock import local_date, now
from houqin.kernel.money.actions import bills, polling
from houqin.kernel.money.actions.holds import expire_holds

TAIL = 200  # postings an append-only account may have after its last snapshot before it gets another


def settle(at: datetime) -> int:
    """Note what has become final and make snapshots of long tails; returns how many were made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT money_settle(%s)", [TAIL])
        return int(cursor.fetchone()[0])


def seal_yesterday(at: datetime) -> bool:
    """Hash what became final since the last seal under yesterday's date; False where that day has its seal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT money_seal(%s)", [local_date(at) - timedelta(days=1)])
        return bool(cursor.fetchone()[0])


def free_late_holds(at: datetime) -> int:
    """Free the holds that ran out; returns how many."""
    return expire_holds(by=None, at=at)


def poll_payments(at: datetime) -> int:
    """Ask how pending payments stand and close what ran out; returns how many were asked about."""
    return polling.poll_due(at=_signing_time(at))


def send_refunds(at: datetime) -> int:
    """Send refunds that wait to their providers, ask about those under way; returns how many have ended."""
    return polling.send_due(at=_signing_time(at))


def fetch_bills(at: datetime) -> int:
    """Fetch yesterday's bills once they are out; returns how many came."""
    return bills.fetch_due(at=_signing_time(at))


def _signing_time(at: datetime) -> datetime:
    """Return the present: a period may have begun long before, and providers believe no old signature."""
    return max(at, now())
