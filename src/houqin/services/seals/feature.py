"""All that the seals bring to the house."""

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
    Tile,
)  # fmt: skip
from houqin.services.seals import queries, tasks
from houqin.services.seals.api import router
from houqin.services.seals.demo import load
from houqin.services.seals.figures import FIGURES
from houqin.services.seals.finding import SEARCH
from houqin.services.seals.lifecycle import APPLICATION, SEAL
from houqin.services.seals.matter import APPLICATIONS, SEALS
from houqin.services.seals.refusals import REFUSALS

GROUP = _("公章")
TEN_YEARS = 365 * 10

PERMISSIONS = (
    Permission("seals.own", _("修改和撤回自己的用印申请"), holder="applicant"),
    Permission("seals.approve", _("审批本单位的用印申请")),
    Permission("seals.endorse", _("代表印章主管部门审批用印")),
    Permission("seals.minutes", _("登记会议对用印的决定")),
    Permission("seals.keep", _("保管印章：用印、外带、归还、报失")),
    Permission("seals.register", _("登记、移交、停用和作废印章，编辑事项类别")),
    Permission("seals.see", _("查看用印申请和登记簿")),
    Permission("seals.figures", _("查看用印统计，接收遗失和超时提醒")),
)
ROLES = (
    Role("seal-approver", _("用印审批人"), ("seals.approve", "seals.see")),
    Role("seal-keeper", _("公章保管员"), ("seals.keep",)),
    Role("seal-head", _("印章主管部门负责人"),
         ("seals.endorse", "seals.minutes", "seals.see", "seals.figures", "figures.see")),
    Role("seal-administrator", _("印章管理员"), ("seals.register", "seals.keep", "seals.see")),
)  # fmt: skip
NOTICES = (
    Notice("seals.to_decide", _("有用印申请等您审批"), APPLICATION.kind, ("open", "resubmit", "consent"),
           "permission", _("“{title}”（{number}）等您审批。"), permission="lifecycle.decide"),
    Notice("seals.approved", _("用印申请已通过"), APPLICATION.kind, ("approve",), "applicant",
           _("{number}“{title}”审批已通过，请带上原件和审批单去用印。")),
    Notice("seals.returned", _("用印申请未通过"), APPLICATION.kind, ("return", "refuse", "decline"),
           "applicant", _("{number}“{title}”没有通过，请查看原因。")),
    Notice("seals.waiting", _("有文件等待用印"), APPLICATION.kind, ("approve",), "handler",
           _("{number}“{title}”审批已通过，等待用印。")),
    Notice("seals.done", _("已用印"), APPLICATION.kind, ("stamp", "bring_back"), "applicant",
           _("{number}“{title}”已用印并登记。")),
    Notice("seals.late", _("印章超时未归还"), APPLICATION.kind, ("chase",), "participants",
           _("{number}“{title}”的印章超过归还时限，请立即归还保管处。"), urgent=True),
    Notice("seals.late_head", _("印章超时未归还（上报）"), APPLICATION.kind, ("chase",), "permission",
           _("{number}“{title}”的印章外带超时未归还，请督促。"), permission="seals.figures", urgent=True),
    Notice("seals.lost", _("印章报失"), SEAL.kind, ("report_lost",), "permission",
           _("“{title}”（{number}）已报失并停止使用。"), permission="seals.figures", urgent=True),
    Notice("seals.handed_over", _("印章移交给您保管"), SEAL.kind, ("hand_over",), "handler",
           _("“{title}”（{number}）已移交给您保管，请核对印模。")),
)  # fmt: skip

FEATURE = Feature(
    name="seals",
    title=_("公章使用"),
    summary=_("在线申请盖章，按事项审批，用印有登记"),
    permissions=PERMISSIONS,
    roles=ROLES,
    tiles=(
        Tile(_("申请盖章"), "seals:apply", "stamp", order=30),
        Tile(_("用印工作台"), "seals:desk", "file-check", "seals.keep", order=31),
    ),
    menu=(
        MenuItem(GROUP, _("申请盖章"), "seals:apply", "file-pen", order=10),
        MenuItem(GROUP, _("用印工作台"), "seals:desk", "stamp", "seals.keep", 20, queries.waiting_at_desk),
        MenuItem(GROUP, _("用印申请"), "seals:applications", "files", "seals.see", 30),
        MenuItem(GROUP, _("用印登记簿"), "seals:stampings", "book-open", "seals.see", 40),
        MenuItem(GROUP, _("印章台账"), "seals:register", "archive", "seals.see", 50),
        MenuItem(GROUP, _("用印统计"), "seals:figures", "chart-no-axes-combined", "seals.figures", 60),
        MenuItem(GROUP, _("事项类别"), "seals:kinds", "list-checks", "seals.register", 70),
    ),
    matters=(APPLICATIONS, SEALS),
    notices=NOTICES,
    refusals=REFUSALS,
    figures=FIGURES,
    search=SEARCH,
    jobs=(
        Job("seals.chase", tasks.chase_late_seals, timedelta(minutes=15), _("催还超时外带的印章")),
        Job("seals.timers", tasks.pass_approval_timers, timedelta(minutes=15), _("用印审批的到时环节")),
    ),
    router=router,
    demo=Demo(load, order=30),
    retention=(
        Retention("seals.Application", TEN_YEARS, _("用印申请随登记簿保存十年，备查用印依据")),
        Retention("seals.Stamping", TEN_YEARS, _("用印登记簿保存十年")),
        Retention("seals.TakeOut", TEN_YEARS, _("外带记录随登记簿保存十年")),
        Retention("seals.Seal", TEN_YEARS, _("印章台账在作废后保存十年")),
    ),
)
