"""Repeat failures: the same fault at the same place again within the days of a repair."""

from datetime import datetime, timedelta
from typing import NamedTuple

from houqin.kernel.people.models import Person
from houqin.kernel.places.models import Place
from houqin.services.repairs import rules
from houqin.services.repairs.models import Category, Order, SlaVersion
from houqin.services.repairs.models.order import OrderQuerySet
from houqin.services.repairs.queries.orders import visible_to
from houqin.services.repairs.queries.taxonomy import UNSORTED

FARTHEST = 20


class Round(NamedTuple):
    """One earlier time of a fault; `page` tells whether the reader may look there."""

    order: Order
    page: bool


def earlier(place: Place, category: Category, version: SlaVersion, at: datetime) -> Order | None:
    """Return the repair that a fault reported now repeats: the newest of the same place and fault in the days."""
    if category.code == UNSORTED:
        return None
    since = at - timedelta(days=version.repeat_days)
    rows = (
        OrderQuerySet(Order)
        .mended()
        .filter(place=place, category=category, fixed_at__gte=since, fixed_at__lte=at)
    )
    found = rows.order_by("-fixed_at", "-id").first()
    if found is None or found.fixed_at is None or not rules.repeats(found.fixed_at, version.repeat_days, at):
        return None
    return found


def rounds(order: Order, person: Person, at: datetime) -> list[Round]:
    """Return the earlier times of a fault, the first one first; empty where it is no repeat."""
    line: list[Order] = []
    following = order.repeats_id
    while following is not None and len(line) < FARTHEST:
        line.append(Order.objects.select_related("handler").get(pk=following))
        following = line[-1].repeats_id
    if not line:
        return []
    seen = set(visible_to(person, at).filter(pk__in=[one.pk for one in line]).values_list("pk", flat=True))
    return [Round(one, one.pk in seen) for one in reversed(line)]
