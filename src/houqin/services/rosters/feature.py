"""All that the rosters bring to the house."""

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
from houqin.services.rosters import tasks
from houqin.services.rosters.actions.kinds import SETTINGS
from houqin.services.rosters.api import router
from houqin.services.rosters.demo import load
from houqin.services.rosters.figures import FIGURES
from houqin.services.rosters.lifecycle import CERTIFICATE, HANDOVER, LEAVE, SWAP
from houqin.services.rosters.matter import MATTERS
from houqin.services.rosters.queries.cases import leaves_waiting
from houqin.services.rosters.queries.teams import EDIT, SEE, WORK
from houqin.services.rosters.refusals import REFUSALS

GROUP = _("排班")
THREE_YEARS = 365 * 3

NOTICES = (
    Notice("rosters.leave_asked", _("有人请假"), LEAVE.kind, ("open",), "permission",
           _("{who} 请假 {title}（{number}），请答复。"), permission=EDIT),
    Notice("rosters.leave_answered", _("请假有了答复"), LEAVE.kind, ("grant", "decline"), "applicant",
           _("您的请假 {title}（{number}）：{state}。")),
    Notice("rosters.leave_changed", _("请假撤回或销假"), LEAVE.kind, ("withdraw", "come_back"), "permission",
           _("{who} 的请假 {title}（{number}）：{state}，可以重新排班。"), permission=EDIT),
    Notice("rosters.swap_asked", _("有人想和您换班"), SWAP.kind, ("open",), "handler",
           _("{who} 想换班：{title}（{number}），请答复。"), urgent=True),
    Notice("rosters.swap_answered", _("换班有了答复"), SWAP.kind, ("agree", "decline", "lapse"), "applicant",
           _("您提出的换班 {title}（{number}）：{state}。")),
    Notice("rosters.swapped", _("两人换了班"), SWAP.kind, ("agree",), "permission",
           _("{title}（{number}）已经对换。"), permission=EDIT),
    Notice("rosters.handed", _("有班交给您"), HANDOVER.kind, ("open",), "handler",
           _("{who} 把 {title}（{number}）交给您，请看过未了事项再确认接班。"), urgent=True),
    Notice("rosters.taken", _("已有人接班"), HANDOVER.kind, ("take",), "applicant",
           _("{who} 已接班：{title}（{number}）。")),
    Notice("rosters.certificate_ending", _("您的证件快到期了"), CERTIFICATE.kind, ("remind", "expire"), "applicant",
           _("您的{title}（{number}）有效期至 {until}，请及时复审。")),
    Notice("rosters.certificate_ending_leader", _("有证件快到期或已过期"), CERTIFICATE.kind, ("remind", "expire"),
           "permission", _("{title}（{number}）有效期至 {until}，请安排复审。"), permission=EDIT),
)  # fmt: skip

FEATURE = Feature(
    name="rosters",
    title=_("排班与值班"),
    summary=_("排班表、上下班、请假换班、交接班、上岗证件"),
    permissions=(
        Permission("rosters.own", _("撤回自己的请假、换班和交班，销假"), holder="applicant"),
        Permission("rosters.answer", _("答复向自己提出的换班，确认接班"), holder="handler"),
        Permission(WORK, _("按排班上下班、请假、换班、交接班")),
        Permission(EDIT, _("排班，同意请假，登记证件")),
        Permission(SEE, _("查看排班、上下班记录、证件和统计")),
        Permission(SETTINGS, _("编辑班次和证件种类")),
    ),
    roles=(
        Role("shift-worker", _("排班人员"), (WORK,)),
        Role("shift-leader", _("排班班组长"), (EDIT, SEE)),
        Role("roster-head", _("排班负责人"), (SEE, EDIT, SETTINGS)),
    ),
    tiles=(Tile(_("我的班"), "rosters:mine", "calendar-clock", WORK, 13),),
    menu=(
        MenuItem(GROUP, _("我的班"), "rosters:mine", "calendar-clock", WORK, 100),
        MenuItem(GROUP, _("排班表"), "rosters:week", "calendar-days", SEE, 102),
        MenuItem(GROUP, _("请假"), "rosters:leaves", "calendar-off", EDIT, 104, leaves_waiting),
        MenuItem(GROUP, _("交接班"), "rosters:handovers", "arrow-right-left", SEE, 106),
        MenuItem(GROUP, _("上岗证件"), "rosters:certificates", "id-card", SEE, 108),
        MenuItem(GROUP, _("上下班记录"), "rosters:duties", "clock", SEE, 110),
        MenuItem(GROUP, _("排班统计"), "rosters:report", "chart-no-axes-combined", SEE, 112),
        MenuItem(GROUP, _("班次和证件种类"), "rosters:kinds", "list-checks", SETTINGS, 114),
    ),
    matters=MATTERS,
    notices=NOTICES,
    refusals=REFUSALS,
    figures=FIGURES,
    jobs=(
        Job("rosters.forgotten", tasks.end_forgotten, timedelta(minutes=30), _("结束忘记按的下班")),
        Job("rosters.swaps", tasks.lapse_swaps, timedelta(minutes=15), _("让没人答复的换班过期")),
        Job("rosters.certificates", tasks.watch_certificates, timedelta(hours=6), _("提醒快到期的证件")),
    ),
    router=router,
    demo=Demo(load, order=15),
    retention=(
        Retention("rosters.Shift", THREE_YEARS, _("排班保存三年，备查工时")),
        Retention("rosters.Duty", THREE_YEARS, _("上下班记录保存三年，备查工时")),
        Retention("rosters.Leave", THREE_YEARS, _("请假记录保存三年，备查工时；事由另行封存")),
        Retention("rosters.Handover", THREE_YEARS, _("交接班记录保存三年，备查责任")),
        Retention("rosters.Certificate", THREE_YEARS, _("证件登记在失效后保存三年，备查上岗资格")),
    ),
)
