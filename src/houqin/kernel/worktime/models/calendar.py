"""The working days of a year, in versions: one draft at most, published ones frozen by the database."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.people.models import Person


class CalendarVersion(models.Model):
    """One arrangement of a year's working days; complete for its year once published."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    year = models.PositiveSmallIntegerField(_("年份"))
    number = models.PositiveSmallIntegerField(_("版本"))
    source = models.CharField(_("依据"), max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=0)  # counts edits of the draft
    published = models.BooleanField(_("已公布"), default=False)
    at = models.DateTimeField(_("公布时间"), null=True, blank=True)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "number"], name="calendar_number_once"),
            models.UniqueConstraint(fields=["year"], condition=Q(published=False), name="calendar_one_draft"),
            models.CheckConstraint(condition=Q(published=~Q(at=None)), name="calendar_published_at"),
            models.CheckConstraint(
                condition=Q(year__range=(1950, 2200), number__gte=1), name="calendar_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} / {self.number}"


class CalendarDay(models.Model):
    """A date that differs from the bare week or bears a festival's name."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(CalendarVersion, models.CASCADE, related_name="days")
    date = models.DateField(_("日期"))
    working = models.BooleanField(_("上班"))
    name = models.CharField(_("节日"), max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "date"], name="calendar_day_once"),
        ]
