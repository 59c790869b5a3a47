"""Two stories: a supplier's own, and a month's settlement from drawing up to the head's signature."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.declare import Look, move
from houqin.kernel.lifecycle.engine import Lifecycle
from houqin.services.suppliers import rules

MANAGE, LEAD, SETTLE, APPROVE = (
    "suppliers.manage",
    "suppliers.lead",
    "suppliers.settle",
    "suppliers.approve",
)


class State(StrEnum):
    """How a supplier stands; only an active one gets new work."""

    ACTIVE = rules.ACTIVE
    SUSPENDED = rules.SUSPENDED
    ENDED = "ended"


class Step(StrEnum):
    """How far a month's settlement is."""

    DRAWN = "drawn"
    DISPUTED = "disputed"
    CONFIRMED = "confirmed"
    CHECKED = "checked"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Objections:
    """What the guard of a revision looks at: how many disputed lines still have no answer."""

    unanswered: int


def all_answered(facts: Objections) -> Iterator[Refused]:
    """Want every objection to be answered before the month goes back to the supplier."""
    if facts.unanswered:
        yield Refused("suppliers.answer_each", n=facts.unanswered, field="note")


SUPPLIER = Lifecycle(
    kind="suppliers.supplier",
    prefix="GYS",
    title=_("供应商"),
    initial=State.ACTIVE,
    opened=_("登记了供应商"),
    opening_permission=MANAGE,
    states={
        State.ACTIVE: Look(_("合作中"), "green", _("按有效合同承接工作")),
        State.SUSPENDED: Look(pgettext_lazy("供应商", "已暂停"), "amber", _("暂停承接新的工作，手上的继续做完")),
        State.ENDED: Look(_("已终止"), "gray", _("合作已终止，记录保留备查"), final=True),
    },
    moves=(
        move("suspend", State.ACTIVE, State.SUSPENDED, MANAGE, _("暂停派活"), _("暂停承接新的工作")),
        move("resume", State.SUSPENDED, State.ACTIVE, MANAGE, _("恢复派活"), _("恢复承接工作"), main=True),
        move("end", (State.ACTIVE, State.SUSPENDED), State.ENDED, MANAGE,
             _("终止合作"), _("合作终止"), careful=True),
        move("remind", (State.ACTIVE, State.SUSPENDED), None, MANAGE,
             _("提醒合同到期"), _("合同快到期，提醒了负责人"), system=True),
    ),
    beside={"edit": _("修改了登记信息"), "contract": _("登记或修改了合同"), "price": _("登记了单价"),
            "enlist": _("登记了人员"), "discharge": _("人员离开了")},
)  # fmt: skip

SETTLEMENT = Lifecycle(
    kind="suppliers.settlement",
    prefix="JS",
    title=_("月度结算"),
    initial=Step.DRAWN,
    opened=_("编制了结算单"),
    opening_permission=SETTLE,
    steps=(_("编制"), _("承包单位确认"), _("经办审核"), _("负责人审批")),
    states={
        Step.DRAWN: Look(_("待承包单位确认"), "amber", _("请承包单位逐单核对"), 1),
        Step.DISPUTED: Look(_("有异议"), "red", _("有异议，等经办人答复"), 1),
        Step.CONFIRMED: Look(_("待审核"), "blue", _("承包单位已确认，等经办人审核"), 2),
        Step.CHECKED: Look(_("待负责人审批"), "violet", _("经办人已审核，等负责人审批"), 3),
        Step.FINAL: Look(_("已定案"), "green", _("已审批，金额不再变动"), 4, final=True),
    },
    moves=(
        move("confirm", Step.DRAWN, Step.CONFIRMED, LEAD, _("确认无误"), _("承包单位确认无误"),
             todo=True, main=True),
        move("dispute", Step.DRAWN, Step.DISPUTED, LEAD, _("提出异议"), _("承包单位提出异议")),
        move("revise", Step.DISPUTED, Step.DRAWN, SETTLE, _("答复异议"), _("答复了异议，请再核对"),
             guards=(all_answered,), todo=True, main=True),
        move("check", Step.CONFIRMED, Step.CHECKED, SETTLE, _("审核通过"), _("经办人审核通过"),
             apart_from=("confirm",), todo=True, main=True),
        move("send_back", (Step.CONFIRMED, Step.CHECKED), Step.DISPUTED, APPROVE,
             _("退回"), _("负责人退回重核")),
        move("approve", Step.CHECKED, Step.FINAL, APPROVE, _("审批定案"), _("审批定案，计入应付"),
             apart_from=("open", "revise", "confirm", "check"), todo=True, main=True, careful=True),
    ),
    beside={"posted": _("已计入应付账款")},
)  # fmt: skip
