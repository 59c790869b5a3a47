"""Reporting without signing in: the form of a public place, a code by mail for a room, one's own report by its link."""

from typing import cast
from uuid import UUID

from axes.helpers import get_client_ip_address
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from houqin.kernel.places.models import Place
from houqin.kernel.places.queries import open_places, resolve_tag
from houqin.kernel.web.doors import AnyRequest
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.toast import done
from houqin.services.repairs import forms
from houqin.services.repairs.actions import codes, guests
from houqin.services.repairs.lifecycle import REPAIR, TO_MEND, State
from houqin.services.repairs.queries import guests as known
from houqin.services.repairs.queries import orders, promises, stops, taxonomy

COMMON = 10


@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponseBase:
    """Take the report of a guest; whoever is signed in has a better form, and without a place there is nothing here."""
    asked = cast(AnyRequest, request)
    if asked.person is not None:
        return redirect(f"{reverse('repairs:report')}?{request.GET.urlencode()}")
    if request.method == "POST":
        return _take(asked)
    place, tag = _place(asked)
    if place is None:
        return redirect_to_login(reverse("repairs:report"), resolve_url("sign-in"))
    if not known.is_public(place):
        return _ask(asked, forms.MailAddress(initial={"place": place.pk}), place)
    form = forms.Guest(initial={"place": place.pk, "tag": tag, "ticket": guests.new_ticket()})
    return _what(asked, form, place)


@never_cache
@require_POST
def code(request: HttpRequest) -> HttpResponseBase:
    """Ask for a code: the same page comes back whatever the address."""
    asked = cast(AnyRequest, request)
    form = forms.MailAddress(request.POST)
    if form.is_valid():
        place = form.cleaned_data["place"]
        with refusals_into(form):
            made = codes.ask(
                place=place, email=form.cleaned_data["email"], origin=_origin(request), at=asked.now
            )
            given = {"place": place.pk, "ticket": guests.new_ticket(), "challenge": made.pk}
            return _what(asked, forms.Guest(initial=given), place)
    place = form.cleaned_data.get("place")
    if place is None:
        raise Http404
    return _ask(asked, form, place, status=422)


@never_cache
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show the report of a link: its state and promise, nothing else; add a word to it or take it back."""
    asked, guest = cast(AnyRequest, request), known.of_token(token)
    if guest is None:
        raise Http404
    here = redirect("repairs:guest-report", token=token)
    if request.method == "POST" and "back" in request.POST:
        guests.take_back(guest, at=asked.now)
        return done(request, _("已撤回"), here)
    if request.method == "POST":
        guests.add_word(guest, request.POST.get("text", "")[:500], at=asked.now)
        return done(request, _("已补充，师傅会看到"), here)
    order = guest.report.order
    context = {
        "order": order,
        "look": REPAIR.look(order.state),
        "steps": REPAIR.steps,
        "category": guest.report.category,
        "where": orders.in_words(guest.report.place),
        "may_take_back": order.state == State.SUBMITTED,
        "may_add": order.state in TO_MEND,
        "address": request.build_absolute_uri(request.path),
    }
    answer = render(request, "repairs/guest_report.html", context)
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _take(request: AnyRequest) -> HttpResponseBase:
    form = forms.Guest(request.POST)
    valid = form.is_valid()
    place = form.cleaned_data.get("place")
    if place is None:
        raise Http404
    if valid:
        given = dict(form.cleaned_data)
        challenge, code, _tag = given.pop("challenge"), given.pop("code"), given.pop("tag")
        with refusals_into(form):
            if challenge is None:
                token = guests.report_as_guest(origin=_origin(request), at=request.now, **given)
            else:
                token = codes.report_by_code(challenge=challenge, code=code, at=request.now, **given)
            answer = redirect("repairs:guest-report", token=token)
            return done(request, _("已提交，我们会尽快安排。请保存这一页的地址。"), answer)
    if not known.is_public(place) and not form.cleaned_data.get("challenge"):
        return _ask(request, forms.MailAddress(initial={"place": place.pk}), place, status=422)
    return _what(request, form, place, status=422)


def _what(request: AnyRequest, form: forms.Guest, place: Place, status: int = 200) -> HttpResponse:
    grid = taxonomy.tiles()
    chips = [chip for tile in grid for chip in tile.chips]
    common = sorted((chip for chip in chips if chip.common), key=lambda chip: chip.common or 0)[:COMMON]
    chosen = str(form["category"].value() or "")
    context = {
        "form": form,
        "where": orders.in_words(place),
        "public": known.is_public(place),
        "known": known.known_here(place) if known.is_public(place) else [],
        "stops": stops.touching(place, request.now),
        "tiles": grid,
        "common": common,
        "chosen": chosen,
        "open_trade": next((one.trade_id for one in chips if one.code == chosen and one not in common), ""),
        "promises": promises.promises(place, request.now),
        "sign_in": _sign_in(form["tag"].value() or "", place),
    }
    return render(request, "repairs/guest.html", context, status=status)


def _ask(request: AnyRequest, form: forms.MailAddress, place: Place, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "where": orders.in_words(place),
        "can_mail": codes.can_mail(),
        "sign_in": _sign_in(request.GET.get("tag", "")[:26], place),
    }
    return render(request, "repairs/guest_code.html", context, status=status)


def _sign_in(tag: str, place: Place) -> str:
    """Return the way through the sign-in page to the form with this place filled."""
    return redirect_to_login(
        f"{reverse('repairs:report')}?" + (f"tag={tag}" if tag else f"place={place.pk}"),
        resolve_url("sign-in"),
    ).url


def _place(request: AnyRequest) -> tuple[Place | None, str]:
    tag = resolve_tag(request.GET.get("tag", "")[:26])
    if tag is not None:
        return tag.place, tag.code
    try:
        picked = UUID(request.GET.get("place", ""))
    except ValueError:
        return None, ""
    return open_places().filter(pk=picked).first(), ""


def _origin(request: HttpRequest) -> str:
    """Return the address a request came from, as the sign-in counts it."""
    return get_client_ip_address(request) or ""
