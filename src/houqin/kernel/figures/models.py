"""Frozen figures: what a number was when somebody signed for it."""

from typing import ClassVar

from django.db import models

from houqin.kernel.base.ids import new_id
from houqin.kernel.people.models import Person


class Snapshot(models.Model):
    """A figure of a period as it stood when frozen; rows may change afterwards, this does not."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    figure = models.CharField(max_length=80)
    first = models.DateField()
    last = models.DateField()
    value = models.FloatField(null=True)
    rows = models.PositiveIntegerField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["figure", "first", "last"], name="snapshot_once"),
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="snapshot_period"),
        ]
