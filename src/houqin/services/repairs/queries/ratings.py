"""What the reporter sees of their own rating on the page of an order."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from houqin.kernel.people.models import Person
from houqin.services.repairs.lifecycle import State
from houqin.services.repairs.models import Order
from houqin.services.surveys.queries import ratings

LEADS = {State.FIXED: "send_back", State.CLOSED: "reopen"}


def beside(order: Order, person: Person, at: datetime) -> Mapping[str, Any]:
    """Return the reporter's own rating, and which button leads: "not mended" makes it sending back or reopening."""
    own = ratings.own(order, person, at)
    if own is None:
        return {}
    lead = LEADS.get(State(order.state), "") if own.rating and not own.rating.done else ""
    return {"own": own, "lead": lead}
