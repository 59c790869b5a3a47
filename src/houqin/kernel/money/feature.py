"""The ledger in the house."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from houqin.kernel.money.commands import mock_gateway, till, verify_ledger
from houqin.kernel.money.refusals import REFUSALS
from houqin.kernel.money.tasks import (
    fetch_bills,
    free_late_holds,
    poll_payments,
    seal_yesterday,
    send_refunds,
    settle,
)
from houqin.kernel.registry.feature import Feature, Job, Permission, Role

FEATURE = Feature(
    name="money",
    title=_("资金"),
    summary=_("记账、冻结、退款、结账与对账的底账。"),
    permissions=(
        Permission("money.see", _("查看账户和流水")),
        Permission("money.limits", _("设置账户限额、销户和支付顺序")),
        Permission("money.close", _("结账和申请反结账")),
        Permission("money.reopen", _("批准反结账")),
    ),
    roles=(
        Role("accountant", _("会计"), ("money.see", "money.limits", "money.close")),
        Role("chief_accountant", _("财务负责人"), ("money.see", "money.reopen")),
    ),
    refusals=REFUSALS,
    reasons={
        "payment.paid": _("支付到账"),
        "payment.late": _("逾期到账"),
        "payment.on_account": _("单位挂账"),
        "payment.refunded": _("退款"),
        "till.paid": _("刷卡消费"),
        "budget.granted": _("预算下达"),
        "budget.reserved": _("预算占用"),
        "budget.paid": _("预算支付"),
        "budget.released": _("预算释放"),
    },
    jobs=(
        Job("money.settle", settle, timedelta(minutes=1), _("汇总收款账户的余额")),
        Job("money.holds", free_late_holds, timedelta(minutes=1), _("释放过期的冻结")),
        Job("money.payments", poll_payments, timedelta(seconds=15), _("查询待支付的款项")),
        Job("money.refunds", send_refunds, timedelta(seconds=15), _("向支付渠道发送退款")),
        Job("money.bills", fetch_bills, timedelta(hours=1), _("下载支付渠道前一天的账单")),
        Job("money.seal", seal_yesterday, timedelta(days=1), _("封存前一天的账目")),
    ),
    commands={"money verify": verify_ledger, "money mock-gateway": mock_gateway, "money till": till},
)
