"""Pages about contractors: what they have and had, how they compare, the month to settle."""

from datetime import date

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from houqin.kernel.figures.period import choices, chosen
from houqin.kernel.figures.queries import read, rows_url
from houqin.kernel.people.authority import authority_of
from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.listing import listing_page
from houqin.kernel.web.toast import done
from houqin.services.repairs.actions.settling import draw_up_month
from houqin.services.repairs.figures import CONTRACTED, FIGURES, SEE
from houqin.services.repairs.listings import contracted as listing
from houqin.services.repairs.queries import commissions, scores
from houqin.services.suppliers.queries import months, register


@permitted(*commissions.OFFICE, commissions.LEAD)
def contracted(request: PersonRequest) -> HttpResponseBase:
    """List what contractors have and had; to a contractor's leader their own, without rooms."""
    authority = authority_of(request.person, request.now)
    whole = any(authority.holds(one) for one in commissions.OFFICE)
    rows = commissions.visible_to(request.person, request.now)
    return listing_page(request, listing(whole=whole), rows)


@permitted(SEE)
def compare(request: PersonRequest) -> HttpResponseBase:
    """Show contractors side by side for a period; each number opens down to its rows."""
    period = chosen(request.GET.get("period", ""), request.now)
    figures = [one for one in FIGURES if one.rows_url_name == CONTRACTED]
    urls = {one.key.rpartition("_")[2]: rows_url(one, period) for one in figures}
    context = {
        "period": period,
        "periods": choices(request.now),
        "readings": [read(one, request.person, period, request.now) for one in figures],
        "lines": scores.compared(request.person, period.since, period.until, request.now),
        "accepted_url": rows_url(figures[0], period),
        "rework_url": urls["rework"],
    }
    return render(request, "repairs/contractors.html", context)


@permitted("suppliers.settle")
def settle(request: PersonRequest) -> HttpResponseBase:
    """Show what waits to be settled in a month, and draw a contractor's month up."""
    offered = commissions.months(request.now)
    month = _month(request.GET.get("month", ""), offered)
    if request.method == "POST":
        visible = register.visible_to(request.person, request.now)
        number = request.POST.get("supplier", "").replace("\0", "")  # the database holds no NUL
        supplier = get_object_or_404(visible, number=number)
        made = draw_up_month(supplier, month=month, by=request.person, at=request.now)
        return done(request, _("结算单已编制，承包单位会收到通知"), redirect("matter", number=made.number))
    numbers = {pk: one.number for pk, one in months.existing(month).items()}
    context = {
        "month": month,
        "months": offered[:6],
        "bills": commissions.bills(request.person, month, numbers, request.now),
    }
    return render(request, "repairs/settle.html", context)


def _month(text: str, offered: list[date]) -> date:
    return next((one for one in offered if f"{one:%Y-%m}" == text), offered[0])
