"""Checks of the ledger: what `houqin money verify` found, kept with the day."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.people.models import Person


class Verification(models.Model):
    """A whole check of the ledger. `findings` is a list of {fault, day, entry, account}; `by` None is the clock."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    entries = models.BigIntegerField(_("笔数"))
    days = models.PositiveIntegerField(_("天数"))
    findings = models.JSONField(default=list)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-at", "-id"], name="verification_by_time")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"

    @property
    def sound(self) -> bool:
        """Whether nothing was amiss."""
        return not self.findings
