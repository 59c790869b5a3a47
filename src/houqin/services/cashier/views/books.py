"""Pages of the accountant: trial balance, an account, the journal, an entry and its reversal."""

from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from houqin.kernel.base.clock import local_date
from houqin.kernel.money.queries.statement import NEWEST, statement
from houqin.kernel.money.rules import Book, Kind
from houqin.kernel.people.authority import authority_of
from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.excel import workbook_response
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.listing import listing_page
from houqin.kernel.web.toast import done
from houqin.services.cashier import forms, listings, rules
from houqin.services.cashier.actions import reversing
from houqin.services.cashier.queries import books, words

SEE = "money.see"
LINES = 50
FIRST_DAY = date(2000, 1, 1)


@permitted(SEE)
def trial_balance(request: PersonRequest) -> HttpResponseBase:
    """Show the trial balance of a span, by kind of account; each kind opens down to its accounts."""
    span, book = _span(request), _book(request)
    balance = books.trial_balance(request.person, request.now, book, span)
    if request.GET.get("format") == "xlsx":
        rows = [
            [row.title, *(listings.in_yuan(fen) for fen in row.amounts)]
            for row in (*balance.rows, balance.total)
        ]
        rows[-1][0] = _("合计")
        return workbook_response(_("试算平衡表"), [_("账户类型"), *_columns()], rows, request.now)
    context = {
        "balance": balance, "span": span, "book": book.value, "query": _written(span, book),
        "presets": _presets(request.now),
    }  # fmt: skip
    return render(request, "cashier/trial_balance.html", context)


@permitted(SEE)
def kind(request: PersonRequest, kind: str) -> HttpResponseBase:
    """Show the accounts of a kind in a span, fifty at a time."""
    if kind not in set(Kind):
        raise Http404
    span, book = _span(request), _book(request)
    rows, following = books.accounts_of_kind(
        request.person, request.now, kind, span, _uuid(request.GET.get("after", ""))
    )
    context = {
        "rows": rows, "span": span, "kind": kind, "title": words.kind_words(kind), "query": _written(span, book),
        "following": following, "further": "after" in request.GET,
    }  # fmt: skip
    return render(request, "cashier/kind.html", context)


@permitted(SEE)
def account(request: PersonRequest, account: UUID) -> HttpResponseBase:
    """Show an account's entries, newest first, with the running balance."""
    found = get_object_or_404(books.accounts(request.person, request.now), pk=account)
    before = request.GET.get("before", "")
    lines = statement(
        found, before=int(before) if before.isdecimal() and len(before) < 19 else NEWEST, limit=LINES + 1
    )
    context = {
        "account": found, "title": words.account_words(found), "kind": words.kind_words(found.kind),
        "name": words.label_words(found), "owner": words.owner_words(found),
        "purpose": words.purpose_words(found.purpose), "lines": books.told(lines[:LINES]),
        "stands": books.stands(found), "following": lines[LINES - 1].place if len(lines) > LINES else None,
        "further": bool(before),
    }  # fmt: skip
    return render(request, "cashier/account.html", context)


@permitted(SEE)
def journal(request: PersonRequest) -> HttpResponseBase:
    """Search the journal; filters stand in the address, the result goes out as Excel."""
    rows = books.entries(request.person, request.now)
    return listing_page(request, listings.journal_of(request.person, request.now), rows)


@permitted(SEE)
def entry(request: PersonRequest, entry: UUID) -> HttpResponse:
    """Show an entry with its postings, reversals, receipt and its place on the trail."""
    found = get_object_or_404(books.entries(request.person, request.now), pk=entry)
    detail = books.detail(request.person, request.now, found)
    may = authority_of(request.person, request.now).holds("cashier.correct")
    context = {"detail": detail, "entry": found, "may_correct": may and not detail.why_not}
    return render(request, "cashier/entry.html", context)


@permitted("cashier.correct")
def correct(request: PersonRequest, entry: UUID) -> HttpResponseBase:
    """Reverse a mistaken entry with its reason."""
    found = get_object_or_404(books.entries(request.person, request.now), pk=entry)
    form = forms.CorrectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            receipt = reversing.correct(found, by=request.person, at=request.now, **form.cleaned_data)
            return done(request, _("已冲正"), redirect("cashier:receipt", number=receipt.number))
    context = {"form": form, "entry": found, "detail": books.detail(request.person, request.now, found)}
    return render(request, "cashier/correct.html", context, status=422 if form.errors else 200)


def _span(request: PersonRequest) -> books.Span:
    """Return the span an address names: a month, or two days, else this month to date."""
    given = {name: request.GET.get(name, "") for name in ("month", "first", "last")}
    return books.Span(*rules.span(**given, today=local_date(request.now)))


def _book(request: PersonRequest) -> Book:
    return Book.BUDGET if request.GET.get("book") == Book.BUDGET.value else Book.MONEY


def _written(span: books.Span, book: Book) -> str:
    return urlencode({"first": span.first, "last": span.last, "book": book.value})


def _presets(at: datetime) -> list[tuple[str, str]]:
    """Return the spans people ask for: this month, the two before, the year."""
    today = local_date(at)
    months = rules.months_back(today, FIRST_DAY, 3)
    found = [(f"first={month}&last={rules.last_of(month)}", f"{month:%Y-%m}") for month in months]
    return [*found, (f"first={today.replace(month=1, day=1)}&last={today}", _("今年"))]


def _columns() -> list[str]:
    return [_("期初借方"), _("期初贷方"), _("本期借方"), _("本期贷方"), _("期末借方"), _("期末贷方")]


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return books.NIL
