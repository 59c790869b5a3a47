"""The engine in the house."""

from django.utils.translation import gettext_lazy as _

from houqin.kernel.lifecycle.commands import pictures
from houqin.kernel.lifecycle.declare import DECIDE
from houqin.kernel.lifecycle.handing import follow
from houqin.kernel.lifecycle.refusals import REFUSALS
from houqin.kernel.registry.feature import Feature, MenuItem, Permission, Retention, Subscriber

FEATURE = Feature(
    name="lifecycle",
    title=_("流程"),
    permissions=(
        Permission(DECIDE, _("在审批环节中表态"), holder="seat"),
        Permission("lifecycle.own", _("办理自己提出的事项"), holder="applicant"),
        Permission("lifecycle.handle", _("办理交给自己的事项"), holder="handler"),
        Permission("lifecycle.routes", _("编辑审批流程")),
    ),
    menu=(MenuItem(_("系统管理"), _("审批流程"), "admin-routes", "route", "lifecycle.routes", 940),),
    subscribers=(Subscriber("lifecycle.handoffs", follow),),
    refusals=REFUSALS,
    commands={"pictures": pictures},
    retention=(
        Retention("lifecycle.Message", 365 * 5, _("留言随事项保存五年，备查服务过程")),
        Retention("lifecycle.Handoff", 365 * 5, _("移交的说明和答复随事项保存五年，备查责任交接")),
    ),
)  # fmt: skip
