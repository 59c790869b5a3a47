"""Pages: accounting months closed and opened again, the daily seals, the checks of the ledger."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.actions import periods
from houqin.kernel.registry.house import sentence
from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.toast import done
from houqin.services.cashier import forms, rules
from houqin.services.cashier.actions.verifying import check_ledger
from houqin.services.cashier.queries import months as reading

Deed = Callable[..., Any]
SEE = "money.see"


@permitted(SEE)
def listed(request: PersonRequest) -> HttpResponse:
    """Show the accounting months and what may be done with each."""
    return _page(request)


@require_POST
@permitted("money.close")
def close(request: PersonRequest, month: str) -> HttpResponseBase:
    """Close a month that is over."""
    return _do(request, month, periods.close_period, _("%(month)s 已结账"))


@require_POST
@permitted("money.close")
def ask(request: PersonRequest, month: str) -> HttpResponseBase:
    """Ask for a closed month to be opened again."""
    form = forms.WhyForm(request.POST)
    if not form.is_valid():
        return _page(request, wrong=_("请写明反结账的原因，批准人会看到。"))
    return _do(request, month, periods.ask_to_reopen, _("已申请反结账 %(month)s，等另一位负责人批准"),
               why=form.cleaned_data["why"])  # fmt: skip


@require_POST
@permitted("money.reopen")
def allow(request: PersonRequest, month: str) -> HttpResponseBase:
    """Open a month again that another person asked for."""
    return _do(request, month, periods.reopen_period, _("%(month)s 已反结账，可以记账"))


@require_POST
@permitted("money.reopen")
def decline(request: PersonRequest, month: str) -> HttpResponseBase:
    """Leave a month closed."""
    return _do(request, month, periods.decline_reopening, _("%(month)s 保持结账"))


@permitted(SEE)
def checks(request: PersonRequest) -> HttpResponseBase:
    """Show the daily seals and the checks of the ledger; POST checks it now."""
    if request.method == "POST":
        check = check_ledger(by=request.person, at=request.now)
        said = _("已核对，账目完整") if check.sound else _("已核对，发现问题")
        return done(request, said, redirect("cashier:checks"))
    found = reading.checks(request.person, request.now)
    context = {
        "seals": reading.seals(request.person, request.now), "checks": found,
        "last": found[0] if found else None, "faults": reading.faults(found[0]) if found else (),
    }  # fmt: skip
    return render(request, "cashier/checks.html", context)


def _do(request: PersonRequest, month: str, deed: Deed, said: str, **given: Any) -> HttpResponseBase:
    first = _month(month)
    try:
        deed(first, by=request.person, at=request.now, **given)
    except Refused as refused:
        return _page(request, wrong=" ".join(sentence(reason) for reason in refused.reasons))
    return done(request, said % {"month": f"{first:%Y-%m}"}, redirect("cashier:months"))


def _page(request: PersonRequest, wrong: str = "") -> HttpResponse:
    lines = reading.months(request.person, request.now)
    context = {"lines": lines, "wrong": wrong}
    return render(request, "cashier/months.html", context, status=422 if wrong else 200)


def _month(text: str) -> date:
    month = rules.read_month(text)
    if month is None:
        raise Http404
    return month
