"""All that the repairs bring to the house."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from houqin.kernel.registry.feature import (
    Demo,
    Feature,
    Job,
    MenuItem,
    Notice,
    OpenMatters,
    Permission,
    Retention,
    Role,
    Subscriber,
    Tile,
)  # fmt: skip
from houqin.services.repairs import commands, tasks
from houqin.services.repairs.api import router
from houqin.services.repairs.demo import load
from houqin.services.repairs.figures import FIGURES
from houqin.services.repairs.finding import SEARCH
from houqin.services.repairs.lifecycle import REPAIR, STOP
from houqin.services.repairs.matter import FAULTS, FAULTS_HANDED, MATTER, STOPS
from houqin.services.repairs.queries import stops
from houqin.services.repairs.queries.board import waiting_count
from houqin.services.repairs.queries.leftovers import open_matters
from houqin.services.repairs.refusals import REFUSALS

GROUP = _("维修")
THREE_YEARS = 365 * 3

PERMISSIONS = (
    Permission("repairs.report", _("提交报修"), holder="anyone"),
    Permission("repairs.own", _("验收和取消自己的报修"), holder="applicant"),
    Permission("repairs.affected", _("说没修好、重开或退出自己遇到的故障"), holder="participant"),
    Permission("repairs.work", _("接单、到场、完工派给自己的工单"), holder="handler"),
    Permission("repairs.technician", _("作为维修师傅接受派单")),
    Permission("repairs.dispatch", _("受理、派单、改派、撤单和不予受理")),
    Permission("repairs.stops", _("发布、更改和解除停水停电通知")),
    Permission("repairs.see", _("查看报修台账")),
    Permission("repairs.figures", _("查看报修统计，接收超时上报")),
    Permission("repairs.oversee", _("接收严重超时的报修上报")),
    Permission("repairs.settings", _("编辑故障分类和维修时限")),
)
ROLES = (
    Role("technician", _("维修师傅"), ("repairs.technician", "rosters.work")),
    Role("repair-dispatcher", _("报修调度员"), ("repairs.dispatch", "repairs.see", "repairs.stops")),
    Role(
        "repair-head",
        _("维修科负责人"),
        (
            "repairs.see",
            "repairs.figures",
            "repairs.settings",
            "repairs.stops",
            "figures.see",
            "surveys.see",
            "surveys.team",
            "surveys.settings",
        ),
    ),
    Role("repair-leader", _("分管领导（报修）"), ("repairs.oversee", "repairs.see", "repairs.figures")),
)
KIND = REPAIR.kind
HANDED = FAULTS_HANDED.lifecycle.kind
NOTICES = (
    Notice("repairs.reported", _("有新报修"), KIND, ("open", "reopen"), "permission",
           _("{place}：{title}（{number}），请派单。"), permission="repairs.dispatch"),
    Notice("repairs.reported_for_you", _("已为您登记报修"), KIND, ("open",), "applicant",
           _("{who} 已为您登记报修：{place}，{title}（{number}），可以在“我的报修”看进度。")),
    Notice("repairs.appointed", _("约了上门时间"), KIND, ("appoint",), "handler",
           _("{place}：{title}（{number}），报修人约了上门时间，请查看。")),
    Notice("repairs.appointed_dispatch", _("报修人约了上门时间"), KIND, ("appoint",), "permission",
           _("{place}：{title}（{number}），报修人约了上门时间，请查看。"), permission="repairs.dispatch"),
    Notice("repairs.appointed_for", _("已为您约上门时间"), KIND, ("appoint_for",), "participants",
           _("“{title}”（{number}）约了上门时间，请查看。")),
    Notice("repairs.taken_back", _("未登录的报修已撤回"), KIND, ("take_back",), "permission",
           _("{place}：{title}（{number}）的报修人撤回了报修。"), permission="repairs.dispatch"),
    Notice("repairs.stop", _("计划停水停电"), STOP.kind, ("open",), "applicants",
           _("{title}：{when}。请提前准备。")),
    Notice("repairs.stop_changed", _("停水停电时间有变化"), STOP.kind, ("change",), "applicants",
           _("{title}：改为 {when}。")),
    Notice("repairs.stop_lifted", _("停水停电已恢复或取消"), STOP.kind, ("lift",), "applicants",
           _("{title}：已提前恢复或取消。")),
    Notice("repairs.handed", _("有移交来的故障"), HANDED, ("open",), "permission",
           _("{place}：{title}（{number}），请答复是否接收。"), permission="repairs.dispatch"),
    Notice("repairs.handed_answered", _("移交的故障有了答复"), HANDED, ("accept", "refuse", "finish"), "applicant",
           _("您移交的“{title}”（{number}）：{state}。")),
    Notice("repairs.declined", _("师傅拒单"), KIND, ("decline",), "permission",
           _("{who} 拒了 {number}“{title}”，请另派一位师傅。"), permission="repairs.dispatch"),
    Notice("repairs.assigned", _("派给您的工单"), KIND, ("assign", "reassign"), "handler",
           _("{place}：{title}（{number}），请接单。"), urgent=True),
    Notice("repairs.sent_back", _("返修"), KIND, ("send_back",), "handler",
           _("{place}：{title}（{number}）还没修好，请再上门看看。"), urgent=True),
    Notice("repairs.sent_back_others", _("同一故障要求返修"), KIND, ("send_back", "reopen"), "applicants",
           _("“{title}”（{number}）有人说还没修好，师傅会再来。")),
    Notice("repairs.joined", _("报修已并入另一张工单"), KIND, ("join_to",), "applicants",
           _("您的报修（{number}）和 {target} 是同一个故障，已并入一起修，进度请看 {target}。")),
    Notice("repairs.joined_away", _("工单已并入"), KIND, ("join_to",), "handler",
           _("{number}“{title}”已并入 {target}，不用单独去了。"), urgent=True),
    Notice("repairs.parted", _("报修拆回单独处理"), KIND, ("part",), "applicants",
           _("您的报修（{number}）是另一个故障，已拆回单独处理。")),
    Notice("repairs.cancelled", _("报修已取消"), KIND, ("cancel", "call_off"), "handler",
           _("{number}“{title}”已取消，不用去了。"), urgent=True),
    Notice("repairs.called_off", _("工单已撤销"), KIND, ("call_off",), "applicants",
           _("{number}“{title}”已撤销，请查看原因。")),
    Notice("repairs.taken", _("师傅已接单"), KIND, ("take",), "applicants",
           _("{who} 已接单，正在赶来处理“{title}”（{number}）。")),
    Notice("repairs.nobody_home", _("师傅上门，无人在家"), KIND, ("nobody_home",), "applicants",
           _("{who} 到了{place}没有遇到人，“{title}”（{number}）请另约一个时间。"), urgent=True),
    Notice("repairs.paused", _("维修暂停"), KIND, ("pause",), "applicants",
           _("“{title}”（{number}）暂停维修，请查看原因和新的时间。")),
    Notice("repairs.to_confirm", _("暂停待确认"), KIND, ("pause", "nobody_home"), "permission",
           _("{number}“{title}”暂停了；要停一天以上，请确认。"), permission="repairs.dispatch"),
    Notice("repairs.answered", _("报修人已答复"), KIND, ("answer",), "handler",
           _("{place}：{title}（{number}），报修人已答复，请安排上门。"), urgent=True),
    Notice("repairs.pause_over", _("暂停结束"), KIND, ("lapse",), "handler",
           _("{place}：{title}（{number}）的暂停结束了，请继续上门。"), urgent=True),
    Notice("repairs.pause_over_dispatch", _("暂停到期"), KIND, ("lapse",), "permission",
           _("{number}“{title}”的暂停结束了，请跟进。"), permission="repairs.dispatch"),
    Notice("repairs.promised", _("另行约定了修好的时间"), KIND, ("promise",), "applicants",
           _("“{title}”（{number}）另行约定了修好的时间，请查看。")),
    Notice("repairs.fixed", _("已修好，请验收"), KIND, ("finish",), "applicants",
           _("“{title}”（{number}）已修好，请验收；没修好可以直接返修。")),
    Notice("repairs.refused", _("报修未受理"), KIND, ("refuse",), "applicants",
           _("“{title}”（{number}）没有受理，请查看原因。")),
    Notice("repairs.closed", _("报修已默认关闭"), KIND, ("auto_close",), "applicants",
           _("“{title}”（{number}）到期未验收，已默认关闭；又坏了可以重开。")),
    Notice("repairs.recounted", _("承诺时间有变化"), KIND, ("recount",), "applicants",
           _("放假安排已公布，“{title}”（{number}）的承诺时间按新日历重新计算了，请查看。")),
    Notice("repairs.remind", _("时限将近"), KIND, ("remind",), "handler",
           _("{place}：{title}（{number}）的时限已用掉 {step}%，请抓紧。")),
    Notice("repairs.warn", _("时限将到"), KIND, ("warn",), "permission",
           _("{place}：{title}（{number}）的时限已用掉 {step}%，请跟进。"), permission="repairs.dispatch"),
    Notice("repairs.overdue_leader", _("报修严重超时"), KIND, ("raise",), "permission",
           _("{place}：{title}（{number}）的时限已用掉 {step}%，还没有办好，请督办。"), permission="repairs.oversee"),
    Notice("repairs.overdue", _("报修超时"), KIND, ("escalate",), "permission",
           _("{place}：{title}（{number}）已超时，请立即安排。"), permission="repairs.dispatch"),
    Notice("repairs.overdue_head", _("报修超时（上报）"), KIND, ("escalate",), "permission",
           _("{place}：{title}（{number}）已超时，请督促。"), permission="repairs.figures"),
)  # fmt: skip

FEATURE = Feature(
    name="repairs",
    title=_("报修服务"),
    summary=_("扫码报修，看得到承诺和进度，修好验收"),
    permissions=PERMISSIONS,
    roles=ROLES,
    tiles=(
        Tile(_("我要报修"), "repairs:report", "wrench", order=10),
        Tile(_("今日工单"), "repairs:today", "hard-hat", "repairs.technician", 11),
        Tile(_("调度台"), "repairs:board", "kanban", "repairs.dispatch", 12),
    ),
    menu=(
        MenuItem(GROUP, _("调度台"), "repairs:board", "kanban", "repairs.dispatch", 10, waiting_count),
        MenuItem(GROUP, _("今日工单"), "repairs:today", "hard-hat", "repairs.technician", 12),
        MenuItem(GROUP, _("我的评分"), "surveys:mine", "star", "repairs.technician", 13),
        MenuItem(GROUP, _("报修台账"), "repairs:orders", "files", "repairs.see", 14),
        MenuItem(GROUP, _("报修统计"), "repairs:figures", "chart-no-axes-combined", "repairs.figures", 16),
        MenuItem(GROUP, _("故障分类"), "repairs:faults", "list-checks", "repairs.settings", 17),
        MenuItem(GROUP, _("上岗证件要求"), "repairs:certificates", "id-card", "repairs.settings", 17),
        MenuItem(GROUP, _("值班代报"), "repairs:desk", "headset", "repairs.dispatch", 11),
        MenuItem(GROUP, _("停水停电通知"), "repairs:stops", "calendar-clock", order=17),
        MenuItem(GROUP, _("我要报修"), "repairs:report", "wrench", order=18),
        MenuItem(GROUP, _("我的报修"), "repairs:mine", "history", order=19),
    ),
    matters=(MATTER, STOPS, FAULTS_HANDED),
    handoffs=(FAULTS,),
    notices=NOTICES,
    refusals=REFUSALS,
    figures=FIGURES,
    search=SEARCH,
    open_matters=(OpenMatters(REPAIR.title, open_matters),),
    jobs=(
        Job("repairs.escalate", tasks.escalate_overdue, timedelta(minutes=1), _("上报超时的报修")),
        Job("repairs.pauses", tasks.end_pauses, timedelta(minutes=1), _("结束到期的暂停")),
        Job("repairs.codes", tasks.send_codes, timedelta(seconds=10), _("发送报修验证码")),
        Job("repairs.stops", tasks.end_stops, timedelta(minutes=1), _("结束到时的停供通知")),
        Job("repairs.guests", tasks.forget_guests, timedelta(days=1), _("清理过期的验证码和次数")),
        Job("repairs.close", tasks.close_unanswered, timedelta(minutes=15), _("关闭到期未验收的报修")),
    ),
    subscribers=(Subscriber("repairs.calendar", tasks.follow_calendar),),
    home=(stops.home_notes,),
    tag_page="repairs:report",
    router=router,
    commands={"repairs sla": commands.sla},
    demo=Demo(load, order=20, multiplied=("repairs.order",)),
    retention=(
        Retention("repairs.Report", THREE_YEARS, _("报修人的原话和联系电话保存三年，备查服务过程")),
        Retention("repairs.Order", THREE_YEARS, _("工单随报修保存三年，统计数字另行冻结")),
        Retention("repairs.Pause", THREE_YEARS, _("暂停和空跑记录随工单保存三年，备查时限")),
        Retention("repairs.Visit", THREE_YEARS, _("暂停和空跑记录随工单保存三年，备查时限")),
        Retention("repairs.Assignment", THREE_YEARS, _("派单记录随工单保存三年")),
    ),
)
