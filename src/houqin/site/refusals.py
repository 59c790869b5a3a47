"""What the site says when it refuses."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "site.unknown_number": _(
        "学校的统一认证已通过，但系统里没有学工号 {number}。请联系后勤处或所在单位的管理员登记后再登录。"
    ),
    "site.account_closed": _("学工号 {number} 的账号已停用。如需继续使用，请联系系统管理员。"),
    "site.school_sign_in_failed": _(
        "学校的统一认证没有确认您的身份。请返回登录页重试；多次失败请联系学校网络中心。"
    ),
    "site.job_gone": _("这个任务已经重新排队或被清理，请刷新页面。"),
}
