"""Four short stories: a leave, a swap of two shifts, a shift handed over, a certificate."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from houqin.kernel.lifecycle.declare import Look, move
from houqin.kernel.lifecycle.engine import Lifecycle
from houqin.services.rosters import rules

OWN, ANSWER, EDIT = "rosters.own", "rosters.answer", "rosters.edit"


class LeaveState(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"


class SwapState(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class HandoverState(StrEnum):
    WAITING = "waiting"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"


class CertificateState(StrEnum):
    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"


LEAVE = Lifecycle(
    kind="rosters.leave",
    prefix="QJ",
    title=_("请假"),
    initial=LeaveState.ASKED,
    opened=_("提出请假"),
    steps=(_("提出申请"), _("审批")),
    states={
        LeaveState.ASKED: Look(_("待同意"), "amber", _("等班组长同意"), 1),
        LeaveState.GRANTED: Look(_("已同意"), "green", _("已同意，这段时间的班次已取消"), 2, final=True),
        LeaveState.DECLINED: Look(_("未同意"), "red", _("没有同意，原因见下"), 2, final=True),
        LeaveState.WITHDRAWN: Look(_("已撤回"), "gray", _("本人已撤回"), 1, final=True),
        LeaveState.RETURNED: Look(_("已销假"), "gray", _("已提前回来上班"), 2, final=True),
    },
    moves=(
        move("grant", LeaveState.ASKED, LeaveState.GRANTED, EDIT, _("同意请假"), _("同意了请假"),
             apart_from=("open",), todo=True, main=True),
        move("decline", LeaveState.ASKED, LeaveState.DECLINED, EDIT, _("不同意"), _("没有同意请假"),
             apart_from=("open",)),
        move("withdraw", (LeaveState.ASKED, LeaveState.GRANTED), LeaveState.WITHDRAWN, OWN, _("撤回"), _("撤回了请假"),
             guards=(rules.still_to_come,)),
        move("come_back", LeaveState.GRANTED, LeaveState.RETURNED, OWN, _("销假"), _("销假，回来上班"),
             guards=(rules.under_way,)),
    ),
)  # fmt: skip

SWAP = Lifecycle(
    kind="rosters.swap",
    prefix="HB",
    title=_("换班"),
    initial=SwapState.ASKED,
    opened=_("提出换班"),
    steps=(_("提出申请"), _("对方同意")),
    states={
        SwapState.ASKED: Look(_("待对方同意"), "amber", _("等对方同意"), 1),
        SwapState.AGREED: Look(_("已换班"), "green", _("两个班次已经对换"), 2, final=True),
        SwapState.DECLINED: Look(_("对方不同意"), "red", _("对方没有同意，班次不变"), 2, final=True),
        SwapState.WITHDRAWN: Look(_("已撤回"), "gray", _("提出人已撤回，班次不变"), 1, final=True),
        SwapState.LAPSED: Look(_("已过期"), "gray", _("到上班还没有答复，班次不变"), 1, final=True),
    },
    moves=(
        move("agree", SwapState.ASKED, SwapState.AGREED, ANSWER, _("同意换班"), _("同意换班，班次已对换"),
             guards=(rules.swappable,), todo=True, main=True),
        move("decline", SwapState.ASKED, SwapState.DECLINED, ANSWER, _("不换"), _("没有同意换班")),
        move("withdraw", SwapState.ASKED, SwapState.WITHDRAWN, OWN, _("撤回"), _("撤回了换班")),
        move("lapse", SwapState.ASKED, SwapState.LAPSED, EDIT, _("过期"), _("到上班没有答复，换班作废"),
             system=True),
    ),
)  # fmt: skip

HANDOVER = Lifecycle(
    kind="rosters.handover",
    prefix="JB",
    title=_("交接班"),
    initial=HandoverState.WAITING,
    opened=_("交班"),
    steps=(_("交班"), _("接班")),
    states={
        HandoverState.WAITING: Look(_("待接班"), "amber", _("已交班，等接班人确认"), 1),
        HandoverState.TAKEN: Look(_("已接班"), "green", _("已交接，记录不能再改"), 2, final=True),
        HandoverState.WITHDRAWN: Look(pgettext_lazy("交接班", "已作废"), "gray", _("交班人已作废，可以重新交班"), 1, final=True),
    },
    moves=(
        move("take", HandoverState.WAITING, HandoverState.TAKEN, ANSWER, _("确认接班"), _("接班"),
             apart_from=("open",), todo=True, main=True),
        move("withdraw", HandoverState.WAITING, HandoverState.WITHDRAWN, OWN, _("作废重交"), _("作废了这次交班")),
    ),
)  # fmt: skip

CERTIFICATE = Lifecycle(
    kind="rosters.certificate",
    prefix="ZJ",
    title=_("上岗证件"),
    initial=CertificateState.VALID,
    opened=_("登记证件"),
    states={
        CertificateState.VALID: Look(_("有效"), "green", _("在有效期内")),
        CertificateState.EXPIRED: Look(_("已过期"), "red", _("已过有效期，不能凭它上岗")),
        CertificateState.REVOKED: Look(_("已注销"), "gray", _("已注销"), final=True),
    },
    opening_permission=EDIT,
    moves=(
        move("renew", (CertificateState.VALID, CertificateState.EXPIRED), CertificateState.VALID, EDIT,
             _("复审换证"), _("复审换证"), main=True),
        move("revoke", (CertificateState.VALID, CertificateState.EXPIRED), CertificateState.REVOKED, EDIT,
             _("注销"), _("注销了证件"), careful=True),
        move("remind", CertificateState.VALID, None, EDIT, _("到期提醒"), _("快到期了，提醒了本人和班组长"), system=True),
        move("expire", CertificateState.VALID, CertificateState.EXPIRED, EDIT, _("过期"), _("过了有效期"), system=True),
    ),
)  # fmt: skip
