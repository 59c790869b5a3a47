"""What things of the ledger are called: in the trail, whose subjects are ids, and in the database."""

import secrets
from datetime import date, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from houqin.kernel.base.clock import SHANGHAI

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read for another

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


def new_number(prefix: str, at: datetime) -> str:
    """Return a number no other deployment at the same merchant will have given: the day and ten random letters."""
    return f"{prefix}{at.astimezone(SHANGHAI):%y%m%d}" + "".join(secrets.choice(LETTERS) for _ in range(10))
