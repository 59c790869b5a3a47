"""What the ledger says when it refuses."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "money.account_closed": _("这个账户已经销户，请换一个账户，或先请财务重新启用。"),
    "money.amount": _("金额必须是大于零的整数分，请核对。"),
    "money.hold_ended": _("这笔冻结已经结束（{state}），不能再操作；如需付款请重新发起。"),
    "money.hold_expired": _("这笔冻结已经过期，钱已退回可用余额；请重新发起付款。"),
    "money.hold_out_of_append_only": _("设有下限的汇总收款账户不能冻结，请改为直接记账。"),
    "money.key_reused": _("编号“{key}”已经用在另一笔不同的账上，请刷新后重新提交。"),
    "money.limit_passed": _("账户现在是 {balance} 元，低于要设置的下限；请先补足或改小下限。"),
    "money.no_account": _("没有找到账户，请核对后再试。"),
    "money.no_entry": _("没有找到要冲正的这笔账，请核对编号。"),
    "money.no_hold": _("没有找到这笔冻结，请核对编号。"),
    "money.not_empty": _("账户里还有 {balance} 元或未了结的冻结，请先结清再销户。"),
    "money.over_ceiling": _("超过了账户上限 {ceiling} 元，请减少金额。"),
    "money.over_hold": _("扣款不能超过冻结的 {held} 元，请核对金额。"),
    "money.over_refund": _("这笔账最多还能退 {left} 元，请减少退款金额。"),
    "money.period_closed": _("{month} 已经结账，不能再记账；请记入当前月份，或申请反结账。"),
    "money.reversal_reversed": _("冲正本身不能再冲正，请重新记一笔正确的账。"),
    "money.short": _("余额不足：需要 {need} 元，可用 {have} 元。请先充值或换一种支付方式。"),
    "money.two_books": _("一笔账不能同时涉及资金账和预算账，请分开记。"),
    "money.unbalanced": _("借贷不平：一笔账至少两行、每行不为零、账户不重复、合计为零，请核对。"),
    "money.account_exists": _("已经有同类同名的账户，请直接使用原来的账户。"),
    "money.account_owner": _("账户只能属于一个人、一个单位或一家服务单位，请只填一个。"),
    "money.account_limits": _("下限不能高于上限，汇总收款账户不能设上限，请核对。"),
    "money.hold_time": _("冻结的到期时间要晚于现在，请改一个时间。"),
    "money.period_running": _("{month} 还没有结束，不能结账；请在月末之后再结账。"),
    "money.period_state": _("{month} 的结账状态刚被别人改变，请刷新后再操作。"),
    "money.two_people": _("反结账要由另一个人批准，请换一位有权限的同事。"),
    "money.reason_needed": _("请写明反结账的原因，批准人会看到。"),
    "money.spending_order": _("支付顺序只能由代金券、补贴、个人钱包组成，每种一次，至少一种；请重新排列。"),
}
