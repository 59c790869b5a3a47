"""Figures one may see, read for a period."""

from datetime import date, timedelta

from django.http import Http404
from ninja import Router, Schema

from houqin.kernel.base.clock import local_date
from houqin.kernel.base.refused import Refused
from houqin.kernel.figures import queries
from houqin.kernel.figures.period import Period
from houqin.kernel.registry.feature import Figure
from houqin.kernel.web.api.requests import ApiRequest

router = Router()
USUAL_DAYS = 30
EARLIEST = date(2000, 1, 1)


class Reading(Schema):
    """A figure for a period of whole days (both included) and for the period of the same length before."""

    key: str
    title: str
    unit: str
    value: float | None
    before: float | None
    rows_url: str


@router.get("", response=list[Reading], summary="数据指标 / Figures")
def list_figures(
    request: ApiRequest, first: date | None = None, last: date | None = None
) -> list[dict[str, object]]:
    """Every figure one may see; without dates the last 30 days."""
    period = _period(request, first, last)
    return [_shown(figure, request, period) for figure in queries.visible_to(request.auth, request.now)]


@router.get("/{key}", response=Reading, summary="一个指标 / One figure")
def one_figure(
    request: ApiRequest, key: str, first: date | None = None, last: date | None = None
) -> dict[str, object]:
    """One figure; 404 where there is none of this key or it is not for this person."""
    period = _period(request, first, last)
    figure = next((each for each in queries.visible_to(request.auth, request.now) if each.key == key), None)
    if figure is None:
        raise Http404
    return _shown(figure, request, period)


def _period(request: ApiRequest, first: date | None, last: date | None) -> Period:
    last = last or local_date(request.now)
    first = first or max(last, EARLIEST) - timedelta(days=USUAL_DAYS - 1)
    if not EARLIEST <= first <= last <= local_date(request.now) + timedelta(days=366):
        raise Refused("api.bad_period", field="first")
    return Period(first, last)


def _shown(figure: Figure, request: ApiRequest, period: Period) -> dict[str, object]:
    reading = queries.read(figure, request.auth, period, request.now)
    return {
        "key": reading.figure.key, "title": str(reading.figure.title), "unit": str(reading.figure.unit),
        "value": reading.value, "before": reading.before, "rows_url": reading.url,
    }  # fmt: skip
