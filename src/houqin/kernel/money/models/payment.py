"""Outside payments and what is given back of them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.money.models.account import Account
from houqin.kernel.money.models.journal import Entry
from houqin.kernel.people.models import OrgUnit, Person


class Payment(models.Model):
    """Money asked of somebody outside the ledger: through a gateway, or owed by a unit (on account).

    It ends once, paid or closed. `entry` is what was booked for it: to its account where it is paid, and where it is
    closed, a success nobody could use any more, which is sent back. Nothing is booked but what was asked.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("待支付")
        PAID = "paid", _("支付成功")
        CLOSED = "closed", _("支付已关闭")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(_("支付单号"), max_length=32, unique=True)
    gateway = models.CharField(_("支付渠道"), max_length=20)
    source = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    payer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, null=True, related_name="+")
    to = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    purpose = models.CharField(_("用途"), max_length=40, blank=True)
    description = models.CharField(max_length=80)
    fen = models.BigIntegerField()
    subject = models.UUIDField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    offer = models.JSONField(default=dict)
    provider_id = models.CharField(max_length=64, blank=True)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, db_constraint=False, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    look_at = models.DateTimeField()
    looks = models.PositiveIntegerField(default=0)
    paid_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["look_at"], name="money_payment_open", condition=Q(state="pending")),
            models.Index(fields=["gateway", "paid_at"], name="money_payment_day"),
            models.Index(
                fields=["subject"], name="money_payment_subject", condition=Q(subject__isnull=False)
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "key"], name="money_payment_once"),
            models.UniqueConstraint(
                fields=["gateway", "provider_id"], condition=~Q(provider_id=""), name="money_payment_provider_once"
            ),
            models.CheckConstraint(
                condition=Q(fen__gt=0, expires_at__gt=F("asked_at")), name="money_payment_whole"
            ),
            models.CheckConstraint(
                condition=Q(state="pending", entry=None, paid_at=None, closed_at=None)
                | Q(state="paid", entry__isnull=False, paid_at__isnull=False, closed_at=None)
                | Q(state="closed", closed_at__isnull=False),
                name="money_payment_ends",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number


class PaymentRefund(models.Model):
    """What is to come back of a payment. Its entry stands from the first moment: from then on the school owes it.

    `attempt` counts numbers used with the provider, which wants a new one once a refund has failed for good.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("待退款")
        ACCEPTED = "accepted", _("退款中")
        DONE = "done", _("退款到账")
        FAILED = "failed", _("退款失败")

    class Why(models.TextChoices):
        ASKED = "asked", _("申请退款")
        LATE = "late", _("关闭后到账，自动退回")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(_("退款单号"), max_length=28, unique=True)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds")
    source = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    why = models.CharField(max_length=8, choices=Why.choices)
    reason = models.CharField(_("原因"), max_length=80)
    fen = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    attempt = models.PositiveSmallIntegerField(default=1)
    provider_id = models.CharField(max_length=64, blank=True)
    entry = models.ForeignKey(Entry, models.PROTECT, db_constraint=False, related_name="+")
    asked_at = models.DateTimeField()
    send_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["send_at"], name="money_refund_open", condition=Q(state__in=["pending", "accepted"])
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "key"], name="money_refund_once"),
            models.CheckConstraint(condition=Q(fen__gt=0, attempt__gt=0), name="money_refund_whole"),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "accepted"], ended_at=None)
                | Q(state__in=["done", "failed"], ended_at__isnull=False),
                name="money_refund_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def sent_as(self) -> str:
        """The number the provider knows this refund by."""
        return self.number if self.attempt == 1 else f"{self.number}-{self.attempt}"
