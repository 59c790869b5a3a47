"""Fetching a gateway's bill of a day."""

from datetime import date, datetime

from django.db import transaction

from houqin.kernel.money.gateways.configured import gateway_named
from houqin.kernel.money.models import Bill, BillLine


def fetch_bill(gateway: str, day: date, *, at: datetime) -> int:
    """Fetch and keep the bill of a day; returns how many lines it has. Fetched again it replaces what was kept.

    Raises `Refused("money.gateway_off")`, and `GatewayError` where the provider does not give it.
    """
    with transaction.atomic(durable=True):  # an outside call never stands inside a transaction
        pass
    rows = gateway_named(gateway).bill(day, at)
    with transaction.atomic(durable=True):
        bill, _made = Bill.objects.get_or_create(gateway=gateway, day=day, defaults={"fetched_at": at})
        Bill.objects.filter(pk=bill.pk).update(
            fetched_at=at
        )  # its row lock: one of two fetches after the other
        bill.lines.all().delete()
        BillLine.objects.bulk_create(
            BillLine(
                bill=bill, kind=row.kind, number=row.number, reference=row.reference, fen=row.fen,
                fee_fen=row.fee_fen, at=row.at, standing=row.standing,
            )
            for row in rows
        )  # fmt: skip
    return len(rows)
