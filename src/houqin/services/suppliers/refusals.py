"""What the suppliers say when they refuse: what is wrong and what to do next."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "suppliers.suspended": _("“{supplier}”已暂停派活（{why}），请改派其他单位，或请供应商管理员恢复后再派。"),
    "suppliers.ended": _("与“{supplier}”的合作已终止，请改派其他单位。"),
    "suppliers.no_contract": _(
        "“{supplier}”没有覆盖“{where}”的“{what}”的合同，请改派其他单位，或先登记合同。"
    ),
    "suppliers.contract_over": _(
        "“{supplier}”的合同 {number} 已于 {day} 到期，不能再派活；请先续签并登记，或改派其他单位。"
    ),
    "suppliers.contract_not_begun": _("“{supplier}”的合同 {number} 从 {day} 起生效，之前请派给其他单位。"),
    "suppliers.nobody_leads": _("“{supplier}”还没有登记负责人，请先在供应商的“人员”里登记一位负责人。"),
    "suppliers.not_its_worker": _("{who} 不是“{supplier}”的在册人员，请从名单里选一位。"),
    "suppliers.reason_needed": _("请写明原因，对方会看到。"),
    "suppliers.number_taken": _("合同编号 {number} 已登记过，请核对。"),
    "suppliers.unit_taken": _("这个单位已登记为供应商，请在名录中打开它。"),
    "suppliers.not_outside": _("供应商须是校外单位，请另选一个，或填写代码新建。"),
    "suppliers.unit_needed": _("请选择已有的校外单位，或填写代码新建一个。"),
    "suppliers.period_backwards": _("结束日期早于开始日期，请核对。"),
    "suppliers.price_outside": _("单价的起始日期须在合同期限内（{first} 至 {last}）。"),
    "suppliers.price_taken": _("“{what}”从 {day} 起已有单价，不能覆盖；请换一个起始日期。"),
    "suppliers.price_not_covered": _("“{what}”不在这份合同的工种里，请先在合同里加上这个工种。"),
    "suppliers.worker_elsewhere": _("{who} 不是服务单位人员，不能登记到供应商名下。"),
    "suppliers.month_not_over": _("{month} 还没有结束，请下月再编制结算。"),
    "suppliers.nothing_to_settle": _("“{supplier}”{month} 没有待结算的验收工单。"),
    "suppliers.no_price": _("工单 {number}（{what}）在合同 {contract} 里没有当日有效的单价，请先登记单价。"),
    "suppliers.settled_already": _("这个月已编制过结算，或其中有工单已结算过；每张工单只结算一次。"),
    "suppliers.nothing_disputed": _("请至少勾选一张有异议的工单，并写明理由。"),
    "suppliers.answer_each": _("还有 {n} 张有异议的工单没有答复，请写明答复。"),
    "suppliers.not_its_line": _("这张工单不在这份结算里，金额不能改。"),
    "suppliers.warranty_is_free": _("保修工单 {number} 不计费，金额须为 0。"),
}
