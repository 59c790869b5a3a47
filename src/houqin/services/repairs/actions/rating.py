"""Rating a repair: "mended" accepts what waits for acceptance; "not mended" leaves it for sending back."""

from datetime import datetime
from typing import Any

from django.db import transaction

from houqin.kernel.people.models import Person
from houqin.services.repairs.actions.answer import approve
from houqin.services.repairs.lifecycle import State
from houqin.services.repairs.models import Order
from houqin.services.surveys.actions import rating
from houqin.services.surveys.models import Rating


def rate(order: Order, *, done: bool, by: Person, at: datetime, **answer: Any) -> Rating:
    """Rate the last repair of an order, and accept it with the same press where it is said to be mended.

    Takes what `surveys.actions.rating.rate` takes; raises its refusals, and nothing is accepted then.
    """
    with transaction.atomic():
        if done and order.state == State.FIXED:
            approve(order, by=by, at=at)
        return rating.rate(order, done=done, by=by, at=at, **answer)
