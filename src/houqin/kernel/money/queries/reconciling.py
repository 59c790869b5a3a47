"""A gateway's bill of a day against our own payments and refunds. The house's books: doors ask for "money.see"."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.base.refused import Refused
from houqin.kernel.money.models import Bill, BillLine, Payment, PaymentRefund
from houqin.kernel.money.reconcile import Finding, Line, compare

__all__ = ["Finding", "fetched", "findings"]

SETTLED = frozenset({PaymentRefund.State.ACCEPTED, PaymentRefund.State.DONE})
CAME_TO_NOTHING = frozenset({"FAIL", "CLOSED", "failed"})  # a refund on the bill that nobody received
DAY = timedelta(days=1)


def findings(gateway: str, day: date) -> list[Finding]:
    """Return where our books and the bill of a day differ, in a fixed order; nothing where all agrees.

    The same differences give the same findings whenever asked; (gateway, day, kind, reference) names one. What the
    provider has on the bill of the day before or after (around midnight) is compared there. Raises
    `Refused("money.bill_missing")` where the bill was not fetched.
    """
    bill = Bill.objects.filter(gateway=gateway, day=day).first()
    if bill is None:
        raise Refused("money.bill_missing", day=day.isoformat())
    theirs = [
        Line(
            line.number,
            line.reference,
            line.fen,
            refund=line.kind == BillLine.Kind.REFUND,
            settled=line.standing not in CAME_TO_NOTHING,
        )
        for line in bill.lines.all()
    ]
    ours = {(line.refund, line.reference): line for line in _of_day(gateway, day)}
    ours |= {(line.refund, line.reference): line for line in _named(gateway, theirs)}
    there = {(line.refund, line.reference) for line in theirs}
    for pair in _on_neighbours(gateway, day, [pair for pair in ours if pair not in there]):
        del ours[pair]
    return compare(ours.values(), theirs)


def fetched(gateway: str, day: date) -> datetime | None:
    """Return when the bill of a day was last fetched, None where it never was."""
    return Bill.objects.filter(gateway=gateway, day=day).values_list("fetched_at", flat=True).first()


def _of_day(gateway: str, day: date) -> Iterable[Line]:
    since = datetime.combine(day, time(), SHANGHAI)
    until = since + DAY
    payments = Payment.objects.filter(gateway=gateway, paid_at__gte=since, paid_at__lt=until)
    refunds = PaymentRefund.objects.filter(
        payment__gateway=gateway, accepted_at__gte=since, accepted_at__lt=until
    )
    yield from (_payment(payment, "") for payment in payments)
    for refund in refunds.select_related("payment"):
        yield from _refund(refund)


def _named(gateway: str, theirs: Iterable[Line]) -> Iterable[Line]:
    """Our lines of whatever the bill names, of whichever day."""
    lines = list(theirs)
    references = {line.number: line.reference for line in lines if not line.refund}
    for payment in Payment.objects.filter(gateway=gateway, number__in=list(references)):
        if payment.provider_id in {"", references[payment.number]}:
            yield _payment(payment, references[payment.number])
    returned = [line.reference for line in lines if line.refund]
    plain = [reference.partition("-")[0] for reference in returned]
    wanted = Q(number__in=returned) | Q(number__in=plain)
    found = PaymentRefund.objects.filter(wanted, payment__gateway=gateway).select_related("payment")
    for refund in found:
        for line in _refund(refund):
            if line.reference in returned:
                yield line


def _payment(payment: Payment, reference: str) -> Line:
    """A payment nobody told us of has no trade's id here: it goes by the one the bill gives it."""
    settled = payment.entry_id is not None
    return Line(payment.number, payment.provider_id or reference, payment.fen, settled=settled)


def _refund(refund: PaymentRefund) -> Iterable[Line]:
    yield Line(
        refund.payment.number, refund.sent_as, refund.fen, refund=True, settled=refund.state in SETTLED
    )


def _on_neighbours(gateway: str, day: date, pairs: list[tuple[bool, str]]) -> Iterable[tuple[bool, str]]:
    kinds = {False: BillLine.Kind.PAYMENT, True: BillLine.Kind.REFUND}
    lines = BillLine.objects.filter(
        bill__gateway=gateway, bill__day__in=[day - DAY, day + DAY],
        reference__in=[reference for _refund_, reference in pairs],
    )  # fmt: skip
    there = {(line.kind, line.reference) for line in lines}
    return [pair for pair in pairs if (kinds[pair[0]], pair[1]) in there]
