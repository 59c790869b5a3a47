"""Asking for outside payments, and how they end. Who may ask is the calling service's question.

`ask` writes rows only and may stand in the case's own transaction; `offer`, `look` and `close` speak to the provider
and refuse to stand in any.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.actions.channels import owed_by
from houqin.kernel.money.actions.noting import Outcome, end, note
from houqin.kernel.money.actions.posting import post
from houqin.kernel.money.gateways.configured import ON_ACCOUNT, gateway_named
from houqin.kernel.money.gateways.port import GatewayError, Offer, Order, Standing, Trade
from houqin.kernel.money.models import Account, Payment
from houqin.kernel.money.naming import new_number
from houqin.kernel.money.rules import Kind, check_amount, look_again_after
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.trail.record import record

KIND = "money.payment"
State = Payment.State


def ask(
    *,
    gateway: str,
    payer: Person,
    fen: int,
    to: Account,
    purpose: str,
    description: str,
    source: str,
    key: str,
    expires_at: datetime,
    by: Person | None,
    at: datetime,
    subject: UUID | None = None,
) -> Payment:
    """Ask a person for money through a gateway, to be paid by `expires_at`. (source, key) names it for ever.

    Raises `Refused` ("money.amount", "money.gateway_off", "money.top_up_off", "money.payment_time",
    "money.key_reused").
    """
    check_amount(fen)
    gateway_named(gateway)
    if to.kind == Kind.WALLET and not settings.TOP_UP:
        raise Refused("money.top_up_off")
    if expires_at <= at:
        raise Refused("money.payment_time")
    asked = Payment(
        number=new_number("PY", at), gateway=gateway, source=source, key=key, payer=payer, to=to, purpose=purpose,
        description=description, fen=fen, subject=subject, asked_at=at, expires_at=expires_at,
        look_at=at + look_again_after(0),
    )  # fmt: skip
    with transaction.atomic():
        return _once(asked, by=by, at=at)


def put_on_account(
    *,
    unit: OrgUnit,
    fen: int,
    to: Account,
    purpose: str,
    description: str,
    source: str,
    key: str,
    by: Person | None,
    at: datetime,
    subject: UUID | None = None,
) -> Payment:
    """Have a unit owe it (挂账): no gateway, one entry at once. Raises `Refused` as `posting.post` does."""
    check_amount(fen)
    asked = Payment(
        number=new_number("PY", at), gateway=ON_ACCOUNT, source=source, key=key, unit=unit, to=to, purpose=purpose,
        description=description, fen=fen, subject=subject, asked_at=at, expires_at=at + timedelta(days=1), look_at=at,
    )  # fmt: skip
    with transaction.atomic():
        payment = _once(asked, by=by, at=at)
        if payment.state == State.PENDING:
            posted = post(
                source=f"gateway.{ON_ACCOUNT}", key=payment.number, lines=[(owed_by(unit, at=at), -fen), (to, fen)],
                reason="payment.on_account", subject=subject or payment.pk, by=by, at=at,
            )  # fmt: skip
            end(payment, State.PAID, by=by, at=at, entry_id=posted.entry, paid_at=at)
            payment.refresh_from_db()
        return payment


def offer(payment: Payment, *, at: datetime, payer: str = "") -> Offer:
    """Return how a payment can be paid: a code to show, or with `payer` (WeChat's openid) the page's parameters.

    Raises `Refused` ("money.payment_ended", "money.gateway_silent").
    """
    outside_of_transactions()
    payment.refresh_from_db()
    if payment.state != State.PENDING or payment.expires_at <= at:
        raise Refused("money.payment_ended", state=payment.get_state_display())
    if payment.offer and not payer:
        return Offer(**payment.offer)
    order = Order(payment.number, payment.fen, payment.description, payment.expires_at, payer)
    try:
        made = gateway_named(payment.gateway).create(order, at)
    except GatewayError as error:
        raise Refused("money.gateway_silent") from error
    if made.code:
        Payment.objects.filter(pk=payment.pk, state=State.PENDING).update(offer={"code": made.code})
    return made


def look(payment: Payment, *, at: datetime) -> Outcome:
    """Ask the provider how a payment stands and note it, whatever we thought. Raises `GatewayError`."""
    outside_of_transactions()
    told = gateway_named(payment.gateway).query(payment.number, at)
    if told.standing not in {Standing.PAID, Standing.CLOSED}:
        return Outcome.KNOWN
    return note(payment.gateway, answer_id(told), told, at=at)


def close(payment: Payment, *, by: Person | None, at: datetime) -> bool:
    """See to it that a payment can no longer be paid; False where it has been. Raises `GatewayError`.

    What was paid in another amount cannot be closed there; here it is, and a finding of the bill.
    """
    outside_of_transactions()
    there = gateway_named(payment.gateway).close(payment.number, at)
    if there or look(payment, at=at) == Outcome.OTHER_AMOUNT:
        with transaction.atomic():
            end(payment, State.CLOSED, by=by, at=at, closed_at=at)
    payment.refresh_from_db()
    return payment.state == State.CLOSED


def answer_id(told: Trade) -> str:
    """Return the name under which an answer is kept: the same words are the same event."""
    return f"answer {told.number} {told.standing} {told.fen} {told.provider_id}"


def outside_of_transactions() -> None:
    """Raise RuntimeError inside a transaction: a provider is never waited for with rows locked."""
    with transaction.atomic(durable=True):
        pass


def _once(asked: Payment, *, by: Person | None, at: datetime) -> Payment:
    Payment.objects.bulk_create([asked], ignore_conflicts=True)
    found = Payment.objects.get(source=asked.source, key=asked.key)
    if found.pk != asked.pk:
        same = ("gateway", "payer_id", "unit_id", "to_id", "fen", "subject")
        if any(getattr(found, name) != getattr(asked, name) for name in same):
            raise Refused("money.key_reused", key=asked.key)
        return found
    facts = {"number": found.number, "fen": found.fen, "gateway": found.gateway}
    record(subject=found.pk, kind=KIND, verb="asked", by=by, at=at, after=State.PENDING, facts=facts)
    return found
