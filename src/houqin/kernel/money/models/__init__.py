"""Accounts, the journal, holds, periods."""

from houqin.kernel.money.models.account import Account, Balance
from houqin.kernel.money.models.hold import Hold, HoldLine
from houqin.kernel.money.models.journal import Entry, Mark, Posting, Refunded, Seal, Snapshot
from houqin.kernel.money.models.period import Period, SpendingOrder

__all__ = [
    "Account",
    "Balance",
    "Entry",
    "Hold",
    "HoldLine",
    "Mark",
    "Period",
    "Posting",
    "Refunded",
    "Seal",
    "Snapshot",
    "SpendingOrder",
]
