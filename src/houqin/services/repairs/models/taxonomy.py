"""What can be broken: trades and their faults, as data. The codes are an interface and stay stable."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id


class Urgency(models.TextChoices):
    """How fast a fault has to be answered."""

    DANGER = "danger", _("危险")
    URGENT = "urgent", _("紧急")
    NORMAL = "normal", _("一般")
    LOW = "low", _("不急")


class Trade(models.Model):
    """A kind of work, shown as a tile: water, power, lifts."""

    code = models.CharField(_("代码"), primary_key=True, max_length=20)
    name_zh = models.CharField(_("名称"), max_length=20)
    name_en = models.CharField(_("英文名称"), max_length=40)
    icon = models.CharField(_("图标"), max_length=40)
    order = models.PositiveSmallIntegerField(_("顺序"), default=50)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if _english() else self.name_zh


class Category(models.Model):
    """A fault of a trade, told by one press on a chip. `common` ranks it among the first chips shown."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("代码"), max_length=60, unique=True)
    trade = models.ForeignKey(Trade, models.PROTECT, related_name="categories", verbose_name=_("工种"))
    leaf_zh = models.CharField(_("故障"), max_length=60)
    leaf_en = models.CharField(_("英文故障"), max_length=80)
    chip_zh = models.CharField(_("短名"), max_length=20)
    chip_en = models.CharField(_("英文短名"), max_length=40)
    urgency = models.CharField(_("紧急程度"), max_length=8, choices=Urgency.choices)
    common = models.PositiveSmallIntegerField(_("常见排名"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("顺序"), default=0)
    closed_on = models.DateField(_("停用日期"), null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The whole name in the reader's language."""
        return self.leaf_en if _english() else self.leaf_zh

    @property
    def chip(self) -> str:
        """The short name in the reader's language."""
        return self.chip_en if _english() else self.chip_zh


def _english() -> bool:
    return (get_language() or "").startswith("en")
