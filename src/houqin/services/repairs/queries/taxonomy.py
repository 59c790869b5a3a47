"""What can be broken, as the form shows it; known to everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet

from houqin.kernel.base.refused import Refused
from houqin.services.repairs.models import Category, Trade

UNSORTED = "other.other"


@dataclass(frozen=True, slots=True)
class Tile:
    """A trade with its chips."""

    trade: Trade
    chips: Sequence[Category]


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
