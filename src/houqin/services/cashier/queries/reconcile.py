"""Reconciliation: the bills of the gateways day by day, and the differences found in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from houqin.kernel.base.clock import local_date
from houqin.kernel.lifecycle.queries import sight
from houqin.kernel.money.models import Bill
from houqin.kernel.people.models import Person
from houqin.services.cashier.lifecycle import DIFFERENCE
from houqin.services.cashier.models import Difference, DifferenceQuerySet
from houqin.services.cashier.queries import words
from houqin.services.cashier.queries.books import sees_all

SEE = ("money.see", "cashier.reconcile", "cashier.write_off")
SHOWN, LOOKED_BACK = 31, 7


def visible_to(person: Person, at: datetime) -> DifferenceQuerySet:
    """Return the differences a person may see: those they look into, and all by grant."""
    return Difference.objects.filter(sight(person, at, SEE), kind=DIFFERENCE.kind)


@dataclass(frozen=True, slots=True)
class BillLine:
    """A day of a gateway: lines of its bill, how many agree, how many differ and are not settled."""

    gateway: str
    title: str
    day: date
    fetched_at: datetime
    lines: int
    matched: int
    differences: int
    unsettled: int


def days(person: Person, at: datetime) -> list[BillLine]:
    """Return the newest bills with what agrees and what differs, for whoever sees the whole book."""
    if not sees_all(person, at):
        return []
    bills = Bill.objects.annotate(n=Count("lines")).order_by("-day", "gateway")[:SHOWN]
    counted = {
        (row["gateway"], row["day"]): row
        for row in Difference.objects.filter(day__gte=local_date(at) - timedelta(days=400))
        .values("gateway", "day")
        .annotate(
            found=Count("pk"), unsettled=Count("pk", filter=Q(closed_at=None)),
            theirs=Count("pk", filter=Q(theirs_fen__isnull=False)),
        )
    }  # fmt: skip
    found = []
    for bill in bills:
        row: dict[str, Any] = dict(counted.get((bill.gateway, bill.day)) or {})
        found.append(BillLine(
            bill.gateway, words.gateway_words(bill.gateway), bill.day, bill.fetched_at, bill.n,
            bill.n - row.get("theirs", 0), row.get("found", 0), row.get("unsettled", 0),
        ))  # fmt: skip
    return found


def bills_to_compare(at: datetime) -> Sequence[tuple[str, date]]:
    """Return the bills of the last days that are here: the clock looks, nobody else."""
    since = local_date(at) - timedelta(days=LOOKED_BACK)
    return list(Bill.objects.filter(day__gte=since).order_by("day", "gateway").values_list("gateway", "day"))


def facts(case: Difference, person: Person, at: datetime) -> list[tuple[StrOrPromise, object]]:
    """Return what the matter page tells of a difference beside its story."""
    return [
        (_("渠道"), words.gateway_words(case.gateway)),
        (_("账单日"), case.day.isoformat()),
        (_("差异"), case.get_finding_display()),
        (_("支付单号"), case.trade or "—"),
        (_("对方单号"), case.reference or "—"),
        (_("我方金额"), words.yuan_or_none(case.ours_fen)),
        (_("对方金额"), words.yuan_or_none(case.theirs_fen)),
    ]
