"""Reporting on a phone: where, what, submit. Three presses from a scanned sticker; works without script."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from houqin.kernel.base.ids import new_id
from houqin.kernel.places.models import Place
from houqin.kernel.places.queries import open_places, resolve_tag, room_of, search
from houqin.kernel.web.doors import PersonRequest, signed_in
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.toast import done
from houqin.services.repairs import forms
from houqin.services.repairs.actions.report import report as make_report
from houqin.services.repairs.queries import orders, promises, taxonomy

COMMON = 10


@require_http_methods(["GET", "POST"])
@signed_in
def report(request: PersonRequest) -> HttpResponseBase:
    """Ask where, then what; show the promise; take the report."""
    if request.method == "POST":
        return _take(request)
    place, tag = _place(request)
    if place is None:
        return _where(request)
    form = forms.Report(initial={"place": place.pk, "tag": tag, "form": new_id()})
    return _what(request, form, place, by_tag=bool(tag))


def _take(request: PersonRequest) -> HttpResponseBase:
    form = forms.Report(request.POST, request.FILES)
    if form.is_valid():
        given = dict(form.cleaned_data)
        by_tag = _is_tag_of(given.pop("tag"), given["place"])
        channel = "tag" if by_tag else "web"
        with refusals_into(form):
            order = make_report(by=request.person, at=request.now, channel=channel, **given)
            return done(request, _("已提交，我们会尽快安排"), redirect("matter", number=order.number))
    place = form.cleaned_data.get("place")
    if place is None:
        return _where(request, status=422)
    return _what(request, form, place, by_tag=bool(form.data.get("tag")), status=422)


def _what(
    request: PersonRequest, form: forms.Report, place: Place, *, by_tag: bool, status: int = 200
) -> HttpResponse:
    grid = taxonomy.tiles()
    chips = [chip for tile in grid for chip in tile.chips]
    common = sorted((chip for chip in chips if chip.common), key=lambda chip: chip.common or 0)[:COMMON]
    chosen = str(form["category"].value() or "")
    context = {
        "form": form,
        "place": place,
        "where": orders.in_words(place),
        "by_tag": by_tag,
        "tiles": grid,
        "common": common,
        "chosen": chosen,
        "open_trade": next(
            (chip.trade_id for chip in chips if chip.code == chosen and chip not in common), ""
        ),
        "promises": promises.promises(place, request.now),
    }
    return render(request, "repairs/report.html", context, status=status)


def _where(request: PersonRequest, status: int = 200) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:80]
    context = {
        "q": text,
        "found": search(text),
        "room": room_of(request.person, request.now),
        "recent": orders.places_reported(request.person, request.now),
        "missed": bool(request.GET.get("place") or request.GET.get("tag")),
    }
    return render(request, "repairs/where.html", context, status=status)


def _place(request: PersonRequest) -> tuple[Place | None, str]:
    """Return the place of a sticker, or the one picked from a list."""
    for name in ("tag", "place"):
        tag = resolve_tag(request.GET.get(name, "")[:26])
        if tag is not None:
            return tag.place, tag.code
    try:
        picked = UUID(request.GET.get("place", ""))
    except ValueError:
        return None, ""
    return open_places().filter(pk=picked).first(), ""


def _is_tag_of(code: str, place: Place) -> bool:
    tag = resolve_tag(code)
    return tag is not None and tag.place_id == place.pk
