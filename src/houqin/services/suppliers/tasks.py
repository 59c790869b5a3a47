"""What the clock does for the suppliers."""

from datetime import datetime

from houqin.services.suppliers.actions import register
from houqin.services.suppliers.queries import deadlines


def remind_of_contracts(at: datetime) -> int:
    """Remind of contracts that run out, each once for each step of days. Returns how many were told."""
    return sum(register.remind(one, at=at) for one in deadlines.running_out(at))
