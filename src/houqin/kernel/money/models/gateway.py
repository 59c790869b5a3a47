"""What gateways have said: each authentic word once, and their bills line by line."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.money.models.payment import Payment, PaymentRefund


class GatewayEvent(models.Model):
    """An authentic notification or answer, kept once by the provider's id, with what came of it. Only added."""

    class Outcome(models.TextChoices):
        BOOKED = "booked", _("已入账")
        KNOWN = "known", _("无变化")
        CLOSED = "closed", _("已关闭支付")
        SENT_BACK = "sent_back", _("不能入账，已安排退回")
        OTHER_AMOUNT = "other_amount", _("金额不符，未入账")
        FOREIGN = "foreign", _("不是本系统的支付单")
        REFUND = "refund", _("退款有进展")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    gateway = models.CharField(max_length=20)
    event = models.CharField(max_length=160)
    number = models.CharField(max_length=64)
    standing = models.CharField(max_length=12)
    fen = models.BigIntegerField()
    provider_id = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="events")
    refund = models.ForeignKey(PaymentRefund, models.PROTECT, null=True, related_name="events")
    said_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "money_gateway_event"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gateway", "event"], name="money_gateway_event_once")
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.event}"


class Bill(models.Model):
    """A gateway's bill of a day, as last fetched."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    gateway = models.CharField(max_length=20)
    day = models.DateField()
    fetched_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["gateway", "day"], name="money_bill_once")]

    def __str__(self) -> str:
        return f"{self.gateway} {self.day}"


class BillLine(models.Model):
    """A line of a bill: a payment by the provider's id, or a refund by our number of it."""

    class Kind(models.TextChoices):
        PAYMENT = "payment", _("支付")
        REFUND = "refund", _("退款")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bill = models.ForeignKey(Bill, models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    number = models.CharField(max_length=64)
    reference = models.CharField(max_length=64)
    fen = models.BigIntegerField()
    fee_fen = models.BigIntegerField()
    at = models.DateTimeField()
    standing = models.CharField(max_length=20)

    class Meta:
        db_table = "money_bill_line"
        indexes: ClassVar = [models.Index(fields=["reference"], name="money_bill_line_reference")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bill", "kind", "reference"], name="money_bill_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}: {self.fen}"
