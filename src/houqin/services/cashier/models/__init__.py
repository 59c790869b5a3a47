"""Tables: receipts of the desk, checks of the ledger, differences to the gateways' bills."""

from houqin.services.cashier.models.difference import Difference, DifferenceQuerySet
from houqin.services.cashier.models.receipt import Receipt, ReceiptQuerySet
from houqin.services.cashier.models.verification import Verification

__all__ = ["Difference", "DifferenceQuerySet", "Receipt", "ReceiptQuerySet", "Verification"]
