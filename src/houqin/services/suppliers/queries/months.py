"""Settlements and their lines as people may see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from houqin.kernel.lifecycle.queries import sight
from houqin.kernel.people.models import Person
from houqin.services.suppliers import rules
from houqin.services.suppliers.lifecycle import SETTLEMENT
from houqin.services.suppliers.models import Line, LineQuerySet, Settlement, SettlementQuerySet
from houqin.services.suppliers.queries.register import SEE


@dataclass(frozen=True, slots=True)
class Month:
    """A month's settlement in numbers: shares in per cent, None where there is nothing to share; money in fen."""

    accepted: int
    on_time: int
    reworked: int
    warranty: int
    rated: int
    stars: Decimal | None
    fen: int

    @property
    def on_time_share(self) -> float | None:
        """The per cent mended by the promised instant."""
        return round(100 * self.on_time / self.accepted, 1) if self.accepted else None

    @property
    def written_out(self) -> str:
        """The amount in Chinese capitals."""
        return rules.written_out(self.fen)


def visible_to(person: Person, at: datetime) -> SettlementQuerySet:
    """Return the settlements a person may see: by grant over the supplier's unit, and those they drew up."""
    return Settlement.objects.filter(sight(person, at, SEE), kind=SETTLEMENT.kind)


def lines_visible_to(person: Person, at: datetime) -> LineQuerySet:
    """Return the lines of the settlements a person may see."""
    return LineQuerySet(Line).filter(settlement__in=visible_to(person, at))


def lines(settlement: Settlement) -> LineQuerySet:
    """Return the lines of a settlement in the order of acceptance."""
    return LineQuerySet(Line).filter(settlement=settlement).with_all().order_by("accepted_at", "id")


def disputed(settlement: Settlement) -> LineQuerySet:
    """Return the lines a supplier objects to and has no answer on."""
    return lines(settlement).exclude(objection="").filter(reply="")


def summed(settlement: Settlement) -> Month:
    """Return a settlement in numbers."""
    counted = settlement.lines.aggregate(
        accepted=Count("pk"), on_time=Count("pk", filter=Q(on_time=True)),
        reworked=Count("pk", filter=Q(reworks__gt=0)), warranty=Count("pk", filter=Q(warranty=True)),
        fen=Sum("fen", default=0),
    )  # fmt: skip
    return Month(rated=settlement.rated, stars=settlement.stars, **counted)


def existing(month: date) -> Mapping[object, Settlement]:
    """Return the settlements of a month by supplier."""
    return {one.supplier_id: one for one in Settlement.objects.filter(month=month)}


def facts(settlement: Settlement, person: Person, at: datetime) -> list[tuple[StrOrPromise, object]]:
    """Return what the page of a settlement tells beside its story."""
    told = summed(settlement)
    return [
        (_("供应商"), settlement.supplier.name),
        (_("月份"), f"{settlement.month:%Y-%m}"),
        (_("验收工单"), told.accepted),
        (_("金额大写"), told.written_out),
    ]
