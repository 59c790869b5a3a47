"""Kinds of matter: which route approves, whether a meeting decides, how many copies; edited by the office."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.lifecycle.models import Route
from houqin.kernel.people.models import Person


class KindOfMatter(models.Model):
    """What a seal is asked for: contract, certificate, reply, bid. Closed kinds stay for their history."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField(_("代码"), max_length=40, unique=True)
    title = models.CharField(_("名称"), max_length=60)
    title_en = models.CharField(_("英文名称"), max_length=80)
    route = models.ForeignKey(Route, models.PROTECT, related_name="+", verbose_name=_("审批流程"))
    by_meeting = models.BooleanField(_("须经会议决定"), default=False)
    most_copies = models.PositiveSmallIntegerField(_("最多份数"))
    may_go_out = models.BooleanField(_("允许外带用印"), default=False)
    order = models.PositiveSmallIntegerField(_("排序"), default=50)
    source = models.CharField(_("依据"), max_length=200)
    closed_on = models.DateField(_("停用日期"), null=True, blank=True)
    changed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(most_copies__gte=1), name="seal_kind_copies"),
        ]

    def __str__(self) -> str:
        return self.title_en if (get_language() or "").startswith("en") else self.title
