"""What the seals say when they refuse: what is wrong and what to do next."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "seals.seal_away": _("“{seal}”正在外带中，归还后才能申请和用印；急用请联系保管员。"),
    "seals.seal_suspended": _("“{seal}”已暂停使用，请改用其他印章，或联系印章管理员了解何时恢复。"),
    "seals.seal_lost": _("“{seal}”已报失，禁止使用；如见到该印章请立即交还并联系印章管理员。"),
    "seals.seal_retired": _("“{seal}”已作废，请改用现行印章。"),
    "seals.blank_paper": _("文件是空白的。空白纸不能盖章，请上传写好内容的文件。"),
    "seals.unreadable_document": _("无法打开这个文件。请上传没有密码的 PDF、Word（.docx）或清晰的照片。"),
    "seals.pages_unknown": _("Word 文件不能自动识别页数，请填写每份页数。"),
    "seals.pages_differ": _("文件实有 {found} 页，填写的是 {said} 页，请核对后再提交。"),
    "seals.too_many_copies": _("这类事项最多 {most} 份，如确需更多请分次申请并说明理由。"),
    "seals.stays_here": _("这类事项不允许外带用印，请到保管处用印。"),
    "seals.goes_out": _("这件申请批准的是外带用印，请登记带出；不再外带的，请申请人撤回后重新申请。"),
    "seals.trip_half_told": _("外带用印须写明去向、陪同人和归还时间。"),
    "seals.escort_is_applicant": _("陪同人不能是申请人本人，请另请一位教职工陪同。"),
    "seals.escort_not_staff": _("陪同人须为本校教职工，请填写教职工工号。"),
    "seals.not_its_keeper": _("“{seal}”由 {keeper} 保管，只有保管人或代管人可以办理；请转交保管人。"),
    "seals.more_than_approved": _("批准的是 {approved} 份，不能多盖；如需增加请重新申请。"),
    "seals.nothing_presented": _("请填写审批单上的校验码，或上传现场的电子文件，以便核对。"),
    "seals.document_changed": _(
        "这份文件与审批通过的不一致（批准 {approved}，现场 {brought}），不能用印；请退还申请人重新提交审批。"
    ),
    "seals.code_differs": _("校验码与审批通过的文件不符，请核对审批单；如文件已改动，请申请人重新提交审批。"),
    "seals.same_keeper": _("保管人和代管人都没有变，请填写要换的人的工号。"),
    "seals.deputy_is_keeper": _("代管人须是保管人以外的另一人，请重新填写。"),
    "seals.keeper_without_role": _("{name} 还没有这枚印章的“公章保管员”角色，请系统管理员授权后再登记。"),
    "seals.filing_number_taken": _("备案号 {number} 已登记在另一枚印章上，请核对。"),
    "seals.route_without_meeting": _(
        "流程“{route}”里没有会议环节，请先在“审批流程”中增加，或取消“须经会议决定”。"
    ),
    "seals.kind_key_taken": _("代码 {key} 已被另一类事项使用，请换一个。"),
}
