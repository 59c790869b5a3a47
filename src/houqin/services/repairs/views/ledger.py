"""All orders one may see, and the numbers that open down to them."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from houqin.kernel.figures.period import choices, chosen
from houqin.kernel.figures.queries import read
from houqin.kernel.web.charts import ranked_bars
from houqin.kernel.web.doors import PersonRequest, permitted, signed_in
from houqin.kernel.web.listing import listing_page
from houqin.services.repairs.figures import FIGURES, SEE, by_category, by_reason
from houqin.services.repairs.listings import ORDERS
from houqin.services.repairs.queries import orders as queries


@signed_in
def orders(request: PersonRequest) -> HttpResponseBase:
    """List the orders one may see, all of them or those behind a number."""
    return listing_page(request, ORDERS, queries.visible_to(request.person, request.now))


@permitted(SEE)
def figures(request: PersonRequest) -> HttpResponse:
    """Show the numbers of a period beside the one before, each a link to its rows."""
    period = chosen(request.GET.get("period", ""), request.now)
    shares = by_category(request.person, period.since, period.until, request.now)
    chart = ranked_bars(
        _("最常报修的故障"),
        [(share.name, float(share.count)) for share in shares],
        unit=_("单"),
        head=(_("故障"), _("单数")),
        width=640,
    )
    standing = ranked_bars(
        _("现在为什么停着"),
        [(name, float(count)) for name, count in by_reason(request.person, request.now)],
        unit=_("单"),
        head=(_("原因"), _("单数")),
        width=640,
    )
    context = {
        "standing": standing,
        "period": period,
        "periods": choices(request.now),
        "readings": [read(each, request.person, period, request.now) for each in FIGURES],
        "shares": shares,
        "chart": chart,
    }
    return render(request, "repairs/figures.html", context)
