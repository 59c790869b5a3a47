"""The lists of the cashier, written down: the journal and the receipts."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from houqin.kernel.figures.period import read_period
from houqin.kernel.money.models import Entry
from houqin.kernel.people.models import Person
from houqin.kernel.web.listing import Column, Filter, Listing, Tab
from houqin.kernel.web.templatetags.amounts import yuan
from houqin.services.cashier import rules
from houqin.services.cashier.lifecycle import State
from houqin.services.cashier.models import Difference, Receipt
from houqin.services.cashier.queries import journal, words

NEWEST = ("-id",)


def in_yuan(fen: int) -> Decimal:
    """Return fen as Excel shall calculate with it."""
    return Decimal(fen) / 100


def entry_url(row: Entry) -> str:
    """Return the page of an entry."""
    return reverse("cashier:entry", args=[row.pk])


def with_accounts(rows: Any) -> Any:
    """Load what a line of the journal shows."""
    return rows.select_related("by").prefetch_related("postings__account__person", "postings__account__unit")


def with_all(rows: Any) -> Any:
    """Load what a line of the receipts shows."""
    return rows.with_all()


def journal_of(person: Person, at: datetime) -> Listing:
    """Return the journal; every filter stands in the address."""
    return Listing(
        key="cashier.journal",
        title=_("流水查询"),
        columns=(
            Column("what", _("事由"), lambda row: (words.reason_words(row), row.note or row.key), kind="matter",
                   export=words.reason_words),
            Column("booked", _("记账日期"), lambda row: row.booked_on, kind="date"),
            Column("at", _("发生时间"), lambda row: row.at, kind="time", shown=False),
            Column("from", _("借方"), lambda row: journal.sides_of(row)[0]),
            Column("to", _("贷方"), lambda row: journal.sides_of(row)[1]),
            Column("fen", _("金额"), lambda row: yuan(row.fen), kind="number", export=lambda row: in_yuan(row.fen)),
            Column("by", _("经办"), lambda row: row.by.name if row.by else _("系统")),
            Column("source", _("来源"), lambda row: words.source_words(row.source), shown=False),
            Column("note", _("说明"), lambda row: row.note, shown=False),
            Column("key", _("业务编号"), lambda row: row.key, shown=False),
            Column("reversal", _("冲正"), lambda row: _("是") if row.reverses_id else "", shown=False),
            Column("id", _("分录号"), lambda row: str(row.pk), shown=False),
        ),
        filters=(
            Filter("month", _("月份"), journal.booked_in, lambda: journal.month_choices(at)),
            Filter("from", _("自"), journal.booked_from, kind="date"),
            Filter("to", _("至"), journal.booked_to, kind="date"),
            Filter("account", _("账户"), journal.on_account, lambda: journal.account_choices(person, at)),
            Filter("kind", _("账户类型"), journal.of_kind, journal.kind_choices),
            Filter("source", _("来源"), journal.from_source, journal.source_choices),
            Filter("amount", _("金额"), journal.of_amount, kind="text"),
            Filter("person", _("人员"), journal.of_person, kind="text"),
        ),
        order=NEWEST,
        search=journal.searched,
        link=entry_url,
        empty=_("还没有账目"),
        prepare=with_accounts,
    )  # fmt: skip


def receipt_url(row: Receipt) -> str:
    """Return the page of a receipt."""
    return reverse("cashier:receipt", args=[row.number])


def _whose(row: Receipt) -> str:
    return row.person.name if row.person else (row.unit.name if row.unit else "")


def difference_url(row: Difference) -> str:
    """Return the page of a difference."""
    return reverse("matter", args=[row.number])


def with_people(rows: Any) -> Any:
    """Load what a line of the differences shows."""
    return rows.with_people()


DIFFERENCES = Listing(
    key="cashier.differences",
    title=_("对账差异"),
    columns=(
        Column("finding", _("差异"), lambda row: (row.get_finding_display(), row.number), kind="matter",
               export=lambda row: row.get_finding_display()),
        Column("number", _("编号"), lambda row: row.number, shown=False),
        Column("gateway", _("渠道"), lambda row: words.gateway_words(row.gateway)),
        Column("day", _("账单日"), lambda row: row.day, kind="date"),
        Column("trade", _("支付单号"), lambda row: row.trade or row.reference),
        Column("ours", _("我方金额"), lambda row: words.yuan_or_none(row.ours_fen), kind="number"),
        Column("theirs", _("对方金额"), lambda row: words.yuan_or_none(row.theirs_fen), kind="number"),
        Column("handler", _("处理人"), lambda row: row.handler and row.handler.name, kind="person"),
        Column("state", _("状态"), lambda row: row.look, kind="state", export=lambda row: str(row.look.title)),
        Column("opened", _("发现时间"), lambda row: row.opened_at, kind="time", sort="opened_at", shown=False),
    ),
    tabs=(
        Tab("open", _("未了结"), Q(closed_at=None)),
        Tab("asked", _("待核销审批"), Q(state=State.ASKED)),
        Tab("done", _("已了结"), Q(closed_at__isnull=False)),
    ),
    filters=(
        Filter("gateway", _("渠道"), lambda name: Q(gateway=name), lambda: list(words.GATEWAYS.items())),
        Filter("day", _("账单日"), lambda day: Q(day=rules.read_day(day)), kind="date"),
        Filter("finding", _("差异"), lambda kind: Q(finding=kind), lambda: Difference.Finding.choices),
    ),
    search=lambda text: Q(trade__icontains=text) | Q(reference__icontains=text) | Q(number__istartswith=text),
    link=difference_url,
    empty=_("没有对账差异"),
    prepare=with_people,
)  # fmt: skip

RECEIPTS = Listing(
    key="cashier.receipts",
    title=_("收据"),
    columns=(
        Column("what", _("业务"), lambda row: (row.get_kind_display(), row.number), kind="matter",
               export=lambda row: row.get_kind_display()),
        Column("number", _("收据编号"), lambda row: row.number, shown=False),
        Column("whose", _("对象"), _whose),
        Column("item", _("项目"), lambda row: row.what),
        Column("fen", _("金额"), lambda row: yuan(row.fen), kind="number", export=lambda row: in_yuan(row.fen)),
        Column("by", _("经办人"), lambda row: row.by.name, kind="person"),
        Column("at", _("时间"), lambda row: row.at, kind="time", sort="at"),
        Column("note", _("说明"), lambda row: row.note, shown=False),
    ),
    filters=(
        Filter("kind", _("业务"), lambda kind: Q(kind=kind), lambda: Receipt.Kind.choices),
        Filter("on", _("日期"), lambda day: _on(day), kind="date"),
    ),
    order=("-at", "-id"),
    search=lambda text: Q(number__istartswith=text) | Q(person__name__icontains=text) | Q(what__icontains=text),
    link=receipt_url,
    empty=_("还没有收据"),
    prepare=with_all,
)  # fmt: skip


def _on(day: str) -> Q:
    period = read_period(f"{day}..{day}")
    return Q(at__gte=period.since, at__lt=period.until) if period else Q(pk__in=())
