"""Handing a shift over, and the list of what was handed over."""

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from houqin.kernel.base.clock import local_date
from houqin.kernel.people.queries import home_unit
from houqin.kernel.web.doors import PersonRequest, permitted, signed_in
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.listing import listing_page
from houqin.kernel.web.toast import done
from houqin.services.rosters import forms, listings
from houqin.services.rosters.actions import handing
from houqin.services.rosters.queries import cases, duties, shifts
from houqin.services.rosters.queries.teams import WORK


@permitted(WORK)
def hand_over(request: PersonRequest) -> HttpResponseBase:
    """Hand the team's shift over; what is open is listed by itself."""
    duty, current = duties.going_on(request.person), shifts.current(request.person, request.now)
    shift = (duty.shift if duty else None) or current
    team = shift.unit if shift else home_unit(request.person, request.now)
    if team is None:
        return render(request, "rosters/hand_over.html", {"form": None})
    day = shift.day if shift else local_date(request.now)
    initial = {"day": day, "shift_kind": shift.kind_id if shift else None}
    form = forms.HandOver(
        request.POST or None, team=team, giver=request.person, at=request.now, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            made = handing.hand_over(team=team, by=request.person, at=request.now, **form.cleaned_data)
            return done(request, _("已交班，等接班人确认"), redirect("matter", number=made.number))
    context = {"form": form, "team": team, "matters": cases.open_matters(team, request.now)}
    return render(request, "rosters/hand_over.html", context, status=422 if form.errors else 200)


@signed_in
def handovers(request: PersonRequest) -> HttpResponseBase:
    """List the hand-overs one may see."""
    rows = cases.handovers_visible_to(request.person, request.now)
    return listing_page(request, listings.handovers(request.person, request.now), rows)
