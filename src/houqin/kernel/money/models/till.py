"""Tills: machines that take payments, each for one receiving account, each with a key of its own."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.money.models.account import Account


class Till(models.Model):
    """A machine at a counter. `digest` is of its key, which nobody can read again; closed, its key opens nothing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("名称"), max_length=60)
    to = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("收款账户"))
    purpose = models.CharField(_("用途"), max_length=40, blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(closed_at=None), name="money_till_name_once"
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(digest=""), name="money_till_whole"),
        ]

    def __str__(self) -> str:
        return self.name
