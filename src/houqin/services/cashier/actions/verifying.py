"""Checking the whole ledger and keeping what was found."""

from dataclasses import asdict
from datetime import datetime

from houqin.kernel.money.verify import verify
from houqin.kernel.people.models import Person
from houqin.kernel.people.permits import require
from houqin.services.cashier.models import Verification

MOST_KEPT = 200


def check_ledger(*, by: Person | None, at: datetime) -> Verification:
    """Recompute every entry, day and balance, and keep the result. Needs "money.see"; `by` None is the clock."""
    require("money.see", by=by, at=at)
    report = verify()
    found = [
        {key: str(value) for key, value in asdict(one).items() if value is not None}
        for one in report.findings[:MOST_KEPT]
    ]
    return Verification.objects.create(at=at, by=by, entries=report.entries, days=report.days, findings=found)
