"""A small lifecycle for the engine's own tests: asked, approved, doing, done."""

from enum import StrEnum

from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.approvals import approval_moves
from houqin.kernel.lifecycle.declare import Approval, Look, Slot, move
from houqin.kernel.lifecycle.engine import Lifecycle
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.lifecycle.walk import Stage, Walk


class State(StrEnum):
    ASKED = "asked"
    BACK = "back"
    APPROVED = "approved"
    DOING = "doing"
    DONE = "done"
    REFUSED = "refused"


def is_ready(facts: object) -> list[Refused]:
    """Want the facts to say ready, and small enough, and tell both at once."""
    reasons = []
    if not getattr(facts, "ready", False):
        reasons.append(Refused("lifecycle.empty_message"))
    if getattr(facts, "size", 99) > 10:
        reasons.append(Refused("lifecycle.nudge_closed"))
    return reasons


WHERE = Approval(State.ASKED, State.APPROVED, State.BACK, State.REFUSED)
TOY = Lifecycle(
    kind="test.toy",
    prefix="TT",
    title="试验",
    initial=State.ASKED,
    states={
        State.ASKED: Look("待审批", "amber"),
        State.BACK: Look("退回修改", "amber"),
        State.APPROVED: Look("待办", "blue"),
        State.DOING: Look("办理中", "violet"),
        State.DONE: Look("完成", "green", final=True),
        State.REFUSED: Look("不同意", "gray", final=True),
    },
    moves=(
        *approval_moves(WHERE),
        move("submit", State.BACK, State.ASKED, "lifecycle.own", "重新提交", "重新提交了"),
        move("assign", State.APPROVED, State.DOING, "lifecycle.routes", "派", "派了", apart_from=("open",), todo=True),
        move("finish", State.DOING, State.DONE, "lifecycle.handle", "办完", "办完了",
             guards=(is_ready,), needs=(Slot("after", "完工照片"),), apart_from=("approve",)),
        move("give_up", State.DOING, State.APPROVED, "lifecycle.handle", "退单", "退了", system=True),
    ),
    opened="提出了",
    approval=WHERE,
)  # fmt: skip


class Ready:
    """Facts that please the guard."""

    ready = True
    size = 1


def begin(stage: Stage) -> Case:
    """Open a toy case."""
    case = Case(title="一件事", applicant=stage.applicant, unit=stage.unit, place=stage.place)
    TOY.open(case, by=stage.applicant, at=stage.at)
    return case


WALK = Walk(
    lifecycle=TOY,
    begin=begin,
    facts={"finish": lambda case: Ready()},
    changes={"assign": lambda stage, handler: {"handler": handler}},
)
