"""Approval routes as versioned data: an office edits them, a running case keeps the version it began with."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.people.models import OrgUnit, Person


class Route(models.Model):
    """A named way a kind of matter is approved."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(_("代码"), max_length=60, unique=True)
    kind = models.CharField(_("适用事项"), max_length=40)
    title = models.CharField(_("名称"), max_length=80)
    title_en = models.CharField(_("英文名称"), max_length=120, blank=True)

    def __str__(self) -> str:
        return in_readers_language(self)


class RouteVersion(models.Model):
    """One edition of a route; editions are added, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    route = models.ForeignKey(Route, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    source = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["route", "number"], name="route_version_once")
        ]


class RouteStep(models.Model):
    """A step of an edition: who must say yes, and how many of them."""

    class Mode(models.TextChoices):
        ANY = "any", _("任一人同意")
        ALL = "all", _("全部同意（会签）")
        COUNT = "count", _("达到人数同意")
        ORDERED = "ordered", _("依次同意")
        MEETING = "meeting", _("会议决定")
        OUTSIDE = "outside", _("等待外部答复")
        TIMER = "timer", _("到时自动通过")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(RouteVersion, models.PROTECT, related_name="steps")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(_("环节"), max_length=60)
    title_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    mode = models.CharField(_("方式"), max_length=8, choices=Mode.choices, default=Mode.ANY)
    count = models.PositiveSmallIntegerField(_("人数"), default=1)
    quorum_numerator = models.PositiveSmallIntegerField(_("法定人数分子"), default=2)
    quorum_denominator = models.PositiveSmallIntegerField(_("法定人数分母"), default=3)
    working_minutes = models.PositiveIntegerField(_("办理时限（工作分钟）"), null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "order"], name="route_step_order"),
            models.CheckConstraint(condition=Q(count__gte=1), name="route_step_count"),
            models.CheckConstraint(
                condition=Q(quorum_denominator__gte=F("quorum_numerator"), quorum_numerator__gte=1),
                name="route_step_quorum",
            ),
            models.CheckConstraint(
                condition=~Q(mode="timer") | Q(working_minutes__isnull=False), name="route_timer_has_time"
            ),
        ]

    def __str__(self) -> str:
        return in_readers_language(self)


class SeatRule(models.Model):
    """A seat of a step: a named person, or whoever holds a permission over the case's scope."""

    class Scope(models.TextChoices):
        UNIT = "unit", _("申请人所在单位")
        PLACE = "place", _("事项所在地点")
        ANYWHERE = "anywhere", _("全校")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    step = models.ForeignKey(RouteStep, models.PROTECT, related_name="seats")
    order = models.PositiveSmallIntegerField(default=1)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    permission = models.CharField(max_length=80, blank=True)
    scope = models.CharField(max_length=8, choices=Scope.choices, default=Scope.UNIT)
    unit = models.ForeignKey(OrgUnit, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["step", "order"], name="seat_rule_order"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, permission="") | (Q(person=None) & ~Q(permission="")),
                name="seat_rule_one_kind",
            ),
        ]


def in_readers_language(named: Route | RouteStep) -> str:
    """Return a name in the reader's language, in Chinese where the office has not given an English one."""
    return (named.title_en if (get_language() or "").startswith("en") else "") or named.title
