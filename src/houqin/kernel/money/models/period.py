"""Accounting periods and the order in which pots are spent: what the office decides about the ledger."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from houqin.kernel.people.models import Person


class Period(models.Model):
    """A month that was closed at least once. A month without a row is open."""

    class State(models.TextChoices):
        CLOSED = "closed", _("已结账")
        ASKED = "asked", _("已申请反结账")
        OPEN = "open", _("已反结账")

    month = models.DateField(_("月份"), primary_key=True)
    state = models.CharField(max_length=8, choices=State.choices)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(_("原因"), max_length=200, blank=True)
    reopened_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    reopened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(month__day=1), name="money_period_month"),
            models.CheckConstraint(
                condition=Q(reopened_by=None) | ~Q(reopened_by=F("asked_by")), name="money_period_two_people"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", asked_by=None, reopened_by=None)
                | Q(state="asked", asked_by__isnull=False, reopened_by=None)
                | Q(state="open", asked_by__isnull=False, reopened_by__isnull=False),
                name="money_period_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class SpendingOrder(models.Model):
    """Which kinds of pot are spent for a purpose, first to last; the empty purpose is the house's own order."""

    purpose = models.CharField(_("用途"), max_length=40, primary_key=True)
    kinds = ArrayField(models.CharField(max_length=16), verbose_name=_("支付顺序"))

    class Meta:
        db_table = "money_spending_order"

    def __str__(self) -> str:
        return self.purpose
