"""All that the suppliers bring to the house."""

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
)  # fmt: skip
from houqin.services.suppliers import tasks
from houqin.services.suppliers.actions.crew import LEADER, WORKER
from houqin.services.suppliers.actions.settling import REASON
from houqin.services.suppliers.api import router
from houqin.services.suppliers.demo import load
from houqin.services.suppliers.figures import FIGURES
from houqin.services.suppliers.finding import SEARCH
from houqin.services.suppliers.lifecycle import SETTLEMENT, SUPPLIER
from houqin.services.suppliers.matter import SETTLEMENTS, SUPPLIERS
from houqin.services.suppliers.refusals import REFUSALS

GROUP = _("供应商与承包")
TEN_YEARS, THIRTY_YEARS = 365 * 10, 365 * 30
KIND = SETTLEMENT.kind

FEATURE = Feature(
    name="suppliers",
    title=_("供应商与承包"),
    summary=_("合同、单价和人员，到期不再派活，按月逐单结算"),
    permissions=(
        Permission("suppliers.see", _("查看供应商、合同和结算")),
        Permission("suppliers.manage", _("登记供应商、合同、单价和人员，接收到期提醒")),
        Permission("suppliers.settle", _("编制、答复和审核月度结算")),
        Permission("suppliers.approve", _("审批月度结算")),
        Permission("suppliers.lead", _("带领本单位人员：分派工单，确认结算")),
        Permission("suppliers.work", _("作为服务单位人员承接工单")),
    ),
    roles=(
        Role("supplier-clerk", _("供应商管理员"), ("suppliers.see", "suppliers.manage", "suppliers.settle")),
        Role("supplier-head", _("供应商审批人"), ("suppliers.see", "suppliers.approve", "figures.see")),
        Role(LEADER, _("承包单位负责人"), ("suppliers.lead", "suppliers.work")),
        Role(WORKER, _("承包单位工人"), ("suppliers.work",)),
    ),
    menu=(
        MenuItem(GROUP, _("供应商名录"), "suppliers:suppliers", "building-2", "suppliers.see", 400),
        MenuItem(GROUP, _("服务合同"), "suppliers:contracts", "file-text", "suppliers.see", 402),
        MenuItem(GROUP, _("月度结算"), "suppliers:settlements", "receipt", "suppliers.see", 404),
        MenuItem(GROUP, _("本单位的结算"), "suppliers:settlements", "receipt", "suppliers.lead", 406),
        MenuItem(GROUP, _("本单位的合同"), "suppliers:contracts", "file-text", "suppliers.lead", 408),
    ),
    matters=(SUPPLIERS, SETTLEMENTS),
    notices=(
        Notice("suppliers.running_out", _("合同快到期"), SUPPLIER.kind, ("remind",), "permission",
               _("“{title}”的合同 {contract} 到 {until} 为止，过期后不能再派活，请尽快续签或另找单位。"),
               permission="suppliers.manage"),
        Notice("suppliers.suspended", _("供应商状态变化"), SUPPLIER.kind, ("suspend", "resume", "end"), "permission",
               _("“{title}”现在是：{state}。"), permission="suppliers.lead"),
        Notice("suppliers.to_confirm", _("月度结算等您确认"), KIND, ("open", "revise"), "permission",
               _("“{title}”（{number}）请逐单核对，确认或提出异议。"), permission="suppliers.lead"),
        Notice("suppliers.disputed", _("结算有异议"), KIND, ("dispute", "send_back"), "permission",
               _("“{title}”（{number}）有异议或被退回，请答复。"), permission="suppliers.settle"),
        Notice("suppliers.confirmed", _("结算已确认，请审核"), KIND, ("confirm",), "permission",
               _("“{title}”（{number}）承包单位已确认，请审核。"), permission="suppliers.settle"),
        Notice("suppliers.checked", _("结算等您审批"), KIND, ("check",), "permission",
               _("“{title}”（{number}）已审核，请审批定案。"), permission="suppliers.approve"),
        Notice("suppliers.final", _("结算已定案"), KIND, ("approve",), "permission",
               _("“{title}”（{number}）已审批定案，计入应付。"), permission="suppliers.lead"),
    ),
    refusals=REFUSALS,
    reasons={REASON: _("外包服务结算")},
    figures=FIGURES,
    search=SEARCH,
    jobs=(Job("suppliers.remind", tasks.remind_of_contracts, timedelta(hours=6), _("提醒快到期的合同")),),
    router=router,
    demo=Demo(load, order=15),
    retention=(
        Retention("suppliers.Supplier", TEN_YEARS, _("供应商登记在合作终止后保存十年，备查招标和履约")),
        Retention("suppliers.Contract", TEN_YEARS, _("合同登记保存十年，备查派活和结算的依据")),
        Retention("suppliers.Price", TEN_YEARS, _("单价随合同保存十年")),
        Retention("suppliers.Settlement", THIRTY_YEARS, _("结算随会计凭证保存三十年（《会计档案管理办法》附表一）")),
        Retention("suppliers.Line", THIRTY_YEARS, _("结算明细随结算保存三十年")),
    ),
)  # fmt: skip
