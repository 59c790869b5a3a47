"""What the register of places says when it refuses."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "places.bad_code": _("代码“{code}”只能用字母、数字和下划线，请修改。"),
    "places.code_taken": _("同一上级下已有代码“{code}”，请换一个代码。"),
    "places.under_itself": _("不能把地点移到它自己的下级，请选择其他上级。"),
    "places.parent_closed": _("上级地点“{name}”已停用，请先恢复上级地点。"),
    "places.period_backwards": _("结束日期早于开始日期，请改正其中一个。"),
    "places.bed_taken": _("{place} {bed} 号床在这段时间已有人入住，请核对床位或先办理退宿。"),
    "places.lives_elsewhere": _("{name} 在这段时间已登记住在别处，请先办理退宿或改入住日。"),
    "places.tag_revoked": _("这张二维码已作废，不能改绑，请重新制作一张。"),
}
