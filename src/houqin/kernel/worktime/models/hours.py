"""Service hours: named schedules for everybody, a unit or a campus, in versions the database freezes."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.places.models import Place
from houqin.kernel.worktime.hours import DAY_MINUTES


class Schedule(models.Model):
    """A name for service hours ("office"); a unit or campus may have its own hours under the same key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField(_("代码"), max_length=40)
    title = models.CharField(_("名称"), max_length=60)
    unit = models.ForeignKey(OrgUnit, models.PROTECT, null=True, blank=True, related_name="+")
    campus = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key", "unit", "campus"], nulls_distinct=False, name="schedule_once"
            ),
            models.CheckConstraint(condition=Q(unit=None) | Q(campus=None), name="schedule_one_scope"),
        ]

    def __str__(self) -> str:
        return self.title


class HoursVersion(models.Model):
    """The windows of a schedule from `at` on, until a later version; published once its windows are in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("版本"))
    published = models.BooleanField(_("已公布"), default=False)
    at = models.DateTimeField(_("生效时间"))
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["schedule", "number"], name="hours_number_once"),
        ]


class HoursWindow(models.Model):
    """Open from `opens` to `closes`, minutes after midnight; more than 1440 is the next morning."""

    class Worked(models.TextChoices):
        WORKING = "working", _("工作日")
        OFF = "off", _("休息日")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(HoursVersion, models.CASCADE, related_name="windows")
    worked = models.CharField(_("日子"), max_length=8, choices=Worked.choices)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("星期"))
    opens = models.PositiveSmallIntegerField(_("开始"))
    closes = models.PositiveSmallIntegerField(_("结束"))

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    opens__lt=DAY_MINUTES, closes__gt=F("opens"), closes__lte=F("opens") + DAY_MINUTES
                ),
                name="window_of_a_day",
            ),
            models.CheckConstraint(
                condition=Q(weekdays__len__gte=1, weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7]),
                name="window_weekdays",
            ),
            models.CheckConstraint(condition=Q(worked__in=["working", "off"]), name="window_worked"),
        ]
