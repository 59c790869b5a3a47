"""What the engine says when it refuses."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "lifecycle.not_permitted": _("您没有办理这一步的权限。如果认为应当由您办理，请联系系统管理员核对角色。"),
    "lifecycle.moved_on": _(
        "{who} 已在 {at:%m月%d日 %H:%M} 办理了这件事，现在是“{state}”。请刷新后再看要不要处理。"
    ),
    "lifecycle.apart": _("您已经办理过这件事的其他环节，按规定不能再由您办理这一步，请转交另一位同事。"),
    "lifecycle.sat_already": _("您在这一轮审批中已经表过态，请由另一位审批人办理。"),
    "lifecycle.evidence_missing": _("还缺“{what}”，请上传后再提交。"),
    "lifecycle.no_route": _("还没有为“{route}”设置审批流程，请联系系统管理员在“审批流程”中设置。"),
    "lifecycle.no_approver": _(
        "“{step}”环节目前没有可以审批的人，请联系系统管理员补充角色或代理人后再提交。"
    ),
    "lifecycle.meeting_decides": _("这一环节由会议决定，请登记会议结果和纪要，不能直接点击同意。"),
    "lifecycle.meeting_ahead": _("会议日期还没有到，请在会议开过以后再登记，或核对日期。"),
    "lifecycle.no_quorum": _("实到 {present} 人、应到 {entitled} 人，未达到法定人数，请改期后再登记。"),
    "lifecycle.votes_do_not_add_up": _("票数与到会人数对不上，请核对实到人数和同意、反对票数。"),
    "lifecycle.empty_message": _("留言是空的，请写一句话再发送。"),
    "lifecycle.nudge_closed": _("这件事已经办结，不需要催办；如有问题请留言或重新提交。"),
    "lifecycle.nudged_already": _("{at:%m月%d日 %H:%M} 已经催过，负责人已收到；事情有进展后可以再催。"),
    "lifecycle.route_empty": _("审批流程至少要有一个环节，请添加后再保存。"),
    "lifecycle.route_timer": _("“{step}”是到时自动通过，请填写办理时限。"),
    "lifecycle.route_no_seat": _("“{step}”没有审批人，请选择人员或权限。"),
    "lifecycle.route_count": _(
        "“{step}”要求 {count} 人同意，但只设了 {seats} 个席位，请增加席位或减少人数。"
    ),
    "lifecycle.route_permission": _("“{step}”的权限“{permission}”不存在或不能授予，请重新选择。"),
    "lifecycle.nothing_handed": _("请写清楚要移交什么，对方只看得到这段话和照片。"),
    "lifecycle.handed_over_already": _(
        "这件事已经移交过了，还没有办结；请等对方答复，或在“移交”中查看进展。"
    ),
    "lifecycle.reason_needed": _("请写明原因，移交的人会看到。"),
    "lifecycle.no_case_to_name": _(
        "没有找到编号为“{number}”的未办结事项，请核对编号；没有现成的就留空，系统会新开一件。"
    ),
}
