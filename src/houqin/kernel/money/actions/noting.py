"""What a gateway has said is noted: one authentic word, one transaction, at most one entry.

The payment's row lock puts the words about it in an order; each change is a conditional update besides. Whatever the
order, a payment ends once: the first success in time and amount is booked, any other money goes back or is a finding.
"""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.actions.channels import clearing, suspense
from houqin.kernel.money.actions.posting import post
from houqin.kernel.money.actions.returning import give_back, note_return
from houqin.kernel.money.gateways.port import Returned, Standing, Trade
from houqin.kernel.money.models import GatewayEvent, Payment, PaymentRefund
from houqin.kernel.people.models import Person
from houqin.kernel.trail.record import record

KIND = "money.payment"
NO_ROOM = frozenset({"money.account_closed", "money.over_ceiling"})  # its account cannot take it any more
Outcome = GatewayEvent.Outcome
State = Payment.State


def note(gateway: str, event: str, told: Trade | Returned, *, at: datetime) -> Outcome:
    """Keep an authentic word of a gateway, once by its id, and do what follows from it. Returns what came of it."""
    with transaction.atomic():
        if isinstance(told, Returned):
            return note_return(gateway, event, told, at=at)
        locked = Payment.objects.select_for_update(of=("self",)).select_related("to")
        payment = locked.filter(gateway=gateway, number=told.number).first()
        kept = GatewayEvent.objects.filter(gateway=gateway, event=event).first()
        if kept is not None:
            return Outcome(kept.outcome)
        outcome = Outcome.FOREIGN if payment is None else _follow(payment, told, at)
        word = GatewayEvent(
            gateway=gateway, event=event, number=told.number, standing=told.standing, fen=told.fen,
            provider_id=told.provider_id, outcome=outcome, payment=payment, said_at=told.at, at=at,
        )  # fmt: skip
        GatewayEvent.objects.bulk_create([word], ignore_conflicts=True)
        return outcome


def end(payment: Payment, state: Payment.State, *, by: Person | None, at: datetime, **more: object) -> bool:
    """End a pending payment; False where it has ended already. Inside the transaction of what goes with it."""
    if not Payment.objects.filter(pk=payment.pk, state=State.PENDING).update(state=state, **more):
        return False
    _tell(payment, state, by, at, {}, after=state)
    return True


def _follow(payment: Payment, told: Trade, at: datetime) -> Outcome:
    if told.standing == Standing.CLOSED:
        return Outcome.CLOSED if end(payment, State.CLOSED, by=None, at=at, closed_at=at) else Outcome.KNOWN
    if told.standing != Standing.PAID:
        return Outcome.KNOWN
    if told.fen != payment.fen:
        _tell(payment, "other_amount", None, at, {"said_fen": told.fen})
        return Outcome.OTHER_AMOUNT
    if payment.entry_id is not None:
        return Outcome.KNOWN
    if payment.state == State.PENDING:
        try:
            entry = _book(payment, at)
        except Refused as refused:
            if refused.code not in NO_ROOM:
                raise
            _tell(payment, "not_bookable", None, at, {"refused": refused.code})
        else:
            end(
                payment, State.PAID, by=None, at=at, entry_id=entry, paid_at=told.at or at,
                provider_id=told.provider_id,
            )  # fmt: skip
            return Outcome.BOOKED
    _send_back(payment, told, at)
    return Outcome.SENT_BACK


def _book(payment: Payment, at: datetime) -> UUID:
    lines = [(clearing(payment.gateway, at=at), -payment.fen), (payment.to, payment.fen)]
    return post(
        source=f"gateway.{payment.gateway}", key=payment.number, lines=lines, reason="payment.paid",
        subject=payment.subject or payment.pk, by=payment.payer, at=at,
    ).entry  # fmt: skip


def _send_back(payment: Payment, told: Trade, at: datetime) -> None:
    """Book to suspense what came too late, and have it refunded."""
    gateway = payment.gateway
    lines = [(clearing(gateway, at=at), -payment.fen), (suspense(gateway, at=at), payment.fen)]
    entry = post(
        source=f"gateway.{gateway}.late", key=payment.number, lines=lines, reason="payment.late",
        subject=payment.subject or payment.pk, by=payment.payer, at=at,
    ).entry  # fmt: skip
    Payment.objects.filter(pk=payment.pk, entry=None).exclude(state=State.PAID).update(
        state=State.CLOSED, closed_at=Coalesce("closed_at", Value(at)), entry_id=entry, paid_at=told.at or at,
        provider_id=told.provider_id,
    )  # fmt: skip
    _tell(payment, "late", None, at, {"entry": str(entry)}, after=State.CLOSED)
    payment.entry_id = entry
    give_back(
        payment, payment.fen, why=PaymentRefund.Why.LATE, reason="payment.late", source="money.late",
        key=payment.number, by=None, at=at,
    )  # fmt: skip


def _tell(
    payment: Payment, verb: str, by: Person | None, at: datetime, facts: dict[str, object], after: str = ""
) -> None:
    tell = partial(record, subject=payment.pk, kind=KIND, verb=verb, by=by, at=at)
    tell(before=payment.state, after=after, facts={"number": payment.number, "fen": payment.fen, **facts})
