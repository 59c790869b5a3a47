"""The lists of the suppliers, written down: columns, filters, tabs."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from houqin.kernel.web.listing import Column, Filter, Listing, Tab
from houqin.services.suppliers.lifecycle import SETTLEMENT, SUPPLIER, State, Step
from houqin.services.suppliers.queries.register import SERVICES


def with_all(rows: Any) -> Any:
    """Load what a line shows."""
    return rows.with_all()


def matter_url(row: Any) -> str:
    """Return the page of a matter."""
    return reverse("matter", args=[row.number])


def yuan(fen: int) -> str:
    """Return an amount as a list shows it."""
    return f"{fen // 100:,}.{fen % 100:02d}"


def _ends(row: Any) -> object:
    return max((one.ends_on for one in row.contracts.all()), default=None)


def _works(contract: Any) -> str:
    return now_("、").join(str(one) for one in contract.works.all())


def _supplier_states() -> list[tuple[str, StrOrPromise]]:
    return [(state, SUPPLIER.look(state).title) for state in State]


def _settlement_states() -> list[tuple[str, StrOrPromise]]:
    return [(state, SETTLEMENT.look(state).title) for state in Step]


SUPPLIERS = Listing(
    key="suppliers.suppliers",
    title=_("供应商名录"),
    columns=(
        Column("title", _("供应商"), lambda row: (row.name, row.number), kind="matter", export=lambda row: row.title),
        Column("service", _("服务类别"), lambda row: row.get_service_display()),
        Column("works", _("工种"), lambda row: now_("、").join(
            dict.fromkeys(str(work) for one in row.contracts.all() for work in one.works.all()))),
        Column("ends", _("合同到期"), _ends, kind="date"),
        Column("contact", _("联系人"), lambda row: row.contact, kind="person"),
        Column("phone", _("联系电话"), lambda row: row.phone),
        Column("licence", _("统一社会信用代码"), lambda row: row.licence, shown=False),
        Column("state", _("状态"), lambda row: row.look, kind="state", export=lambda row: str(row.look.title)),
    ),
    filters=(
        Filter("service", _("服务类别"), lambda key: Q(service=key), lambda: SERVICES),
        Filter("state", _("状态"), lambda state: Q(state=state), _supplier_states),
    ),
    search=lambda text: Q(title__icontains=text) | Q(number__istartswith=text) | Q(contact__icontains=text),
    link=matter_url,
    empty=_("还没有登记供应商"),
    prepare=with_all,
)  # fmt: skip

CONTRACTS = Listing(
    key="suppliers.contracts",
    title=_("服务合同"),
    columns=(
        Column("number", _("合同"), lambda row: (row.purpose, row.number), kind="matter", export=lambda row: row.number),
        Column("supplier", _("供应商"), lambda row: row.supplier.name),
        Column("works", _("工种"), _works),
        Column("places", _("服务范围"), lambda row: now_("、").join(str(one) for one in row.places.all())),
        Column("starts", _("开始日期"), lambda row: row.starts_on, kind="date"),
        Column("ends", _("结束日期"), lambda row: row.ends_on, kind="date", sort="ends_on"),
    ),
    order=("-ends_on", "-id"),
    search=lambda text: (
        Q(number__icontains=text) | Q(purpose__icontains=text) | Q(supplier__title__icontains=text)
    ),
    link=lambda row: reverse("suppliers:contract", args=[row.pk]),
    empty=_("还没有登记合同"),
    prepare=with_all,
)  # fmt: skip

SETTLEMENTS = Listing(
    key="suppliers.settlements",
    title=_("月度结算"),
    columns=(
        Column("title", _("结算单"), lambda row: (row.supplier.name, row.number), kind="matter",
               export=lambda row: row.number),
        Column("supplier", _("供应商"), lambda row: row.supplier.name, shown=False),
        Column("month", _("月份"), lambda row: f"{row.month:%Y-%m}"),
        Column("fen", _("金额（元）"), lambda row: yuan(row.fen), kind="number", export=lambda row: row.fen / 100),
        Column("state", _("状态"), lambda row: row.look, kind="state", export=lambda row: str(row.look.title)),
        Column("applicant", _("编制人"), lambda row: row.applicant and row.applicant.name, kind="person"),
        Column("opened", _("编制时间"), lambda row: row.opened_at, kind="time", sort="opened_at"),
    ),
    filters=(Filter("state", _("状态"), lambda state: Q(state=state), _settlement_states),),
    tabs=(
        Tab("open", _("未定案"), Q(closed_at=None)),
        Tab("final", _("已定案"), Q(state=Step.FINAL)),
    ),
    search=lambda text: Q(title__icontains=text) | Q(number__istartswith=text),
    link=matter_url,
    empty=_("还没有编制过结算"),
    prepare=with_all,
)  # fmt: skip

LINES = Listing(
    key="suppliers.lines",
    title=_("结算明细"),
    columns=(
        Column("number", _("工单"), lambda row: (row.what, row.number), kind="matter", export=lambda row: row.number),
        Column("what", _("项目"), lambda row: row.what, shown=False),
        Column("place", _("楼宇"), lambda row: row.place.label),
        Column("accepted", _("验收时间"), lambda row: row.accepted_at, kind="time", sort="accepted_at"),
        Column("on_time", _("按时"), lambda row: _("按时") if row.on_time else _("超时")),
        Column("reworks", _("返修"), lambda row: row.reworks, kind="number"),
        Column("minutes", _("工时（分钟）"), lambda row: row.minutes, kind="number"),
        Column("contract", _("合同"), lambda row: row.contract.number, shown=False),
        Column("warranty", _("保修"), lambda row: _("保修") if row.warranty else ""),
        Column("fen", _("金额（元）"), lambda row: yuan(row.fen), kind="number", export=lambda row: row.fen / 100),
        Column("settlement", _("结算单"), lambda row: row.settlement.number, shown=False),
        Column("supplier", _("供应商"), lambda row: row.settlement.supplier.name, shown=False),
        Column("objection", _("异议"), lambda row: row.objection, shown=False),
        Column("reply", _("答复"), lambda row: row.reply, shown=False),
    ),
    filters=(Filter("settlement", _("结算单"), lambda number: Q(settlement__number=number), kind="text"),),
    order=("-accepted_at", "-id"),
    search=lambda text: Q(number__istartswith=text) | Q(place__full_name__icontains=text) | Q(what_zh__icontains=text),
    link=lambda row: matter_url(row.settlement),
    empty=_("还没有结算明细"),
    prepare=with_all,
)  # fmt: skip
