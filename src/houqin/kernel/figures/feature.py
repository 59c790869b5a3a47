"""Figures in the house."""

from django.utils.translation import gettext_lazy as _

from houqin.kernel.figures.refusals import REFUSALS
from houqin.kernel.registry.feature import Feature, MenuItem, Permission, Retention

FEATURE = Feature(
    name="figures",
    title=_("统计"),
    permissions=(Permission("figures.see", _("打开统计总览")),),
    menu=(MenuItem(_("统计"), _("统计总览"), "figures", "chart-column", "figures.see", 805),),
    refusals=REFUSALS,
    retention=(Retention("figures.Snapshot", 365 * 30, _("定格的统计数字随年度档案长期保存")),),
)
