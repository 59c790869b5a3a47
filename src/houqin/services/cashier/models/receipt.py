"""Receipts: what the desk did, for whom, and the entry it made; written once and never changed."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.money.models import Entry
from houqin.kernel.people.models import OrgUnit, Person


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    """Verbs over receipts."""

    def with_all(self) -> Self:
        """Load what a line or a printed receipt shows."""
        return self.select_related("person", "unit", "by", "entry")


class Receipt(models.Model):
    """A deed of the desk; a trigger refuses changing or deleting it.

    `ticket` comes with the form and names the deed: sent twice it is done once.
    """

    class Kind(models.TextChoices):
        SUBSIDY = "subsidy", _("发放补贴")
        VOUCHER = "voucher", _("发放代金券")
        DEPOSIT = "deposit", _("收取押金")
        DEPOSIT_BACK = "deposit_back", _("退还押金")
        CHARGE = "charge", _("单位挂账")
        SETTLED = "settled", _("单位结清")
        REFUND = "refund", _("退款")
        CORRECTION = "correction", _("冲正")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(_("收据编号"), max_length=24, unique=True)
    kind = models.CharField(_("业务"), max_length=12, choices=Kind.choices)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("本人"))
    unit = models.ForeignKey(OrgUnit, models.PROTECT, null=True, related_name="+", verbose_name=_("单位"))
    fen = models.BigIntegerField(_("金额"))
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="receipt", verbose_name=_("分录"))
    what = models.CharField(_("项目"), max_length=60, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    ticket = models.CharField(max_length=90, unique=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("经办人"))
    at = models.DateTimeField(_("时间"))

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-at", "-id"], name="receipt_by_time"),
            models.Index(fields=["person", "-at"], name="receipt_by_person"),
            models.Index(fields=["unit", "-at"], name="receipt_by_unit"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(fen__gt=0), name="receipt_fen"),
        ]

    def __str__(self) -> str:
        return self.number
