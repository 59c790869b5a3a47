"""The figures page of the section head: each number opens down to its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from houqin.kernel.figures.period import Period, choices, chosen
from houqin.kernel.figures.queries import rows_url as behind
from houqin.kernel.registry.feature import Figure
from houqin.kernel.web.charts import Chart, Series, ranked_bars, stacked_columns
from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.services.seals import figures
from houqin.services.seals.figures import Share


@dataclass(frozen=True, slots=True)
class Number:
    """A figure with its value and the address of its rows."""

    figure: Figure
    value: float | int | None
    url: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart and, for each of its parts, the address of the rows behind it."""

    chart: Chart
    links: Sequence[tuple[str, int, str]]


@permitted("seals.figures")
def page(request: PersonRequest) -> HttpResponse:
    """Show the numbers of a period with their charts."""
    period = chosen(request.GET.get("period", ""), request.now)
    asked = (request.person, period.since, period.until, request.now)
    numbers = [Number(each, each.value(*asked), behind(each, period)) for each in figures.FIGURES]
    months = _months(figures.applied_by_month(*asked), period)
    rankings = [
        _ranked(
            _("用印最多的印章"),
            figures.stamped_by_seal(*asked),
            figures.REGISTER,
            "seal",
            "stamped",
            period,
        ),
        _ranked(_("申请最多的事项"), figures.applied_by_kind(*asked), figures.LIST, "kind", "opened", period),
    ]
    context = {
        "numbers": numbers, "months": months, "rankings": rankings, "periods": dict(choices(request.now)),
        "period": str(period),
    }  # fmt: skip
    return render(request, "seals/figures.html", context)


def rows_url(url_name: str, key: str, period: Period, **more: str) -> str:
    """Return the address of the rows behind a number."""
    return f"{reverse(url_name)}?{urlencode({key: str(period), **more})}"


def _months(shares: Sequence[Share], period: Period) -> Picture:
    labels = [_("%(month)s月") % {"month": share.label} for share in shares]
    chart = stacked_columns(
        _("每月用印申请"), labels, [Series(_("申请"), [share.count for share in shares])],
        unit=_("件"), corner=_("月份"), width=640,
    )  # fmt: skip
    links = [
        (label, share.count, rows_url(figures.LIST, "opened", period.in_month(share.key)))
        for label, share in zip(labels, shares, strict=True)
    ]
    return Picture(chart, links)


def _ranked(
    title: StrOrPromise, shares: Sequence[Share], url_name: str, by: str, key: str, period: Period
) -> Picture:
    chart = ranked_bars(
        str(title), [(share.label, share.count) for share in shares],
        unit=_("件"), head=(_("名称"), _("件数")),
    )  # fmt: skip
    links = [
        (share.label, share.count, rows_url(url_name, key, period, **{by: share.key})) for share in shares
    ]
    return Picture(chart, links)
