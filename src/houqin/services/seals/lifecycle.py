"""Two stories: a seal's own, from engraving to destruction, and an application's, from asking to stamping."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from houqin.kernel.lifecycle.approvals import approval_moves
from houqin.kernel.lifecycle.declare import Approval, Look, Slot, move
from houqin.kernel.lifecycle.engine import Lifecycle
from houqin.services.seals import rules

ASKING_AND_DECIDING = ("open", "consent", "approve")


class SealState(StrEnum):
    """Where a seal is; `rules.AT_REST` names the one state in which it may be used."""

    IN_USE = "in_use"
    AWAY = "away"
    SUSPENDED = "suspended"
    LOST = "lost"
    RETIRED = "retired"


class State(StrEnum):
    """How far an application is."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    TAKEN_OUT = "taken_out"
    STAMPED = "stamped"
    BROUGHT_BACK = "brought_back"
    REFUSED = "refused"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LOST = "lost"


SEAL = Lifecycle(
    kind="seals.seal",
    prefix="GZ",
    title=_("印章"),
    initial=SealState.IN_USE,
    opened=_("登记启用"),
    opening_permission="seals.register",
    states={
        SealState.IN_USE: Look(_("使用中"), "green", _("存放在保管处，可以申请使用")),
        SealState.AWAY: Look(_("外带中"), "blue", _("经批准带出，归还前不能用印")),
        SealState.SUSPENDED: Look(pgettext_lazy("状态", "停用"), "gray", _("暂停使用，恢复前不能申请和用印")),
        SealState.LOST: Look(_("遗失"), "red", _("已报失，禁止使用；如有人出示请立即联系管理部门")),
        SealState.RETIRED: Look(_("已作废"), "gray", _("已停止使用并留有销毁或作废记录"), final=True),
    },
    moves=(
        move("hand_over", (SealState.IN_USE, SealState.SUSPENDED), None, "seals.register",
             _("更换保管人"), _("移交了保管人"), guards=(rules.worthy_successor,)),
        move("take_out", SealState.IN_USE, SealState.AWAY, "seals.keep", _("带出"), _("经批准带出")),
        move("bring_back", SealState.AWAY, SealState.IN_USE, "seals.keep", _("归还"), _("已归还保管处")),
        move("suspend", SealState.IN_USE, SealState.SUSPENDED, "seals.register",
             _("暂停使用"), _("暂停使用")),
        move("resume", SealState.SUSPENDED, SealState.IN_USE, "seals.register", _("恢复使用"), _("恢复使用"),
             main=True),
        move("report_lost", (SealState.IN_USE, SealState.AWAY, SealState.SUSPENDED), SealState.LOST,
             "seals.keep", _("报失"), _("报告遗失，立即停止使用"), careful=True),
        move("find", SealState.LOST, SealState.SUSPENDED, "seals.register",
             _("登记找回"), _("已找回，核验前停用"), main=True),
        move("retire", (SealState.IN_USE, SealState.SUSPENDED, SealState.LOST), SealState.RETIRED,
             "seals.register", _("作废"), _("作废并留存记录"),
             needs=(Slot("destruction", _("销毁或作废记录")),), careful=True),
    ),
)  # fmt: skip

APPROVAL = Approval(
    asked=State.SUBMITTED, approved=State.APPROVED, returned=State.RETURNED, refused=State.REFUSED
)

APPLICATION = Lifecycle(
    kind="seals.application",
    prefix="YZ",
    title=_("用印申请"),
    initial=State.SUBMITTED,
    opened=_("提交了用印申请"),
    approval=APPROVAL,
    steps=(_("提交"), _("审批"), _("用印"), _("办结")),
    states={
        State.SUBMITTED: Look(_("待审批"), "amber", _("申请已提交，正在审批"), step=1),
        State.RETURNED: Look(pgettext_lazy("状态", "退回修改"), "amber", _("请按审批意见修改后重新提交"), step=0),
        State.APPROVED: Look(_("待用印"), "violet", _("审批已通过，请带上原件和审批单去用印"), step=2),
        State.TAKEN_OUT: Look(_("外带中"), "blue", _("印章已带出，请按时归还"), step=2),
        State.STAMPED: Look(_("已用印"), "green", _("已用印并登记"), step=4, final=True),
        State.BROUGHT_BACK: Look(_("已归还"), "green", _("印章已归还并登记"), step=4, final=True),
        State.REFUSED: Look(_("未同意"), "red", _("申请没有获得同意"), step=1, final=True),
        State.DECLINED: Look(_("未予用印"), "red", _("保管员没有用印，原因见办理过程"), step=2, final=True),
        State.WITHDRAWN: Look(_("已撤回"), "gray", _("申请已由本人撤回"), step=0, final=True),
        State.LOST: Look(_("外带遗失"), "red", _("印章在外带期间遗失，已报失"), step=2, final=True),
    },
    moves=(
        *approval_moves(APPROVAL),
        move("resubmit", State.RETURNED, State.SUBMITTED, "seals.own",
             _("修改后重新提交"), _("修改后重新提交"), todo=True, main=True),
        move("withdraw", (State.SUBMITTED, State.RETURNED, State.APPROVED), State.WITHDRAWN, "seals.own",
             _("撤回"), _("撤回了申请"), careful=True),
        move("stamp", State.APPROVED, State.STAMPED, "seals.keep", _("登记用印"), _("核对无误，已用印"),
             guards=(rules.seal_at_rest, rules.own_keeper, rules.stamped_where_approved, rules.copies_as_approved,
                     rules.paper_as_approved),
             apart_from=ASKING_AND_DECIDING, todo=True, main=True),
        move("take_out", State.APPROVED, State.TAKEN_OUT, "seals.keep", _("登记带出"), _("印章交陪同人带出"),
             guards=(rules.seal_at_rest, rules.own_keeper, rules.paper_as_approved),
             apart_from=ASKING_AND_DECIDING, main=True),
        move("decline", State.APPROVED, State.DECLINED, "seals.keep", _("不予用印"), _("保管员不予用印"),
             guards=(rules.own_keeper,), apart_from=ASKING_AND_DECIDING, careful=True),
        move("bring_back", State.TAKEN_OUT, State.BROUGHT_BACK, "seals.keep", _("登记归还"), _("印章已归还"),
             guards=(rules.own_keeper, rules.copies_outside), apart_from=ASKING_AND_DECIDING,
             todo=True, main=True),
        move("chase", State.TAKEN_OUT, None, "seals.keep",
             _("催还"), _("超过归还时限，系统已催还"), system=True),
        move("lose", State.TAKEN_OUT, State.LOST, "seals.keep",
             _("外带遗失"), _("印章在外带期间遗失"), system=True),
        move("follow_seal", (State.SUBMITTED, State.RETURNED, State.APPROVED), None, "seals.keep",
             _("随印章移交"), _("印章更换了保管人，申请随之转交"), system=True),
    ),
)  # fmt: skip
