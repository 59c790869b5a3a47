"""Planned stops: the list for everybody, announcing for who may."""

from dataclasses import replace

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from houqin.kernel.people.authority import authority_of
from houqin.kernel.web.doors import PersonRequest, permitted, signed_in
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.listing import listing_page
from houqin.kernel.web.toast import done
from houqin.services.repairs import forms
from houqin.services.repairs.actions import stops as actions
from houqin.services.repairs.lifecycle import STOPS
from houqin.services.repairs.listings import stops_listing
from houqin.services.repairs.queries import stops as queries


@signed_in
def stops(request: PersonRequest) -> HttpResponseBase:
    """List the stops of the school; their pages open to those at work on them."""
    authority = authority_of(request.person, request.now)
    listing = stops_listing(request.now)
    if not any(authority.scope(one).everywhere for one in queries.SEE):
        listing = replace(listing, link=None)
    return listing_page(
        request, listing, queries.announced(request.person, request.now), template="repairs/stops.html",
        context={"may_announce": authority.holds(STOPS)},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@permitted(STOPS)
def announce(request: PersonRequest) -> HttpResponseBase:
    """Announce a stop in one's own places."""
    form = forms.AnnounceStop(request.POST or None, places=queries.to_stop(request.person, request.now))
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            made = actions.announce(by=request.person, at=request.now, **form.cleaned_data)
            return done(
                request, _("已发布，住在和在那里工作的人会收到通知"), redirect("matter", number=made.number)
            )
    return render(request, "repairs/announce_stop.html", {"form": form}, status=422 if form.errors else 200)
