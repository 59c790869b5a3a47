"""Pages: the settlements, their lines, the month's report on paper."""

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.listing import listing_page
from houqin.services.suppliers import listings
from houqin.services.suppliers.queries import months as queries

READERS = ("suppliers.see", "suppliers.settle", "suppliers.approve", "suppliers.lead")


@permitted(*READERS)
def settlements(request: PersonRequest) -> HttpResponseBase:
    """Show the settlements a person may see."""
    return listing_page(request, listings.SETTLEMENTS, queries.visible_to(request.person, request.now))


@permitted(*READERS)
def lines(request: PersonRequest) -> HttpResponseBase:
    """Show the lines of settlements a person may see; `?settlement=` those of one; Excel as it stands."""
    return listing_page(request, listings.LINES, queries.lines_visible_to(request.person, request.now))


@permitted(*READERS)
def report(request: PersonRequest, number: str) -> HttpResponseBase:
    """Print the month of a supplier: accepted, on time, rework, rating, each line, the amount written out."""
    visible = queries.visible_to(request.person, request.now).with_all()
    settlement = get_object_or_404(visible, number=number)
    context = {
        "settlement": settlement,
        "sums": queries.summed(settlement),
        "lines": queries.lines(settlement),
        "look": settlement.look,
    }
    return render(request, "suppliers/report.html", context)
