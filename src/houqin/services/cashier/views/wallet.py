"""Pages: one's own wallet and its statement. Nobody but the owner has an address for it."""

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from houqin.kernel.base.clock import local_date
from houqin.kernel.web.doors import PersonRequest, signed_in
from houqin.kernel.web.excel import workbook_response
from houqin.services.cashier import listings, rules
from houqin.services.cashier.queries import wallet, words

if TYPE_CHECKING:
    from houqin.kernel.money.models import Account

NEWEST = 5


@signed_in
def mine(request: PersonRequest) -> HttpResponse:
    """Show one's pots in the order they are spent, what is held, and the month's newest lines."""
    month = local_date(request.now).replace(day=1)
    statement = wallet.statement_of(request.person, month)
    context = {
        "wallet": wallet.wallet_of(request.person, request.now),
        "statement": statement,
        "newest": statement.newest_first[:NEWEST],
    }
    return render(request, "cashier/wallet.html", context)


@signed_in
def statement(request: PersonRequest) -> HttpResponseBase:
    """Show a month of one's statement, of all pots together or of one account; prints, and goes out as Excel."""
    today = local_date(request.now)
    month = rules.read_month(request.GET.get("month", "")) or today.replace(day=1)
    account = _own(request)
    found = wallet.statement_of(request.person, month, account)
    if request.GET.get("format") == "xlsx":
        title = _("对账单 %(month)s") % {"month": f"{month:%Y-%m}"}
        return workbook_response(title, _heads(), _rows(found), request.now)
    months = wallet.months_of(request.person, request.now)
    context = {
        "statement": found,
        "account": account,
        "account_name": words.pot_words(account) if account else "",
        "accounts": [
            (one, words.pot_words(one)) for one in wallet.accounts_of(request.person).order_by("opened_at")
        ],
        "months": months,
        "earlier": rules.month_before(month) if month > min(months) else None,
        "later": rules.month_after(month) if month < today.replace(day=1) else None,
    }
    return render(request, "cashier/statement.html", context)


def _own(request: PersonRequest) -> "Account | None":
    given = request.GET.get("account", "")
    if not given:
        return None
    try:
        found = wallet.accounts_of(request.person).filter(pk=UUID(given)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def _heads() -> list[str]:
    return [
        _("日期"),
        _("时间"),
        _("事由"),
        _("说明"),
        _("账户"),
        _("收入（元）"),
        _("支出（元）"),
        _("余额（元）"),
    ]


def _rows(found: wallet.Month) -> list[list[Any]]:
    first: list[Any] = [found.month, None, _("期初余额"), "", "", None, None, listings.in_yuan(found.opening)]
    return [first, *(_row(line) for line in found.lines)]


def _row(line: wallet.Line) -> list[Any]:
    came, went = max(line.fen, 0), max(-line.fen, 0)
    day: date = line.entry.booked_on
    return [
        day, line.entry.at, line.title, line.entry.note, "、".join(name for name, _fen in line.pots),
        listings.in_yuan(came) if came else None, listings.in_yuan(went) if went else None,
        listings.in_yuan(line.balance),
    ]  # fmt: skip
