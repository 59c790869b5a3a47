"""Tables: suppliers, kinds of work, contracts with dated prices, months settled line by line."""

from houqin.services.suppliers.models.contract import Contract, ContractQuerySet, KindOfWork, Price
from houqin.services.suppliers.models.settlement import Line, LineQuerySet, Settlement, SettlementQuerySet
from houqin.services.suppliers.models.supplier import Supplier, SupplierQuerySet

__all__ = [
    "Contract",
    "ContractQuerySet",
    "KindOfWork",
    "Line",
    "LineQuerySet",
    "Price",
    "Settlement",
    "SettlementQuerySet",
    "Supplier",
    "SupplierQuerySet",
]
