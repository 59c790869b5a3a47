"""Reporting on a phone: where, what, submit. Three presses from a scanned sticker; works without script."""

from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from houqin.kernel.base.ids import new_id
from houqin.kernel.places.models import Place
from houqin.kernel.places.queries import open_places, resolve_tag, room_of, search
from houqin.kernel.web.doors import AnyRequest, PersonRequest, signed_in
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.toast import done
from houqin.services.repairs import forms
from houqin.services.repairs.actions.joins import join
from houqin.services.repairs.actions.report import report as make_report
from houqin.services.repairs.queries import orders, promises, stops, taxonomy, visits
from houqin.services.repairs.queries.joins import named
from houqin.services.repairs.queries.known import Known, known

COMMON = 10
ALL = "all"
"""What the form's script sends as seen: it shows whatever is known as soon as a fault is chosen."""


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponseBase:
    """Lead who scanned a sticker without being signed in to the guests' form, everybody else through the door."""
    guest = cast(AnyRequest, request).person is None
    if guest and request.method == "GET" and resolve_tag(request.GET.get("tag", "")[:26]):
        return redirect(f"{reverse('repairs:guest')}?{request.GET.urlencode()}")
    return of_a_person(request)


@signed_in
def of_a_person(request: PersonRequest) -> HttpResponseBase:
    """Ask where, then what; show the promise; take the report."""
    if request.method == "POST":
        return _take(request)
    place, tag = _place(request)
    if place is None:
        return _where(request)
    form = forms.Report(initial={"place": place.pk, "tag": tag, "form": new_id()}, at=request.now)
    return _what(request, form, place, by_tag=bool(tag))


def _take(request: PersonRequest) -> HttpResponseBase:
    joined = request.POST.get("join", "")[:24]
    form = forms.Report(request.POST, request.FILES, joins=bool(joined), at=request.now)
    if form.is_valid():
        given = dict(form.cleaned_data)
        by_tag = _is_tag_of(given.pop("tag"), given["place"])
        seen, given["channel"] = given.pop("seen"), "tag" if by_tag else "web"
        met = _likely(request, given, seen) if not joined else []
        if met:
            return _what(request, form, given["place"], by_tag=by_tag, asking=True)
        with refusals_into(form):
            return _made(request, joined, given)
    place = form.cleaned_data.get("place")
    if place is None:
        return _where(request, status=422)
    return _what(request, form, place, by_tag=bool(form.data.get("tag")), status=422)


def _made(request: PersonRequest, joined: str, given: dict[str, Any]) -> HttpResponseBase:
    """Make an order of what was filled in, or lay it to the one that was there already."""
    if joined:
        del given["window"], given["may_enter"]  # the order joined has its own
        order = join(named(joined), by=request.person, at=request.now, **given)
        told = _("已加入，修好会通知您")
    else:
        order = make_report(by=request.person, at=request.now, **given)
        told = _("已提交，我们会尽快安排")
    return done(request, told, redirect("matter", number=order.number))


def _likely(request: PersonRequest, given: dict[str, Any], seen: str) -> list[Known]:
    """Return what is likely the same and was not shown. Photos would be lost by asking again: then nothing is asked."""
    if seen == ALL or given["photos"]:
        return []
    found = known(request.person, given["place"], request.now, category=given["category"], text=given["text"])
    return [one for one in found if one.likely and one.number not in seen.split()]


@require_GET
@signed_in
def already_known(request: PersonRequest) -> HttpResponse:
    """Show what is known of a fault at a place: asked by the form's script when a fault is chosen."""
    place, _tag = _place(request)
    if place is None:
        raise Http404
    category = taxonomy.in_use().filter(code=request.GET.get("category", "")[:60]).first()
    found = known(
        request.person, place, request.now, category=category, text=request.GET.get("text", "")[:200]
    )
    context = {
        "known": found,
        "joinable": any(one.joinable for one in found),
        "stops": stops.touching(place, request.now, category),
    }
    return render(request, "repairs/known.html", context)


def _what(
    request: PersonRequest,
    form: forms.Report,
    place: Place,
    *,
    by_tag: bool,
    status: int = 200,
    asking: bool = False,
) -> HttpResponse:
    grid = taxonomy.tiles()
    chips = [chip for tile in grid for chip in tile.chips]
    common = sorted((chip for chip in chips if chip.common), key=lambda chip: chip.common or 0)[:COMMON]
    chosen = str(form["category"].value() or "")
    category = next((chip for chip in chips if chip.code == chosen), None)
    words = str(form["text"].value() or "")
    found = known(request.person, place, request.now, category=category, text=words)
    context = {
        "known": found,
        "joinable": any(one.joinable for one in found),
        "asking": asking,
        "stops": stops.touching(place, request.now, category),
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
        "visit": visits.offer(
            place, request.now, day=str(form["day"].value() or ""), part=str(form["part"].value() or "")
        ),
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
