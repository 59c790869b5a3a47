"""All figures a person may see, each opening down to its rows."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from houqin.kernel.figures import actions, queries
from houqin.kernel.figures.period import choices, chosen
from houqin.kernel.registry.house import house
from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.excel import workbook_response
from houqin.kernel.web.toast import done

PERMISSION = "figures.see"


@permitted(PERMISSION)
def figures(request: PersonRequest) -> HttpResponse:
    """Show the figures by service for a period; `?format=xlsx` sends them."""
    period = chosen(request.GET.get("period", ""), request.now)
    mine = {figure.key for figure in queries.visible_to(request.person, request.now)}
    groups = [
        (
            feature,
            [
                queries.read(one, request.person, period, request.now)
                for one in feature.figures
                if one.key in mine
            ],
        )
        for feature in house().features
    ]
    shown = [(feature, readings) for feature, readings in groups if readings]
    if request.GET.get("format") == "xlsx":
        rows = [
            [str(feature.title), str(one.figure.title), one.value, str(one.figure.unit), one.before]
            for feature, readings in shown
            for one in readings
        ]
        heads = [_("服务"), _("数字"), _("数值"), _("单位"), _("上一段时间")]
        return workbook_response(_("统计总览"), heads, rows, request.now)
    context = {
        "groups": [(feature, [(one, queries.frozen(one.figure, period)) for one in readings]) for feature, readings in shown],
        "period": period, "periods": choices(request.now), "over": period.until <= request.now,
    }  # fmt: skip
    return render(request, "web/figures.html", context)


@require_POST
@permitted(PERMISSION)
def freeze(request: PersonRequest, key: str) -> HttpResponseBase:
    """Freeze a figure of a period that is over."""
    figure = house().figures.get(key)
    if figure is None:
        raise Http404
    period = chosen(request.POST.get("period", ""), request.now)
    actions.freeze(figure, period, by=request.person, at=request.now)
    return done(request, _("已定格"), redirect(f"/figures/?period={period}"))


urlpatterns = [
    path("figures/", figures, name="figures"),
    path("figures/<str:key>/freeze/", freeze, name="figure-freeze"),
]
