"""What things of the ledger are called: in the trail, whose subjects are ids, and in the database."""

from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

LEDGER = frozenset(  # tables that the ledger's own functions write and everybody reads
    f"money_{name}"
    for name in ("balance", "entry", "posting", "refunded", "snapshot", "mark", "seal", "hold", "holdline")
)


def period_id(month: date) -> UUID:
    """Return the id under which the trail knows an accounting month."""
    return uuid5(NAMESPACE_URL, f"houqin:money:period:{month:%Y-%m}")


def order_id(purpose: str) -> UUID:
    """Return the id under which the trail knows the spending order of a purpose."""
    return uuid5(NAMESPACE_URL, f"houqin:money:spending-order:{purpose}")
