"""Tables: receipts of the desk, checks of the ledger, differences to the gateways' bills, vouchers sent to finance."""

from houqin.services.cashier.models.difference import Difference, DifferenceQuerySet
from houqin.services.cashier.models.export import Export, Exported, Layout
from houqin.services.cashier.models.receipt import Receipt, ReceiptQuerySet
from houqin.services.cashier.models.verification import Verification

__all__ = [
    "Difference",
    "DifferenceQuerySet",
    "Export",
    "Exported",
    "Layout",
    "Receipt",
    "ReceiptQuerySet",
    "Verification",
]
