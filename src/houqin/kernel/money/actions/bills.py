"""Fetching a gateway's bill of a day."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db import transaction

from houqin.kernel.base.clock import SHANGHAI, local_date
from houqin.kernel.money.actions.payments import look
from houqin.kernel.money.gateways.configured import gateway_named, gateway_names
from houqin.kernel.money.gateways.port import BillRow, GatewayError
from houqin.kernel.money.models import Bill, BillLine, Payment
from houqin.kernel.money.queries.reconciling import findings

OUT_FROM = 10  # o'clock on campus: by then providers have made the bill of the day before
log = logging.getLogger(__name__)


def fetch_bill(gateway: str, day: date, *, at: datetime) -> int:
    """Fetch and keep the bill of a day; returns how many lines it has. Fetched again it replaces what was kept.

    Raises `Refused("money.gateway_off")`, and `GatewayError` where the provider does not give it.
    """
    with transaction.atomic(durable=True):  # an outside call never stands inside a transaction
        pass
    rows = gateway_named(gateway).bill(day, at)
    with transaction.atomic(durable=True):
        bill, _made = Bill.objects.update_or_create(gateway=gateway, day=day, defaults={"fetched_at": at})
        bill.lines.all().delete()
        BillLine.objects.bulk_create(
            BillLine(
                bill=bill, kind=row.kind, number=row.number, reference=reference, fen=row.fen, fee_fen=row.fee_fen,
                at=row.at, standing=row.standing,
            )
            for reference, row in named_once(rows)
        )  # fmt: skip
    return len(rows)


def named_once(rows: Iterable[BillRow]) -> Iterator[tuple[str, BillRow]]:
    """Return rows with names of their own: refunds made at the provider's own desk may share one, or have none."""
    seen: Counter[tuple[str, str]] = Counter()
    for row in rows:
        seen[row.kind, row.reference] += 1
        nth = seen[row.kind, row.reference]
        yield (row.reference if nth == 1 else f"{row.reference[:58]}#{nth}"), row


def ask_about_unheard(gateway: str, day: date, *, at: datetime) -> int:
    """Ask about payments the bill has and we have not heard of: they are booked, or go back. Returns how many.

    Raises `GatewayError`.
    """
    unheard = [finding.number for finding in findings(gateway, day) if finding.kind == "state_differs"]
    for payment in Payment.objects.filter(gateway=gateway, number__in=unheard).order_by("pk"):
        look(payment, at=at)
    return len(unheard)


def fetch_due(*, at: datetime) -> int:
    """Fetch the bills of the day before that are out and not here yet, mend what they tell us; returns how many came."""
    if at.astimezone(SHANGHAI).hour < OUT_FROM:
        return 0
    day, came = local_date(at) - timedelta(days=1), 0
    there = set(Bill.objects.filter(day=day).values_list("gateway", flat=True))
    for name in gateway_names():
        if name in there:
            continue
        try:
            fetch_bill(name, day, at=at)
            ask_about_unheard(name, day, at=at)
        except GatewayError as error:
            log.warning("the bill of %s from %s: %s", day, name, error)
        else:
            came += 1
    return came
