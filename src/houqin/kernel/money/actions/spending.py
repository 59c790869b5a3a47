"""The order in which a person's pots are spent."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.models import SpendingOrder
from houqin.kernel.money.naming import order_id
from houqin.kernel.money.rules import POTS, Kind
from houqin.kernel.people.models import Person
from houqin.kernel.people.permits import require
from houqin.kernel.trail.record import record


def set_spending_order(purpose: str, kinds: Sequence[Kind], *, by: Person | None, at: datetime) -> None:
    """Say which kinds of pot are spent for a purpose, first to last; "" is the order where none is said.

    Kinds left out are not spent for it. Needs "money.limits". Raises `Refused("money.spending_order")`.
    """
    behalf = require("money.limits", by=by, at=at)
    if not kinds or len(set(kinds)) < len(kinds) or not set(kinds) <= set(POTS):
        raise Refused("money.spending_order", field="kinds")
    names = [kind.value for kind in kinds]
    with transaction.atomic():
        SpendingOrder.objects.update_or_create(purpose=purpose, defaults={"kinds": names})
        record(
            subject=order_id(purpose), kind="money.order", verb="ordered", by=by, at=at, on_behalf_of=behalf,
            facts={"purpose": purpose, "kinds": names},
        )  # fmt: skip
