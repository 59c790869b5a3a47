"""What the API adds to the web layer's feature: refusals, jobs, retention."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from houqin.kernel.registry.feature import Job, Retention
from houqin.kernel.web.models.api import IdempotentRequest

KEPT = timedelta(days=7)

REFUSALS = {
    "api.nobody": _("没有这个人，或其信息已注销，请核对学工号。"),
    "api.bad_period": _("起止日期有误：开始日期不能晚于结束日期，也不能早于 2000 年，请修改。"),
    "api.expiry_passed": _("有效期要晚于现在，请重新填写。"),
}


def forget_answers(at: datetime) -> int:
    """Delete the answers of requests older than seven days and return how many went."""
    return IdempotentRequest.objects.filter(at__lt=at - KEPT).delete()[0]


JOBS = (Job("web.idempotency", forget_answers, timedelta(days=1), _("清理接口的重复请求记录")),)
RETENTION = (
    Retention("web.ApiToken", 365 * 2, _("令牌只存摘要，停用两年后删除")),
    Retention("web.IdempotentRequest", 7, _("重复请求的答复保留七天")),
)
