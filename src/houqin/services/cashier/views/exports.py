"""Pages: vouchers for the finance system, their layouts, the runs with their files."""

from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from houqin.kernel.base.clock import local_date
from houqin.kernel.money.models import Account
from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.toast import done
from houqin.services.cashier import forms, rules
from houqin.services.cashier.actions import exporting
from houqin.services.cashier.queries import vouchers, words
from houqin.services.cashier.queries.books import Span

if TYPE_CHECKING:
    from houqin.services.cashier.models import Layout

EXPORT = "cashier.export"
TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
SHOWN = 50


@permitted(EXPORT)
def listed(request: PersonRequest) -> HttpResponseBase:
    """Show the runs, and write out the entries of a span."""
    last_month = rules.month_before(local_date(request.now))
    form = forms.ExportForm(
        request.POST or None, person=request.person, at=request.now,
        initial={"first": last_month, "last": rules.last_of(last_month)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            run = exporting.export(by=request.person, at=request.now, **form.cleaned_data)
            return done(
                request, _("已导出 %(n)d 笔") % {"n": run.entries}, redirect("cashier:export", export=run.pk)
            )
    context = {
        "form": form, "runs": vouchers.exports(request.person, request.now)[:SHOWN],
        "layouts": vouchers.layouts(request.person, request.now),
    }  # fmt: skip
    return render(request, "cashier/exports.html", context, status=422 if form.errors else 200)


@permitted(EXPORT)
def run(request: PersonRequest, export: UUID) -> HttpResponse:
    """Show a run: its totals, its hash, and whether its span adds up to the trial balance."""
    found = get_object_or_404(vouchers.exports(request.person, request.now), pk=export)
    context = {
        "run": found,
        "sum": vouchers.summed(request.person, request.now, Span(found.first, found.last)),
    }
    return render(request, "cashier/export.html", context)


@permitted(EXPORT)
def file(request: PersonRequest, export: UUID) -> HttpResponse:
    """Send the file of a run, as it was written."""
    found = get_object_or_404(vouchers.exports(request.person, request.now), pk=export)
    ending = "xlsx" if bytes(found.content)[:2] == b"PK" else "csv"
    response = HttpResponse(bytes(found.content), content_type=TYPES.get(ending, "text/csv"))
    name = quote(f"{found.layout.name} {found.first}_{found.last}.{ending}")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


@permitted(EXPORT)
def layout(request: PersonRequest, layout: UUID | None = None) -> HttpResponseBase:
    """Make or change a layout; beside it the first entries of the last two months as it writes them."""
    known = vouchers.layouts(request.person, request.now)
    edited = get_object_or_404(known, pk=layout) if layout else None
    form = forms.LayoutForm(
        request.POST or None, initial=forms.as_set(edited) if edited else forms.first_layout()
    )
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            saved = exporting.save_layout(edited, by=request.person, at=request.now, **form.cleaned_data)
            return done(request, _("格式已保存"), redirect("cashier:layout", layout=saved.pk))
    context = {
        "form": form, "layout": edited, "preview": _preview(request, edited), "columns": list(words.COLUMNS.items()),
        "kinds": Account.Kinds.choices,
    }  # fmt: skip
    return render(request, "cashier/layout.html", context, status=422 if form.errors else 200)


def _preview(request: PersonRequest, layout: "Layout | None") -> vouchers.Voucher | None:
    if layout is None:
        return None
    today = local_date(request.now)
    return vouchers.preview(layout, Span(rules.month_before(today), today))
