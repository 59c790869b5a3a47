"""The life of a repair order: who may do what, from where to where."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.declare import Look, Slot, move
from houqin.kernel.lifecycle.engine import Lifecycle
from houqin.services.repairs import rules


class State(StrEnum):
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    TAKEN = "taken"
    WORKING = "working"
    PAUSED = "paused"
    FIXED = "fixed"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    JOINED = "joined"


class Announced(StrEnum):
    """The states of a planned stop."""

    ANNOUNCED = "announced"
    LIFTED = "lifted"
    OVER = "over"


STOPS = "repairs.stops"
OWN, DISPATCH, WORK = "repairs.own", "repairs.dispatch", "repairs.work"
AFFECTED, HAND_ON = "repairs.affected", "repairs.hand_on"
TO_ASSIGN = (State.SUBMITTED, State.ACCEPTED)
UNDER_WAY = (State.ASSIGNED, State.TAKEN, State.WORKING, State.PAUSED)
TO_COME = (*TO_ASSIGN, State.ASSIGNED)
BEFORE_WORK = (*TO_ASSIGN, State.ASSIGNED, State.TAKEN)
TO_MEND = (*TO_ASSIGN, *UNDER_WAY)
DONE = (State.FIXED, State.CLOSED)
TOO_BIG = (State.ACCEPTED, *UNDER_WAY, State.FIXED)
COMING = (State.ASSIGNED, State.TAKEN)
OUT = (State.TAKEN, State.WORKING)
MENDING = (State.WORKING, State.PAUSED)
AFTER = Slot("after", _("完工照片"))
BESIDE = {
    "join": _("又有一人遇到同样的故障"),
    "take_in": _("另一张工单并入了本单"),
    "give_back": _("并入的工单拆回单独处理"),
    "guest_word": _("未登录的报修人补充了说明"),
}
MAIN = {"todo": True, "main": True}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the guards look at: the instant, and what the order's promise says of waiting."""

    at: datetime
    closed_at: datetime | None = None
    reopen_days: int = 0
    closes_at: datetime | None = None
    for_reporter: bool = False
    joined_at: datetime | None = None
    guest: bool = False


def joined_lately(facts: Facts) -> list[Refused]:
    """Want a joined order to be taken out again within the days in which that may be undone."""
    if facts.joined_at is None or not rules.may_part(facts.joined_at, facts.at):
        return [Refused("repairs.too_late_to_part", days=rules.PART_DAYS)]
    return []


def reopened_in_time(facts: Facts) -> list[Refused]:
    """Want a closed order to be reopened within the days its promise allows."""
    if facts.closed_at is None or not rules.may_reopen(facts.closed_at, facts.reopen_days, facts.at):
        return [Refused("repairs.too_late_to_reopen", days=facts.reopen_days)]
    return []


def waited_long_enough(facts: Facts) -> list[Refused]:
    """Want the days for an answer to be over before an order closes by itself."""
    if facts.closes_at is None or facts.at < facts.closes_at:
        return [Refused("repairs.answer_still_open")]
    return []


def waits_for_the_reporter(facts: Facts) -> list[Refused]:
    """Want an order to stand for its reporter's sake before they end that."""
    return [] if facts.for_reporter else [Refused("repairs.not_waiting_for_you")]


def of_a_guest(facts: Facts) -> list[Refused]:
    """Want a report to be a guest's own before it is taken back by its link."""
    return [] if facts.guest else [Refused("repairs.not_a_guest")]


REPAIR = Lifecycle(
    kind="repairs.order",
    prefix="BX",
    title=_("报修单"),
    initial=State.SUBMITTED,
    opened=_("提交了报修"),
    opening_permission="repairs.report",
    steps=(_("提交"), _("派单"), _("上门"), _("完工"), _("验收")),
    states={
        State.SUBMITTED: Look(_("待派单"), "amber", _("已收到，正在安排师傅"), 1),
        State.ACCEPTED: Look(_("已受理"), "amber", _("已受理，正在安排师傅"), 1),
        State.ASSIGNED: Look(_("已派单"), "blue", _("已派给师傅，等他接单"), 2),
        State.TAKEN: Look(_("赶来中"), "blue", _("师傅正在赶来"), 2),
        State.WORKING: Look(_("维修中"), "violet", _("师傅正在维修"), 3),
        State.PAUSED: Look(_("已暂停"), "gray", _("维修暂停，原因见下"), 3),
        State.FIXED: Look(_("待验收"), "green", _("已修好，请您看看"), 4),
        State.CLOSED: Look(_("已完成"), "green", _("已验收，谢谢您报修"), 5, final=True),
        State.CANCELLED: Look(_("已取消"), "gray", _("这次报修已取消"), 5, final=True),
        State.REFUSED: Look(_("未受理"), "gray", _("这次报修没有受理"), 5, final=True),
        State.JOINED: Look(_("已并入"), "gray", _("和另一张工单是同一个故障，已并入一起修"), 5, final=True),
    },
    beside=BESIDE,
    moves=(
        move("assign", TO_ASSIGN, State.ASSIGNED, DISPATCH, _("派给师傅"), _("派给了师傅"), **MAIN),
        move("accept", State.SUBMITTED, State.ACCEPTED, DISPATCH, _("受理"), _("受理了报修")),
        move("refuse", TO_ASSIGN, State.REFUSED, DISPATCH, _("不予受理"), _("没有受理"), careful=True),
        move("reassign", (*COMING, State.PAUSED), State.ASSIGNED, DISPATCH, _("改派"), _("改派给别的师傅")),
        move("call_off", UNDER_WAY, State.CANCELLED, DISPATCH, _("撤单"), _("撤销了工单"), careful=True),
        move("join_to", BEFORE_WORK, State.JOINED, DISPATCH, _("并入其他工单"), _("并入了另一张工单")),
        move("part", State.JOINED, State.ACCEPTED, DISPATCH, _("拆回单独处理"), _("拆回单独处理"),
             guards=(joined_lately,)),
        move("outsource", (*TO_ASSIGN, *COMING, State.PAUSED), State.ASSIGNED, DISPATCH, _("派给承包单位"),
             _("派给了承包单位")),
        move("hand_on", (*COMING, State.PAUSED), State.ASSIGNED, HAND_ON, _("交给本单位师傅"), _("承包单位分派了师傅"),
             main=True),
        move("warrant", (*UNDER_WAY, State.FIXED), None, DISPATCH, _("标为保修"), _("标为承包单位保修，不计费")),
        move("propose", TOO_BIG, None, DISPATCH, _("转为专项改造建议"), _("提出了专项改造建议")),
        move("take", State.ASSIGNED, State.TAKEN, WORK, _("接单"), _("师傅接单，正在赶来"), **MAIN),
        move("decline", State.ASSIGNED, State.ACCEPTED, WORK, _("拒单"), _("师傅拒单，重新安排")),
        move("arrive", State.TAKEN, State.WORKING, WORK, _("到场开工"), _("师傅到场开工"), **MAIN),
        move("resume", State.PAUSED, State.WORKING, WORK, _("继续施工"), _("师傅继续施工"), **MAIN),
        move("finish", MENDING, State.FIXED, WORK, _("修好了，完工"), _("修好了"),
             needs=(AFTER,), **MAIN),
        move("nobody_home", (*OUT, State.PAUSED), State.PAUSED, WORK, _("无人在家"), _("师傅上门，无人在家")),
        move("pause", OUT, State.PAUSED, WORK, _("暂停"), _("师傅暂停了维修")),
        move("confirm_pause", State.PAUSED, None, DISPATCH, _("同意延长"), _("同意暂停超过一天")),
        move("lapse", State.PAUSED, State.ASSIGNED, DISPATCH, _("结束暂停"), _("暂停结束，请师傅继续上门"), system=True),
        move("answer", State.PAUSED, State.ASSIGNED, OWN, _("答复，另约时间"), _("报修人已答复，请师傅上门"),
             guards=(waits_for_the_reporter,), **MAIN),
        move("appoint", TO_COME, None, OWN, _("约上门时间"), _("约了上门时间")),
        move("appoint_for", TO_COME, None, DISPATCH, _("代约上门时间"), _("调度代约了上门时间")),
        move("take_back", State.SUBMITTED, State.CANCELLED, DISPATCH, _("撤回未登录的报修"), _("未登录的报修人撤回了报修"),
             guards=(of_a_guest,), system=True),
        move("promise", TO_MEND, None, DISPATCH, _("改承诺时间"), _("另行约定了修好的时间")),
        move("approve", State.FIXED, State.CLOSED, OWN, _("验收通过"), _("验收通过"), **MAIN),
        move("send_back", State.FIXED, State.WORKING, AFFECTED, _("没修好，返修"), _("要求返修")),
        move("cancel", BEFORE_WORK, State.CANCELLED, OWN, _("取消报修"), _("取消了报修"), careful=True),
        move("leave", (*TO_MEND, State.FIXED), None, AFFECTED, _("退出，与我无关了"), _("一位报修人退出了")),
        move("reopen", State.CLOSED, State.ACCEPTED, AFFECTED, _("又坏了，重开"), _("重新打开了报修"),
             guards=(reopened_in_time,)),
        move("auto_close", State.FIXED, State.CLOSED, DISPATCH, _("默认关闭"), _("到期未验收，默认关闭"),
             guards=(waited_long_enough,), system=True),
        move("remind", TO_MEND, None, DISPATCH, _("提醒师傅"), _("时限将近，提醒了师傅"), system=True),
        move("warn", TO_MEND, None, DISPATCH, _("提醒调度"), _("时限将到，提醒了调度"), system=True),
        move("raise", TO_MEND, None, DISPATCH, _("上报分管领导"), _("严重超时，上报了分管领导"), system=True),
        move("escalate", TO_MEND, None, DISPATCH, _("超时上报"), _("已超时，上报调度和科室负责人"),
             system=True),
        move("recount", (*TO_MEND, State.FIXED), None, DISPATCH, _("重算时限"), _("日历公布，时限重新计算了"),
             system=True),
    ),
)  # fmt: skip

STOP = Lifecycle(
    kind="repairs.stop",
    prefix="TG",
    title=_("停供通知"),
    initial=Announced.ANNOUNCED,
    opened=_("发布了停供通知"),
    opening_permission=STOPS,
    states={
        Announced.ANNOUNCED: Look(_("已通知"), "amber", _("计划停供，请提前准备"), 1),
        Announced.LIFTED: Look(_("已恢复"), "green", _("已提前恢复或取消"), 2, final=True),
        Announced.OVER: Look(_("已结束"), "gray", _("停供已按时结束"), 2, final=True),
    },
    moves=(
        move("change", Announced.ANNOUNCED, None, STOPS, _("改时间"), _("改了停供时间")),
        move("lift", Announced.ANNOUNCED, Announced.LIFTED, STOPS, _("提前恢复或取消"), _("提前恢复或取消了")),
        move("end", Announced.ANNOUNCED, Announced.OVER, STOPS, _("到时结束"), _("停供到时结束"), system=True),
    ),
)  # fmt: skip
