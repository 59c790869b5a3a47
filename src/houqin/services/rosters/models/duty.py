"""Who came on duty and went off: a row each time, nobody on twice at once."""

from datetime import datetime
from typing import ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.people.models import OrgUnit, Person, instants
from houqin.services.rosters.models.shift import Shift


class DutyQuerySet(models.QuerySet["Duty"]):
    """The verbs by which duties are picked."""

    def going_on(self) -> Self:
        """Keep those that nobody has ended."""
        return self.filter(off_at=None)

    def ended(self, since: datetime, until: datetime) -> Self:
        """Keep those that ended in a period."""
        return self.filter(off_at__gte=since, off_at__lt=until)

    def with_all(self) -> Self:
        """Bring along what a row shows."""
        return self.select_related("person", "unit", "shift__kind")


class Duty(models.Model):
    """Somebody on duty from a press to the next. `forgotten`: nobody pressed off, the clock ended it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("人员"))
    unit = models.ForeignKey(
        OrgUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("班组")
    )
    shift = models.ForeignKey(Shift, models.SET_NULL, null=True, blank=True, related_name="duties")
    on_at = models.DateTimeField(_("上班时间"))
    off_at = models.DateTimeField(_("下班时间"), null=True, blank=True)
    forgotten = models.BooleanField(_("忘记下班"), default=False)

    objects: ClassVar[models.Manager["Duty"]] = DutyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(off_at=None) | Q(off_at__gt=F("on_at")), name="duty_period"),
            ExclusionConstraint(
                name="duty_once",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (instants("on_at", "off_at"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-on_at", "-id"], name="duty_by_time"),
            models.Index(fields=["off_at"], name="duty_by_end"),
        ]
