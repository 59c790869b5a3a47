"""Contractors side by side: orders accepted, on time, rework, rating with its number of answers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q

from houqin.kernel.people.models import Person
from houqin.services.repairs.models.commission import CommissionQuerySet
from houqin.services.repairs.queries.commissions import visible_to
from houqin.services.suppliers.models import Supplier
from houqin.services.surveys import rules as rating
from houqin.services.surveys.models import RatingQuerySet
from houqin.services.surveys.models.rating import Rating

KEPT = Q(order__fixed_at__lte=F("order__due_at"))
REWORKED = Q(order__reworks__gt=0)


@dataclass(frozen=True, slots=True)
class Score:
    """A contractor in a period; shares in per cent of the accepted orders, the mean None where too few answered."""

    supplier: Supplier
    accepted: int
    on_time: float
    rework: float
    rating: rating.Summary


def accepted_rows(person: Person, since: datetime, until: datetime, at: datetime) -> CommissionQuerySet:
    """Return what was accepted from contractors in a period, over what a person may see."""
    return visible_to(person, at).accepted().filter(until__gte=since, until__lt=until)


def reworked_rows(person: Person, since: datetime, until: datetime, at: datetime) -> CommissionQuerySet:
    """Return those of them that were sent back at least once."""
    return accepted_rows(person, since, until, at).filter(REWORKED)


def accepted(person: Person, since: datetime, until: datetime, at: datetime) -> int:
    """Return how many orders were accepted from contractors in a period."""
    return accepted_rows(person, since, until, at).count()


def on_time(person: Person, since: datetime, until: datetime, at: datetime) -> float | None:
    """Return the per cent of them mended by the promise, rework included; None where none was accepted."""
    return _share(accepted_rows(person, since, until, at), KEPT)


def rework(person: Person, since: datetime, until: datetime, at: datetime) -> float | None:
    """Return the per cent of them that were sent back; None where none was accepted."""
    return _share(accepted_rows(person, since, until, at), REWORKED)


def compared(person: Person, since: datetime, until: datetime, at: datetime) -> list[Score]:
    """Return the contractors of a period, the one with most accepted orders first."""
    rows = accepted_rows(person, since, until, at).order_by()
    counted = rows.values("supplier").annotate(
        n=Count("pk"), kept=Count("pk", filter=KEPT), again=Count("pk", filter=REWORKED)
    )
    known = Supplier.objects.select_related("organisation").in_bulk([one["supplier"] for one in counted])
    rated = by_team(rows.values("order"))
    told = [
        Score(
            known[one["supplier"]], one["n"], round(100 * one["kept"] / one["n"], 1),
            round(100 * one["again"] / one["n"], 1),
            rated.get(known[one["supplier"]].organisation_id, rating.summary([])),
        )
        for one in counted
    ]  # fmt: skip
    return sorted(told, key=lambda one: (-one.accepted, one.supplier.title))


def of_orders(supplier: Supplier, orders: Iterable[Any]) -> rating.Summary:
    """Return what the ratings of a contractor's rounds on these orders add up to; no number below five."""
    return by_team(orders).get(supplier.organisation_id, rating.summary([]))


def by_team(orders: Iterable[Any]) -> Mapping[UUID, rating.Summary]:
    """Return what the ratings of these orders add up to for each firm whose people did the rated round."""
    given = RatingQuerySet(Rating).current().filter(invitation__case__in=orders).order_by()
    found: dict[UUID, dict[UUID, rating.Answer]] = defaultdict(dict)
    for pk, said, stars, team in given.values_list("pk", "done", "stars", "invitation__doers__team"):
        if team is not None:
            found[team][pk] = rating.Answer(said, stars)
    return {team: rating.summary(list(answers.values())) for team, answers in found.items()}


def _share(rows: CommissionQuerySet, what: Q) -> float | None:
    counted = rows.aggregate(some=Count("pk", filter=what), all=Count("pk"))
    return round(100 * counted["some"] / counted["all"], 1) if counted["all"] else None
