"""All orders one may see, and the numbers that open down to them."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.people.authority import authority_of
from houqin.kernel.registry.feature import Figure
from houqin.kernel.web.doors import PersonRequest, permitted, signed_in
from houqin.kernel.web.listing import listing_page
from houqin.services.repairs.figures import FIGURES, SEE, by_category
from houqin.services.repairs.listings import ORDERS
from houqin.services.repairs.queries import orders as queries


class Period(NamedTuple):
    """A stretch of days to count over."""

    key: str
    title: StrOrPromise
    start: datetime
    end: datetime


@signed_in
def orders(request: PersonRequest) -> HttpResponseBase:
    """List orders; `?figure=` narrows them to the rows behind a number."""
    rows = queries.visible_to(request.person, request.now)
    figure = _figure(request)
    if figure is not None:
        period = _period(request)
        rows = figure.rows(request.person, period.start, period.end)
    context = {"figure": figure}
    return listing_page(request, ORDERS, rows, template="repairs/orders.html", context=context)


@permitted("repairs.figures")
def figures(request: PersonRequest) -> HttpResponseBase:
    """Show the numbers of a period, each a link to its rows."""
    period = _period(request)
    span = (request.person, period.start, period.end)
    context = {
        "period": period,
        "periods": _periods(request.now),
        "figures": [(each, each.value(*span)) for each in FIGURES],
        "categories": by_category(*span),
    }
    return render(request, "repairs/figures.html", context)


def _figure(request: PersonRequest) -> Figure | None:
    if not authority_of(request.person, request.now).holds(SEE):
        return None
    return next((each for each in FIGURES if each.key == request.GET.get("figure")), None)


def _period(request: PersonRequest) -> Period:
    wanted = request.GET.get("period", "month")
    choices = _periods(request.now)
    return next((each for each in choices if each.key == wanted), choices[1])


def _periods(at: datetime) -> list[Period]:
    today = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    return [
        Period("week", _("近 7 天"), today - timedelta(days=6), at),
        Period("month", _("本月"), today.replace(day=1), at),
        Period("year", _("今年"), today.replace(month=1, day=1), at),
    ]
