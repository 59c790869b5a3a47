"""Tables: receipts of the desk, checks of the ledger."""

from houqin.services.cashier.models.receipt import Receipt, ReceiptQuerySet
from houqin.services.cashier.models.verification import Verification

__all__ = ["Receipt", "ReceiptQuerySet", "Verification"]
