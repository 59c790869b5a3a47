"""All that the cashier brings to the house."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from houqin.kernel.registry.feature import (
    Demo,
    Feature,
    Job,
    MenuItem,
    Notice,
    Permission,
    Retention,
    Role,
    Tile,
)
from houqin.services.cashier import tasks
from houqin.services.cashier.api import router
from houqin.services.cashier.demo import load
from houqin.services.cashier.figures import FIGURES
from houqin.services.cashier.finding import SEARCH
from houqin.services.cashier.lifecycle import DIFFERENCE
from houqin.services.cashier.matter import DIFFERENCES
from houqin.services.cashier.refusals import REFUSALS

GROUP = _("资金")
THIRTY_YEARS = 365 * 30

PERMISSIONS = (
    Permission("cashier.desk", _("收银台：发补贴、收退押金、退款、单位挂账")),
    Permission("cashier.correct", _("冲正记错的账")),
    Permission("cashier.export", _("导出凭证给财务系统，编辑导出格式")),
    Permission("cashier.reconcile", _("对账：查清、说明、补记差异，申请核销")),
    Permission("cashier.write_off", _("批准核销对账差异")),
    Permission("cashier.figures", _("查看收银统计")),
)
ROLES = (
    Role("cashier", _("收银员"), ("cashier.desk",)),
    Role("ledger-accountant", _("账务会计"),
         ("money.see", "money.limits", "money.close", "cashier.correct", "cashier.reconcile", "cashier.export",
          "cashier.figures", "figures.see")),
    Role("ledger-head", _("账务负责人"),
         ("money.see", "money.reopen", "cashier.write_off", "cashier.figures", "figures.see")),
)  # fmt: skip
NOTICES = (
    Notice("cashier.difference_found", _("对账发现差异"), DIFFERENCE.kind, ("open",), "permission",
           _("对账发现差异 {number}“{title}”，请查清。"), permission="cashier.reconcile"),
    Notice("cashier.write_off_asked", _("有差异等您批准核销"), DIFFERENCE.kind, ("ask_write_off",), "permission",
           _("差异 {number}“{title}”申请核销，等您批准。"), permission="cashier.write_off"),
    Notice("cashier.write_off_decided", _("核销有了结果"), DIFFERENCE.kind, ("write_off", "decline"), "handler",
           _("差异 {number}“{title}”的核销申请有了结果，请查看。")),
)  # fmt: skip
REASONS = {
    "cashier.subsidy": _("发放补贴"),
    "cashier.voucher": _("发放代金券"),
    "cashier.deposit": _("收取押金"),
    "cashier.deposit_back": _("退还押金"),
    "cashier.charge": _("单位挂账"),
    "cashier.settled": _("单位结清"),
    "cashier.refund": _("退款"),
    "cashier.correction": _("冲正"),
    "cashier.difference_booked": _("补记对账差额"),
    "cashier.difference_written_off": _("核销对账差额"),
    "cashier.carried_over": _("旧卡余额转入"),
    "cashier.canteen": _("食堂消费"),
    "cashier.laundry": _("洗衣"),
    "cashier.charging": _("充电"),
}

FEATURE = Feature(
    name="cashier",
    title=_("收银与账务"),
    summary=_("我的钱包和对账单，收银台，会计的账"),
    permissions=PERMISSIONS,
    roles=ROLES,
    tiles=(
        Tile(_("我的钱包"), "cashier:wallet", "wallet", order=25),
        Tile(_("收银台"), "cashier:desk", "banknote", "cashier.desk", order=26),
    ),
    menu=(
        MenuItem(GROUP, _("我的钱包"), "cashier:wallet", "wallet", order=10),
        MenuItem(GROUP, _("收银台"), "cashier:desk", "banknote", "cashier.desk", 20),
        MenuItem(GROUP, _("收据"), "cashier:receipts", "receipt", "cashier.desk", 30),
        MenuItem(GROUP, _("试算平衡表"), "cashier:trial-balance", "scale", "money.see", 40),
        MenuItem(GROUP, _("流水查询"), "cashier:journal", "book-open", "money.see", 50),
        MenuItem(GROUP, _("结账"), "cashier:months", "calendar-check", "money.see", 60),
        MenuItem(GROUP, _("渠道对账"), "cashier:reconcile", "git-compare", "money.see", 65),
        MenuItem(GROUP, _("凭证导出"), "cashier:exports", "file-down", "cashier.export", 68),
        MenuItem(GROUP, _("封存与核对"), "cashier:checks", "shield-check", "money.see", 70),
    ),
    matters=(DIFFERENCES,),
    notices=NOTICES,
    refusals=REFUSALS,
    reasons=REASONS,
    figures=FIGURES,
    search=SEARCH,
    jobs=(
        Job("cashier.check", tasks.check_daily, timedelta(days=1), _("核对整本账")),
        Job("cashier.reconcile", tasks.reconcile, timedelta(hours=1), _("与支付渠道对账")),
    ),
    router=router,
    demo=Demo(load, order=60),
    retention=(
        Retention(
            "cashier.Receipt", THIRTY_YEARS, _("收据随会计凭证保存三十年（《会计档案管理办法》附表一）")
        ),
        Retention("cashier.Difference", THIRTY_YEARS, _("对账差异随会计凭证保存三十年")),
        Retention("cashier.Layout", THIRTY_YEARS, _("导出格式与导出的凭证同期保存")),
        Retention("cashier.Export", THIRTY_YEARS, _("导出的凭证文件保存三十年，备查")),
        Retention("cashier.Verification", THIRTY_YEARS, _("核对结果与账簿同期保存")),
    ),
)
