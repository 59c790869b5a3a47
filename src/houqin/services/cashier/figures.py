"""The numbers of the cashier; each opens down to its receipts. Periods are half-open: since <= instant < until."""

from datetime import datetime

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from houqin.kernel.people.models import Person
from houqin.kernel.registry.feature import Figure
from houqin.services.cashier.models import Receipt, ReceiptQuerySet
from houqin.services.cashier.queries.desk import receipts

Kind = Receipt.Kind


def of_kinds(
    kinds: tuple[Receipt.Kind, ...], person: Person, since: datetime, until: datetime, at: datetime
) -> ReceiptQuerySet:
    """Receipts of some kinds in a period."""
    return receipts(person, at).filter(kind__in=kinds, at__gte=since, at__lt=until)


def refunds(person: Person, since: datetime, until: datetime, at: datetime) -> ReceiptQuerySet:
    """Refunds of a period."""
    return of_kinds((Kind.REFUND,), person, since, until, at)


def given(person: Person, since: datetime, until: datetime, at: datetime) -> ReceiptQuerySet:
    """Subsidies and vouchers of a period."""
    return of_kinds((Kind.SUBSIDY, Kind.VOUCHER), person, since, until, at)


def charged(person: Person, since: datetime, until: datetime, at: datetime) -> ReceiptQuerySet:
    """Charges to units of a period."""
    return of_kinds((Kind.CHARGE,), person, since, until, at)


def corrected(person: Person, since: datetime, until: datetime, at: datetime) -> ReceiptQuerySet:
    """Mistaken entries reversed in a period."""
    return of_kinds((Kind.CORRECTION,), person, since, until, at)


def in_yuan(rows: ReceiptQuerySet) -> float:
    """Return the sum of receipts in yuan."""
    return (rows.aggregate(fen=Sum("fen"))["fen"] or 0) / 100


SEE, LIST = "cashier.figures", "cashier:receipts"
FIGURES = (
    Figure("cashier.refunds", _("退款笔数"), _("笔"), lambda *asked: refunds(*asked).count(), refunds, LIST, SEE,
           better="down"),
    Figure("cashier.refunded", _("退款金额"), _("元"), lambda *asked: in_yuan(refunds(*asked)), refunds, LIST, SEE),
    Figure("cashier.given", _("发放补贴和代金券"), _("元"), lambda *asked: in_yuan(given(*asked)), given, LIST, SEE),
    Figure("cashier.charged", _("单位挂账金额"), _("元"), lambda *asked: in_yuan(charged(*asked)), charged, LIST, SEE),
    Figure("cashier.corrections", _("冲正笔数"), _("笔"), lambda *asked: corrected(*asked).count(), corrected, LIST,
           SEE, better="down"),
)  # fmt: skip
