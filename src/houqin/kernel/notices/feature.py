"""Notices in the house."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from houqin.kernel.notices.actions import purge
from houqin.kernel.notices.fanout import ANY_KIND, fan_out
from houqin.kernel.notices.sending import deliver_due
from houqin.kernel.registry.feature import Feature, Job, MenuItem, Notice, Permission, Retention, Subscriber

FEATURE = Feature(
    name="notices",
    title=_("消息"),
    permissions=(Permission("notices.rules", _("编辑通知规则、处理发送失败的消息")),),
    menu=(MenuItem(_("系统管理"), _("通知规则"), "admin-notice-rules", "bell-ring", "notices.rules", 950),),
    notices=(
        Notice("notices.message", _("新留言"), ANY_KIND, ("write",), "participants",
               _("{who} 在“{title}”（{number}）中留言，请打开查看。"), channels=("app", "mail")),
        Notice("notices.nudge", _("催办"), ANY_KIND, ("nudge",), "handler",
               _("{who} 催办“{title}”（{number}），当前状态：{state}。请尽快处理，或留言说明进展。"),
               channels=("app", "mail")),
    ),
    subscribers=(Subscriber("notices", fan_out),),
    jobs=(
        Job("notices.deliver", deliver_due, timedelta(minutes=1), _("发送到期的消息和每日汇总")),
        Job("notices.purge", purge, timedelta(days=1), _("清理过期的消息记录")),
    ),
    retention=(
        Retention("notices.Delivery", 400, _("消息送达记录保留四百天，备查通知是否送达")),
        Retention("notices.Preference", 400, _("接收设置随人员信息一并清除")),
    ),
)  # fmt: skip
