"""Working time in the house."""

from django.utils.translation import gettext_lazy as _

from houqin.kernel.registry.feature import Feature, MenuItem, Permission
from houqin.kernel.worktime.refusals import REFUSALS

FEATURE = Feature(
    name="worktime",
    title=_("工作日历"),
    summary=_("工作日与调休、各单位的服务时间、学期。"),
    permissions=(Permission("worktime.edit", _("编辑和公布工作日历、服务时间与学期")),),
    menu=(MenuItem(_("系统管理"), _("工作日历"), "admin-calendars", "calendar-days", "worktime.edit", 950),),
    refusals=REFUSALS,
)
