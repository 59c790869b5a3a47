"""Kinds of shift, and who is in which on what day for which team."""

from datetime import date, datetime
from typing import ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.people.models import OrgUnit, Person, instants
from houqin.services.rosters.rules import Span, span


class ShiftKind(models.Model):
    """A kind of shift: name, a mark of one letter for the grid, from when to when (may pass midnight)."""

    class Tone(models.TextChoices):
        BLUE = "blue", _("蓝")
        VIOLET = "violet", _("紫")
        GRAY = "gray", _("灰")
        AMBER = "amber", _("黄")
        GREEN = "green", _("绿")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(_("代码"), max_length=20, unique=True)
    name_zh = models.CharField(_("名称"), max_length=20)
    name_en = models.CharField(_("英文名称"), max_length=40)
    mark_zh = models.CharField(_("一个字"), max_length=1, unique=True)
    mark_en = models.CharField(_("英文字母"), max_length=1, unique=True)
    begins = models.TimeField(_("上班时间"))
    ends = models.TimeField(_("下班时间"))
    tone = models.CharField(_("颜色"), max_length=8, choices=Tone.choices, default=Tone.BLUE)
    order = models.PositiveSmallIntegerField(_("顺序"), default=50)
    closed_on = models.DateField(_("停用日期"), null=True, blank=True)

    def __str__(self) -> str:
        return self.name_en if _english() else self.name_zh

    @property
    def mark(self) -> str:
        """The mark in the reader's language."""
        return self.mark_en if _english() else self.mark_zh

    @property
    def time(self) -> str:
        """From when to when, as people write it."""
        return f"{self.begins:%H:%M}–{self.ends:%H:%M}"

    def on(self, day: date) -> Span:
        """Return when this shift of a day begins and ends."""
        return span(day, self.begins, self.ends)


class ShiftQuerySet(models.QuerySet["Shift"]):
    """The verbs by which shifts are picked."""

    def of_week(self, first: date, last: date) -> Self:
        """Keep the shifts that begin on these days, both included."""
        return self.filter(day__gte=first, day__lte=last)

    def running(self, at: datetime) -> Self:
        """Keep the shifts going on at an instant."""
        return self.filter(starts_at__lte=at, ends_at__gt=at)

    def ended(self, since: datetime, until: datetime) -> Self:
        """Keep the shifts that ended in a period."""
        return self.filter(ends_at__gte=since, ends_at__lt=until)

    def with_all(self) -> Self:
        """Bring along what a row shows."""
        return self.select_related("kind", "person", "unit")


class Shift(models.Model):
    """Somebody's shift: at most one a day, and no two that overlap. The instants are those of the day it was planned."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name=_("班组"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("人员"))
    day = models.DateField(_("日期"))
    kind = models.ForeignKey(ShiftKind, models.PROTECT, related_name="+", verbose_name=_("班次"))
    starts_at = models.DateTimeField(_("上班时间"))
    ends_at = models.DateTimeField(_("下班时间"))
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[models.Manager["Shift"]] = ShiftQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "day"], name="shift_one_a_day", deferrable=Deferrable.IMMEDIATE
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_period"),
            ExclusionConstraint(
                name="shift_no_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (instants("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                deferrable=Deferrable.IMMEDIATE,
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "day"], name="shift_by_unit"),
            models.Index(fields=["ends_at", "id"], name="shift_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%m-%d} {self.kind}"


def _english() -> bool:
    return (get_language() or "").startswith("en")
