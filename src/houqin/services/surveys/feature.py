"""All that the surveys bring to the house."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from houqin.kernel.registry.feature import (
    Demo,
    Feature,
    Job,
    MenuItem,
    Notice,
    Permission,
    Retention,
    Role,
)  # fmt: skip
from houqin.services.surveys import tasks
from houqin.services.surveys.actions.inviting import REMIND
from houqin.services.surveys.actions.terms import SETTINGS
from houqin.services.surveys.api import router
from houqin.services.surveys.demo import load
from houqin.services.surveys.figures import FIGURES
from houqin.services.surveys.queries.ratings import SEE
from houqin.services.surveys.queries.scores import TEAM
from houqin.services.surveys.refusals import REFUSALS

GROUP = _("满意度")
THREE_YEARS = 365 * 3

FEATURE = Feature(
    name="surveys",
    title=_("评价与满意度"),
    summary=_("办完请评价，不评也行；分数带区间和评价率，不凑数"),
    permissions=(
        Permission(SEE, _("查看满意度统计和不署名的评价")),
        Permission(TEAM, _("查看本班组人员的评分")),
        Permission(SETTINGS, _("编辑评价规则")),
    ),
    roles=(
        Role("team-leader", _("班组长"), (TEAM,)),
        Role("satisfaction-head", _("满意度负责人"), (SEE, TEAM, SETTINGS)),
    ),
    menu=(
        MenuItem(GROUP, _("满意度统计"), "surveys:report", "star", SEE, 700),
        MenuItem(GROUP, _("全部评价"), "surveys:ratings", "message-square", SEE, 702),
        MenuItem(GROUP, _("班组评分"), "surveys:team", "users-round", TEAM, 704),
        MenuItem(GROUP, _("评价规则"), "surveys:terms", "settings", SETTINGS, 706),
    ),
    notices=(
        Notice("surveys.reminder", _("办得怎么样？请评价"), "*", (REMIND,), "applicant",
               _("“{title}”（{number}）已经办完，{until} 前可以评价，只提醒这一次。")),
    ),
    refusals=REFUSALS,
    figures=FIGURES,
    jobs=(Job("surveys.remind", tasks.remind, timedelta(hours=1), _("提醒快到期的评价邀请")),),
    router=router,
    demo=Demo(load, order=90),
    retention=(
        Retention("surveys.Rating", THREE_YEARS, _("评价保存三年，统计数字另行定格")),
        Retention("surveys.Invitation", THREE_YEARS, _("评价邀请随评价保存三年")),
        Retention("surveys.Doer", THREE_YEARS, _("谁办的事随评价保存三年，用于本人和班组的评分")),
    ),
)  # fmt: skip
