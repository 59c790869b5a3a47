"""The story of a difference between our books and a gateway's bill: found, looked into, put right by two people."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from houqin.kernel.lifecycle.declare import Look, move
from houqin.kernel.lifecycle.engine import Lifecycle
from houqin.services.cashier import rules


class State(StrEnum):
    """How far a difference is."""

    FOUND = "found"
    ASKED = "asked"
    EXPLAINED = "explained"
    BOOKED = "booked"
    WRITTEN_OFF = "written_off"


DIFFERENCE = Lifecycle(
    kind="cashier.difference",
    prefix="DC",
    title=_("对账差异"),
    initial=State.FOUND,
    opened=_("对账发现差异"),
    opening_permission="cashier.reconcile",
    states={
        State.FOUND: Look(_("待查"), "amber", _("账单与账簿不一致，等会计查清")),
        State.ASKED: Look(_("待核销审批"), "violet", _("已申请核销，等另一人批准"), step=1),
        State.EXPLAINED: Look(_("已说明"), "green", _("原因已查清，不需要调账"), step=2, final=True),
        State.BOOKED: Look(_("已补记"), "green", _("差额已补记入账"), step=2, final=True),
        State.WRITTEN_OFF: Look(_("已核销"), "gray", _("差额经两人确认后核销"), step=2, final=True),
    },
    steps=(_("发现"), _("处理"), _("了结")),
    moves=(
        move("take", State.FOUND, None, "cashier.reconcile", _("由我处理"), _("接手处理"), todo=True),
        move("explain", State.FOUND, State.EXPLAINED, "cashier.reconcile", _("说明原因"), _("说明了原因"), main=True),
        move("book", State.FOUND, State.BOOKED, "cashier.reconcile", _("补记入账"), _("补记了差额"),
             guards=(rules.has_amount,)),
        move("ask_write_off", State.FOUND, State.ASKED, "cashier.reconcile", _("申请核销"), _("申请核销"),
             guards=(rules.has_amount,)),
        move("write_off", State.ASKED, State.WRITTEN_OFF, "cashier.write_off", _("批准核销"), _("批准核销"),
             apart_from=("ask_write_off",), todo=True, main=True),
        move("decline", State.ASKED, State.FOUND, "cashier.write_off", _("不批准"), _("没有批准核销"), careful=True),
    ),
)  # fmt: skip
