"""Accounts, the journal, holds, periods; outside payments and what gateways say of them."""

from houqin.kernel.money.models.account import Account, Balance
from houqin.kernel.money.models.gateway import Bill, BillLine, GatewayEvent
from houqin.kernel.money.models.hold import Hold, HoldLine
from houqin.kernel.money.models.journal import Entry, Mark, Posting, Refunded, Seal, Snapshot
from houqin.kernel.money.models.payment import Payment, PaymentRefund
from houqin.kernel.money.models.period import Period, SpendingOrder
from houqin.kernel.money.models.till import Till

__all__ = [
    "Account",
    "Balance",
    "Bill",
    "BillLine",
    "Entry",
    "GatewayEvent",
    "Hold",
    "HoldLine",
    "Mark",
    "Payment",
    "PaymentRefund",
    "Period",
    "Posting",
    "Refunded",
    "Seal",
    "Snapshot",
    "SpendingOrder",
    "Till",
]
