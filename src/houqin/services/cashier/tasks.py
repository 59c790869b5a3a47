"""What the clock does for the cashier."""

from datetime import datetime

from houqin.services.cashier.actions.differences import compare
from houqin.services.cashier.actions.verifying import check_ledger
from houqin.services.cashier.queries.reconcile import bills_to_compare


def check_daily(at: datetime) -> bool:
    """Check the whole ledger once a day and keep the result; returns whether it is sound."""
    return check_ledger(by=None, at=at).sound


def reconcile(at: datetime) -> int:
    """Compare the bills that are here with our books; a case for each new difference. Returns how many."""
    return sum(compare(gateway, day, at=at) for gateway, day in bills_to_compare(at))
