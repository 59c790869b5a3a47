"""What the site knows of itself, and how people like to look at lists."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.people.models import Person


class SiteProfile(models.Model):
    """One row: the school's name, the duty phone, which profile was loaded and when."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    profile = models.CharField(max_length=20, blank=True)
    school = models.CharField(_("学校名称"), max_length=80)
    school_en = models.CharField(_("英文校名"), max_length=120, blank=True)
    office = models.CharField(_("部门名称"), max_length=80, blank=True)
    office_en = models.CharField(_("部门英文名称"), max_length=120, blank=True)
    duty_phone = models.CharField(_("值班电话"), max_length=30, blank=True)
    seed = models.IntegerField(default=0)
    installed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="site_profile_one_row")]


class SavedView(models.Model):
    """A person's named filters and columns of a list; the view itself is only a query string."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    listing = models.CharField(max_length=60)
    name = models.CharField(_("名称"), max_length=40)
    query = models.CharField(max_length=1000)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "listing", "name"], name="saved_view_once")
        ]


class ImportDraft(models.Model):
    """A sheet somebody has uploaded and not yet confirmed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    key = models.CharField(max_length=40)
    rows = models.JSONField()
    at = models.DateTimeField()
