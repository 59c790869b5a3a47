"""Giving back what was paid through a gateway: the entry first, then the provider, again until it is done or failed."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.actions import posting
from houqin.kernel.money.gateways.configured import ON_ACCOUNT, gateway_named
from houqin.kernel.money.gateways.port import Back, Gateway, GatewayError, Rejected, Return, Returned
from houqin.kernel.money.models import Entry, GatewayEvent, Payment, PaymentRefund
from houqin.kernel.money.naming import new_number
from houqin.kernel.money.rules import LEASE, check_amount, look_again_after
from houqin.kernel.people.models import Person
from houqin.kernel.trail.record import record

KIND = "money.refund"
OPEN = ("pending", "accepted")
Outcome = GatewayEvent.Outcome
State = PaymentRefund.State
log = logging.getLogger(__name__)


def refund(
    payment: Payment,
    *,
    fen: int | None,
    reason: str,
    source: str,
    key: str,
    by: Person | None,
    at: datetime,
) -> PaymentRefund:
    """Give back `fen` of a payment, or all that has not come back; (source, key) names it for ever.

    The entry is posted here, so all refunds together are at most the payment; a job sends it to the provider after
    the commit. Raises `Refused` ("money.payment_not_paid", "money.over_refund", "money.key_reused", "money.short").
    """
    if fen is not None:
        check_amount(fen)
    with transaction.atomic():
        locked = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
        there = PaymentRefund.objects.filter(source=source, key=key).first()
        if there is not None:
            if there.payment_id != locked.pk or fen not in {None, there.fen}:
                raise Refused("money.key_reused", key=key)
            return there
        if locked.state != Payment.State.PAID:
            raise Refused("money.payment_not_paid")
        return give_back(
            locked, fen, why=PaymentRefund.Why.ASKED, reason=reason, source=source, key=key, by=by, at=at
        )


def give_back(
    payment: Payment,
    fen: int | None,
    *,
    why: PaymentRefund.Why,
    reason: str,
    source: str,
    key: str,
    by: Person | None,
    at: datetime,
) -> PaymentRefund:
    """Post the reversal and write the refund down, in the transaction of the caller, who holds the payment's lock."""
    assert payment.entry_id is not None
    number = new_number("RF", at)
    posted = posting.refund(
        entry=payment.entry_id, fen=fen, source=f"gateway.{payment.gateway}.refund", key=number,
        reason="payment.refunded", by=by, at=at,
    )  # fmt: skip
    ended = payment.gateway == ON_ACCOUNT  # nobody outside to ask
    made = PaymentRefund.objects.create(
        number=number, payment=payment, source=source, key=key, why=why, reason=reason, entry_id=posted.entry,
        fen=Entry.objects.values_list("fen", flat=True).get(pk=posted.entry), asked_at=at, send_at=at,
        state=State.DONE if ended else State.PENDING, ended_at=at if ended else None,
        accepted_at=at if ended else None,
    )  # fmt: skip
    _tell(made, "asked", by, at, after=made.state)
    return made


def send(refund: PaymentRefund, *, at: datetime) -> bool:
    """Send a refund to its provider, or ask how it stands; True once it has ended.

    A refund is claimed for a while, so two workers do not send it at once; sent again it has the same number.
    """
    with transaction.atomic(durable=True):
        mine = PaymentRefund.objects.filter(pk=refund.pk, state__in=OPEN, send_at__lte=at)
        if not mine.update(send_at=at + LEASE, tries=F("tries") + 1):
            return False
        refund.refresh_from_db()
    payment = refund.payment
    gateway = gateway_named(payment.gateway)
    back = Back(refund.sent_as, payment.number, refund.fen, payment.fen, refund.reason)
    try:
        told = _asked(gateway, back, refund, at)
    except GatewayError as error:
        log.warning("refund %s: %s", refund.number, error)
        return _wait(refund, at, str(error))
    with transaction.atomic():
        note_return(payment.gateway, f"answer {told.number} {told.standing}", told, at=at)
    return _wait(refund, at, "")


def send_again(refund: PaymentRefund, *, by: Person | None, at: datetime) -> bool:
    """Have a failed refund tried anew, under a new number at the provider; False where it has not failed."""
    with transaction.atomic():
        failed = PaymentRefund.objects.filter(pk=refund.pk, state=State.FAILED)
        if not failed.update(
            state=State.PENDING, attempt=F("attempt") + 1, tries=0, send_at=at, ended_at=None
        ):
            return False
        refund.refresh_from_db()
        _tell(refund, "asked_again", by, at, after=State.PENDING)
    return True


def note_return(gateway: str, event: str, told: Returned, *, at: datetime) -> Outcome:
    """Note what a gateway says of a refund, in the transaction of the caller. Done is done; failed may be mended."""
    refund = _locked(gateway, told.number)
    kept = GatewayEvent.objects.filter(gateway=gateway, event=event).first()
    if kept is not None:
        return Outcome(kept.outcome)
    outcome = Outcome.FOREIGN if refund is None else _follow(refund, told, at)
    if told.standing not in {Return.DONE, Return.FAILED}:
        return outcome
    word = GatewayEvent(
        gateway=gateway, event=event, number=told.number, standing=told.standing, fen=told.fen,
        provider_id=told.provider_id, outcome=outcome, refund=refund, said_at=told.at, at=at,
        payment=refund.payment if refund else None,
    )  # fmt: skip
    GatewayEvent.objects.bulk_create([word], ignore_conflicts=True)
    return outcome


def _asked(gateway: Gateway, back: Back, refund: PaymentRefund, at: datetime) -> Returned:
    """Ask, and where the provider refuses, whether an earlier asking has reached it after all."""
    if refund.state == State.ACCEPTED:
        told = gateway.query_refund(back, at)
        if told.standing != Return.UNKNOWN:
            return told
    try:
        return gateway.refund(back, at)
    except Rejected as refusal:
        told = gateway.query_refund(back, at)
        if told.standing != Return.UNKNOWN:
            return told
        PaymentRefund.objects.filter(pk=refund.pk).update(said=str(refusal)[:200])
        return Returned(back.number, back.payment, Return.FAILED)


def _wait(refund: PaymentRefund, at: datetime, said: str) -> bool:
    again = at + look_again_after(refund.tries)
    still = PaymentRefund.objects.filter(pk=refund.pk, state__in=OPEN)
    waits = still.update(send_at=again, **({"said": said[:200]} if said else {}))
    refund.refresh_from_db()
    return not waits


def _locked(gateway: str, number: str) -> PaymentRefund | None:
    known = PaymentRefund.objects.select_for_update(of=("self",)).filter(payment__gateway=gateway)
    return known.select_related("payment").filter(number=number.partition("-")[0]).first()


def _follow(refund: PaymentRefund, told: Returned, at: datetime) -> Outcome:
    this = PaymentRefund.objects.filter(pk=refund.pk)
    if told.payment != refund.payment.number or told.fen not in {0, refund.fen}:
        return Outcome.OTHER_AMOUNT
    accepted = Coalesce("accepted_at", Value(told.at or at))
    if told.standing == Return.DONE:
        known = told.provider_id or refund.provider_id
        changed = this.exclude(state=State.DONE).update(
            state=State.DONE, ended_at=at, accepted_at=accepted, provider_id=known
        )
    elif told.number != refund.sent_as:
        return Outcome.KNOWN  # news of an earlier attempt
    elif told.standing == Return.FAILED:
        changed = this.filter(state__in=OPEN).update(state=State.FAILED, ended_at=at)
    elif told.standing == Return.UNDER_WAY:
        known = told.provider_id or refund.provider_id
        changed = this.filter(state=State.PENDING).update(
            state=State.ACCEPTED, accepted_at=accepted, provider_id=known
        )
    else:
        return Outcome.KNOWN
    if not changed:
        return Outcome.KNOWN
    _tell(refund, told.standing, None, at)
    return Outcome.REFUND


def _tell(refund: PaymentRefund, verb: str, by: Person | None, at: datetime, after: str = "") -> None:
    facts = {"number": refund.number, "payment": refund.payment.number, "fen": refund.fen}
    record(subject=refund.pk, kind=KIND, verb=verb, by=by, at=at, after=after, facts=facts)
