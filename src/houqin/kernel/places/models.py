"""Where things are: campus, building, floor, room or outdoor point, in one tree with aliases and QR tags."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.people.models import OrgUnit, Person, days
from houqin.kernel.registry.tree import PathField


class Place(models.Model):
    """A place somebody can point at."""

    class Kind(models.TextChoices):
        CAMPUS = "campus", _("校区")
        BUILDING = "building", _("楼栋")
        FLOOR = "floor", _("楼层")
        ROOM = "room", _("房间")
        POINT = "point", _("室外点位")

    class Access(models.TextChoices):
        PUBLIC = "public", _("公共区域")
        WORK = "work", _("办公教学")
        PRIVATE = "private", _("住宿")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("代码"), max_length=40)
    name = models.CharField(_("名称"), max_length=80)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    full_name = models.CharField(max_length=240)
    full_name_en = models.CharField(max_length=320, blank=True)
    pinyin = models.CharField(max_length=400, blank=True)
    findable = models.TextField(blank=True, editable=False)
    grams = ArrayField(models.CharField(max_length=2), default=list, editable=False)
    kind = models.CharField(_("类别"), max_length=12, choices=Kind.choices)
    access = models.CharField(_("性质"), max_length=12, choices=Access.choices, default=Access.WORK)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = PathField(unique=True)
    keeper = models.ForeignKey(OrgUnit, models.PROTECT, null=True, blank=True, related_name="places")
    closed_on = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            GistIndex(fields=["path"], name="place_path_gist"),
            GinIndex(fields=["grams"], name="place_grams"),
        ]

    def __str__(self) -> str:
        return (self.full_name_en if _english() else "") or self.full_name

    @property
    def label(self) -> str:
        """The place's own name in the reader's language, in Chinese where it has no English one."""
        return (self.name_en if _english() else "") or self.name


class Alias(models.Model):
    """Another name people use for a place ("三教")."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey(Place, models.CASCADE, related_name="aliases")
    name = models.CharField(_("别名"), max_length=80)
    pinyin = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["place", "name"], name="alias_once")]

    def __str__(self) -> str:
        return self.name


class QrTag(models.Model):
    """An opaque code on a sticker; what it points at may change, its history stays."""

    code = models.CharField(primary_key=True, max_length=26)
    place = models.ForeignKey(Place, models.PROTECT, related_name="tags")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.code


class Residence(models.Model):
    """A period in which a person lives in a room: "my room" of the report form."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="residences")
    place = models.ForeignKey(Place, models.PROTECT, related_name="residences")
    bed = models.CharField(_("床位"), max_length=10, blank=True)
    starts_on = models.DateField(_("入住日"))
    ends_on = models.DateField(_("退宿日"), null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="residence_period"
            ),
            ExclusionConstraint(
                name="residence_one_room",
                expressions=[("person", RangeOperators.EQUAL), (days(), RangeOperators.OVERLAPS)],
            ),
            ExclusionConstraint(
                name="residence_one_bed",
                expressions=[
                    ("place", RangeOperators.EQUAL),
                    ("bed", RangeOperators.EQUAL),
                    (days(), RangeOperators.OVERLAPS),
                ],
                condition=~Q(bed=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.place_id}"


def _english() -> bool:
    return (get_language() or "").startswith("en")
