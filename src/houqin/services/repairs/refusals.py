"""What the repairs say when they refuse."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "repairs.fault_code": _(
        "代码要以“{trade}.”开头，后面用小写字母、数字和下划线，例如 {trade}.new_fault，请修改。"
    ),
    "repairs.fault_code_stays": _("代码“{code}”是接口，建好后不能改；请停用它，另建一个。"),
    "repairs.fault_code_taken": _("代码“{code}”已有故障在用，请换一个。"),
    "repairs.fault_needed": _("没有按故障按钮的报修都归到这里，不能停用；请留空停用日期。"),
    "repairs.nothing_said": _("还不知道哪里坏了。请点选一个故障，或者写一句话说明。"),
    "repairs.place_closed": _("“{place}”已经停用，请重新选择地点。"),
    "repairs.unknown_place": _("没有找到这个地点。请扫描房间二维码，或从地点列表里选择。"),
    "repairs.unknown_category": _("没有“{code}”这一类故障，请从列表里选一个；不确定就选“其他问题”。"),
    "repairs.not_a_technician": _(
        "{who} 不是这个地点的维修师傅，请另选一位，或请管理员给他授予“维修师傅”角色。"
    ),
    "repairs.photo_needed": _("请拍一张修好后的照片再提交完工。"),
    "repairs.reason_needed": _("请写明原因，对方会看到。"),
    "repairs.too_late_to_reopen": _("完成超过 {days} 天不能重开了，请重新报修，我们会一起查看以前的记录。"),
    "repairs.answer_still_open": _("验收期限还没到，请等报修人验收。"),
    "repairs.not_waiting_for_you": _("这张工单没有在等您，可以在留言里告诉师傅。"),
    "repairs.unknown_reason": _("没有这个暂停原因，请从列表里选一个。"),
    "repairs.proof_needed": _("请拍一张门口的照片，或填门牌二维码下方的编码，作为上门的凭证。"),
    "repairs.wrong_tag": _("这个二维码不是报修地点的，请核对门牌后再扫，或改为拍照。"),
    "repairs.nothing_to_confirm": _("这次暂停不需要同意，或已经到期结束；请刷新后再看。"),
    "repairs.nothing_answered": _("请写一句答复，或另约一个时间。"),
    "repairs.time_gone_by": _("这个时间已经过去了，请选以后的时间。"),
    "repairs.no_promise": _("还没有设置维修时限，请联系系统管理员设置后再报修；紧急情况请拨打值班电话。"),
    "repairs.sent_already": _("这份报修已经提交过了，不用再交一次。"),
}
