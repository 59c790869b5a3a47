"""What the cashier says when refusing: what is wrong and what to do next."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "cashier.already_reversed": _("这笔账已经全部冲正或退回，不能再冲；请核对下面的冲正记录。"),
    "cashier.belongs_to_matter": _("这笔账属于一件事项，请到那件事项办理退款或更正，两边才能一致。"),
    "cashier.not_a_payment": _("这笔账不是此人的付款，不能在这里退款，请核对编号。"),
    "cashier.other_terms": _("已有同名的“{name}”，但用途或有效期不同；请换一个名称，或与原来的保持一致。"),
    "cashier.not_a_deposit": _("没有找到这笔押金，可能已经退完，请刷新后再看。"),
    "cashier.reason_needed": _("请写明原因，对方和查账的人会看到。"),
    "cashier.no_amount": _("这项差异没有金额，请先处理支付单本身，再在这里说明原因。"),
    "cashier.paid_outside": _("这笔账对应外部支付，请退回原支付渠道，不要在这里冲正。"),
    "cashier.layout_name_taken": _("已有名为“{name}”的格式，请换一个名称。"),
    "cashier.nothing_to_export": _("这段时间没有可以导出的账；已导出过的，需要时请勾选“包含已导出的”。"),
    "cashier.code_missing": _("这些账户还没有对应的科目：{accounts}。请先在格式里补上科目对照。"),
    "cashier.too_many_entries": _("一次最多导出 {most} 笔，请缩短时间。"),
    "cashier.exported_meanwhile": _("其中有的账刚被别人导出，请刷新后再导出一次。"),
    "cashier.ended_before": _("有效期须在今天或以后，请改一个日期。"),
}
