"""The duty desk on the phone: who calls, where, what; one page, and the next call in one press."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from houqin.kernel.base.ids import new_id
from houqin.kernel.places.models import Place
from houqin.kernel.places.queries import open_places, search
from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.forms import refusals_into
from houqin.services.repairs import forms
from houqin.services.repairs.actions.desk import report_for
from houqin.services.repairs.lifecycle import DISPATCH
from houqin.services.repairs.queries import desk as queries
from houqin.services.repairs.queries import orders, stops, taxonomy, visits

SHOWN = 6
COMMON = 10


@require_http_methods(["GET", "POST"])
@permitted(DISPATCH)
def desk(request: PersonRequest) -> HttpResponseBase:
    """Ask who calls, where and what is broken; take it, and stand ready for the next call."""
    if request.method != "POST":
        return _page(request, forms.Desk(initial={"form": new_id()}, at=request.now))
    form = forms.Desk(request.POST, at=request.now)
    if "find" not in request.POST and form.is_valid():
        given = dict(form.cleaned_data)
        del given["who"], given["where"]
        given["caller"] = queries.caller(request.person, given["caller"])
        with refusals_into(form):
            made = report_for(given.pop("caller"), by=request.person, at=request.now, **given)
            return _taken(request, made)
    return _page(request, form, status=200 if "find" in request.POST else 422)


@require_GET
@permitted(DISPATCH)
def people(request: PersonRequest) -> HttpResponse:
    """Show who a few letters may mean, asked by the page's script."""
    found = queries.callers(request.person, request.GET.get("q", "")[:40], request.now)
    return render(request, "repairs/desk_people.html", {"callers": found})


@require_GET
@permitted(DISPATCH)
def places(request: PersonRequest) -> HttpResponse:
    """Show where a few letters may mean, or where a caller most likely is."""
    caller = queries.caller(request.person, _uuid(request.GET.get("caller", "")))
    found = _places(request, request.GET.get("q", "")[:40], caller)
    context = {"places": found, "place": found[0].pk if found and caller else None}
    return render(request, "repairs/desk_places.html", context)


def _taken(request: PersonRequest, made: Any) -> HttpResponseBase:
    said = {"number": made.number, "who": made.applicant.name}
    messages.success(request, _("%(number)s 已登记，%(who)s会收到通知") % said)
    seen = orders.visible_to(request.person, request.now).filter(pk=made.pk).exists()
    if "open" in request.POST and seen:
        return redirect("matter", number=made.number)
    return redirect("repairs:desk")


def _page(request: PersonRequest, form: forms.Desk, status: int = 200) -> HttpResponse:
    caller = queries.caller(request.person, _uuid(form["caller"].value()))
    picked = _uuid(form["place"].value())
    place = open_places().filter(pk=picked).first() if picked else None
    found = _places(request, str(form["where"].value() or ""), caller)
    grid = taxonomy.tiles()
    chips = [chip for tile in grid for chip in tile.chips]
    common = sorted((chip for chip in chips if chip.common), key=lambda chip: chip.common or 0)[:COMMON]
    chosen = str(form["category"].value() or "")
    text = "" if caller else str(form["who"].value() or "")
    context = {
        "form": form,
        "callers": queries.callers(request.person, text, request.now),
        "caller": caller,
        "places": [place, *(one for one in found if one.pk != place.pk)] if place else found,
        "place": place.pk if place else None,
        "stops": stops.touching(place, request.now) if place else [],
        "tiles": grid,
        "common": common,
        "chosen": chosen,
        "open_trade": next((one.trade_id for one in chips if one.code == chosen and one not in common), ""),
        "visit": visits.offer(
            place, request.now, day=str(form["day"].value() or ""), part=str(form["part"].value() or "")
        ),
    }
    return render(request, "repairs/desk.html", context, status=status)


def _places(request: PersonRequest, text: str, caller: Any) -> list[Place]:
    if text.strip():
        return search(text, SHOWN)
    return queries.places_of(caller, request.now)[:SHOWN] if caller else []


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
