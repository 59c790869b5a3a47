"""Asking providers by ourselves: notifications get lost, and a process may die between an answer and its booking."""

import logging
import time
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.actions.payments import close, look
from houqin.kernel.money.actions.returning import OPEN, send
from houqin.kernel.money.gateways.port import GatewayError, Unreachable
from houqin.kernel.money.models import Payment, PaymentRefund
from houqin.kernel.money.rules import LEASE, look_again_after

BATCH = 100
LONGEST_RUN = 60  # seconds; after that a batch's `at` is too old to sign with
State = Payment.State
log = logging.getLogger(__name__)


def poll_due(*, at: datetime, limit: int = BATCH) -> int:
    """Ask about pending payments that are due, close those that ran out; returns how many were asked about.

    A gateway that does not answer is left in peace for the rest of the batch.
    """
    due = Payment.objects.filter(state=State.PENDING, look_at__lte=at).order_by("look_at", "pk")
    silent: set[str] = set()
    asked, began = 0, time.monotonic()
    for payment in due.select_related("to")[:limit]:
        if time.monotonic() - began > LONGEST_RUN:
            break
        if payment.gateway in silent or not _claim(payment, at):
            continue
        asked += 1
        try:
            if payment.expires_at <= at:
                close(payment, by=None, at=at)
            else:
                look(payment, at=at)
        except Unreachable as error:
            silent.add(payment.gateway)
            log.warning("payment %s: %s", payment.number, error)
        except (GatewayError, Refused, IntegrityError) as error:  # one that cannot be noted stops no other
            log.warning("payment %s: %s", payment.number, error)
        again = at + look_again_after(payment.looks)
        Payment.objects.filter(pk=payment.pk, state=State.PENDING).update(look_at=again)
    return asked


def send_due(*, at: datetime, limit: int = BATCH) -> int:
    """Send refunds that are due, ask about those under way; returns how many have ended."""
    due = PaymentRefund.objects.filter(state__in=OPEN, send_at__lte=at).order_by("send_at", "pk")
    ended, began = 0, time.monotonic()
    for refund in due.select_related("payment")[:limit]:
        if time.monotonic() - began > LONGEST_RUN:
            break
        try:
            ended += send(refund, at=at)
        except Refused as error:  # its gateway is switched off
            log.warning("refund %s: %s", refund.number, error)
    return ended


def _claim(payment: Payment, at: datetime) -> bool:
    """Take a payment for a while, so that two workers do not ask about it at once."""
    with transaction.atomic(durable=True):
        mine = Payment.objects.filter(pk=payment.pk, state=State.PENDING, look_at__lte=at)
        taken = mine.update(look_at=at + LEASE, looks=F("looks") + 1)
    payment.looks += taken
    return bool(taken)
