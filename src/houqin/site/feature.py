"""The site in the house: what whoever operates it needs."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from houqin.kernel.registry.feature import Feature, Job, MenuItem, Permission, Role
from houqin.site.jobs import forget_old
from houqin.site.refusals import REFUSALS

FEATURE = Feature(
    name="site",
    title=_("系统运行"),
    permissions=(Permission("site.operate", _("查看后台任务，重试失败的任务")),),
    roles=(Role("operator", _("系统运维"), ("site.operate",)),),
    menu=(MenuItem(_("系统管理"), _("后台任务"), "site-jobs", "cog", "site.operate", 90),),
    jobs=(Job("site.forget_jobs", forget_old, timedelta(days=1), _("清理三十天前结束的后台任务")),),
    refusals=REFUSALS,
)
