"""What can be broken, as the form shows it; known to everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Count, F, Q, QuerySet

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import Person
from houqin.services.repairs.models import Category, Trade, Urgency

UNSORTED = "other.other"
URGENCIES = Urgency.choices
LATELY = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Tile:
    """A trade with its chips."""

    trade: Trade
    chips: Sequence[Category]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A trade with all its faults, closed ones last; each knows how many `orders` it had of late."""

    trade: Trade
    faults: Sequence[Category]


def all_faults(person: Person, at: datetime) -> QuerySet[Category]:
    """Return every fault, those out of use too, for whoever edits them."""
    lately = Count("orders", filter=Q(orders__opened_at__gt=at - LATELY, orders__opened_at__lte=at))
    found = Category.objects.select_related("trade").annotate(lately=lately)
    return found.order_by("trade__order", "trade_id", F("closed_on").asc(nulls_first=True), "order", "code")


def shelves(person: Person, at: datetime) -> list[Shelf]:
    """Return every trade with all its faults, for whoever edits them."""
    grid = groupby(all_faults(person, at), key=lambda each: each.trade)
    return [Shelf(trade, tuple(faults)) for trade, faults in grid]


def trades() -> QuerySet[Trade]:
    """Return the kinds of work, in the order of the tiles."""
    return Trade.objects.order_by("order", "code")


def in_use() -> QuerySet[Category]:
    """Return the faults in use, in the order of trades and chips."""
    found = Category.objects.filter(closed_on=None).select_related("trade")
    return found.order_by("trade__order", "trade_id", "order", "code")


def open_categories() -> list[Category]:
    """Return the faults in use as a list."""
    return list(in_use())


def tiles() -> list[Tile]:
    """Return the grid of trades, each with its faults."""
    grid = groupby(open_categories(), key=lambda each: each.trade)
    return [Tile(trade, tuple(chips)) for trade, chips in grid]


def category(code: str) -> Category:
    """Return the fault of a code; raises `Refused` for one that is not in use."""
    found = Category.objects.filter(code=code, closed_on=None).select_related("trade").first()
    if found is None:
        raise Refused("repairs.unknown_category", code=code, field="category")
    return found


def unsorted() -> Category:
    """Return the fault that a sentence without a chip gets."""
    return category(UNSORTED)
