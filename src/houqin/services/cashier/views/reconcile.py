"""Pages: the bills of the gateways day by day, and the differences found in them."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.listing import listing_page
from houqin.services.cashier import listings
from houqin.services.cashier.queries import reconcile

SEE = "money.see"


@permitted(SEE)
def days(request: PersonRequest) -> HttpResponse:
    """Show day by day what agrees with a gateway's bill and what differs."""
    found = reconcile.days(request.person, request.now)
    return render(request, "cashier/reconcile.html", {"days": found})


@permitted(SEE)
def differences(request: PersonRequest) -> HttpResponseBase:
    """Show the differences one may see."""
    rows = reconcile.visible_to(request.person, request.now)
    return listing_page(request, listings.DIFFERENCES, rows)
