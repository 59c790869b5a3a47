"""Holds: money set aside until it is posted, voided, or runs out."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.money.models.account import Account
from houqin.kernel.money.models.journal import Entry


class Hold(models.Model):
    """A pending transfer of `fen` out of its lines' pots to one account; it ends once."""

    class State(models.TextChoices):
        PENDING = "pending", _("已冻结")
        POSTED = "posted", _("已扣款")
        VOIDED = "voided", _("已解冻")
        EXPIRED = "expired", _("已过期")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=State.choices)
    to = models.ForeignKey(Account, models.PROTECT, db_constraint=False, related_name="+", db_index=False)
    fen = models.BigIntegerField()
    reason = models.CharField(max_length=40)
    subject = models.UUIDField(null=True)
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    posted_fen = models.BigIntegerField(null=True)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, db_constraint=False, related_name="+")
    request = models.BinaryField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["expires_at"], name="money_hold_open", condition=Q(state="pending"))
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "key"], name="money_hold_once"),
            models.CheckConstraint(condition=Q(fen__gt=0, expires_at__gt=F("at")), name="money_hold_whole"),
            models.CheckConstraint(
                condition=Q(state="pending", ended_at=None, entry=None, posted_fen=None)
                | Q(state__in=["voided", "expired"], ended_at__isnull=False, entry=None, posted_fen=None)
                | Q(
                    state="posted",
                    ended_at__isnull=False,
                    entry__isnull=False,
                    posted_fen__range=(1, F("fen")),
                ),
                name="money_hold_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"


class HoldLine(models.Model):
    """What a hold sets aside in one pot, in spending order."""

    pk = models.CompositePrimaryKey("hold_id", "line")
    hold = models.ForeignKey(Hold, models.PROTECT, related_name="lines", db_index=False)
    line = models.SmallIntegerField()
    account = models.ForeignKey(
        Account, models.PROTECT, db_constraint=False, related_name="+", db_index=False
    )
    fen = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(fen__gt=0), name="money_hold_line_fen")]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.fen}"
