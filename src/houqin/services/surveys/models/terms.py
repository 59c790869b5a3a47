"""On what terms one rates: editions, added and never changed, each with its source; and the tags to press."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.people.models import Person


class Terms(models.Model):
    """One edition of the terms; an invitation keeps the one it was made under."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveSmallIntegerField(_("版本"), unique=True)
    since = models.DateTimeField(_("生效时间"))
    open_days = models.PositiveSmallIntegerField(_("评价期限（天）"))
    remind_days = models.PositiveSmallIntegerField(_("到期前几天提醒"))
    revise_minutes = models.PositiveSmallIntegerField(_("提交后可修改（分钟）"))
    batch = models.PositiveSmallIntegerField(_("个人评分每批份数"))
    source = models.CharField(_("依据"), max_length=300)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(open_days__gte=1, remind_days__lt=F("open_days")), name="terms_days"
            ),
            models.CheckConstraint(condition=Q(batch__gte=5), name="terms_batch"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Tag(models.Model):
    """A word to press beside the stars: what the rating is about."""

    key = models.SlugField(_("代码"), primary_key=True, max_length=40)
    title_zh = models.CharField(_("名称"), max_length=20)
    title_en = models.CharField(_("英文名称"), max_length=40)
    order = models.PositiveSmallIntegerField(_("顺序"), default=50)
    closed_on = models.DateField(_("停用日期"), null=True, blank=True)

    def __str__(self) -> str:
        return self.title_en if (get_language() or "").startswith("en") else self.title_zh
