"""One's own days on a phone: on and off duty, shifts ahead, leave, swaps, certificates."""

from datetime import datetime, timedelta
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from houqin.kernel.base.clock import SHANGHAI, local_date
from houqin.kernel.web.doors import PersonRequest, permitted, way_back
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.toast import done
from houqin.services.rosters import forms
from houqin.services.rosters.actions import duty as duties
from houqin.services.rosters.actions import leave as leaves
from houqin.services.rosters.actions import swaps
from houqin.services.rosters.lifecycle import LEAVE
from houqin.services.rosters.listings import certificate_look
from houqin.services.rosters.queries import cases, shifts
from houqin.services.rosters.queries import duties as own_duties
from houqin.services.rosters.queries.teams import WORK
from houqin.services.rosters.views.week import weekdays


@permitted(WORK)
def mine(request: PersonRequest) -> HttpResponseBase:
    """Show whoever works by a roster their own days."""
    person, now = request.person, request.now
    names, today = weekdays(), local_date(now)
    ahead = [
        (one, names[one.day.weekday()], one.day == today, one.starts_at > now)
        for one in shifts.own(person, now)
    ]
    context = {
        "duty": own_duties.going_on(person),
        "current": shifts.current(person, now),
        "ahead": ahead,
        "leaves": [(one, LEAVE.look(one.state)) for one in cases.own_leaves(person, now)],
        "certificates": [(one, certificate_look(one, today)) for one in cases.own_certificates(person, now)],
    }
    return render(request, "rosters/mine.html", context)


@require_POST
@permitted(WORK)
def press(request: PersonRequest) -> HttpResponseBase:
    """Come on duty or go off, by one press."""
    back = redirect(way_back(request, "/rosters/mine/"))
    if request.POST.get("press") == "off":
        duties.go_off(by=request.person, at=request.now)
        return done(request, _("已下班，辛苦了"), back)
    duties.come_on(by=request.person, at=request.now)
    return done(request, _("已上班"), back)


@permitted(WORK)
def ask_leave(request: PersonRequest) -> HttpResponseBase:
    """Ask for leave."""
    form = forms.AskLeave(request.POST or None, initial=_tomorrow(request.now))
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            made = leaves.ask(by=request.person, at=request.now, **form.cleaned_data)
            return done(request, _("已提出，等班组长同意"), redirect("matter", number=made.number))
    return render(request, "rosters/leave.html", {"form": form}, status=422 if form.errors else 200)


@permitted(WORK)
def ask_swap(request: PersonRequest, shift: UUID) -> HttpResponseBase:
    """Ask a colleague to swap a shift."""
    own = shifts.own_coming(request.person, shift, request.now)
    if own is None:
        raise Http404
    form = forms.AskSwap(request.POST or None, mine=own, at=request.now)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            made = swaps.ask(own, form.cleaned_data["theirs"], note=form.cleaned_data["note"],
                             by=request.person, at=request.now)  # fmt: skip
            return done(request, _("已提出，等对方同意"), redirect("matter", number=made.number))
    context = {"form": form, "own": own, "any": form.fields["theirs"].queryset.exists()}  # type: ignore[attr-defined]
    return render(request, "rosters/swap.html", context, status=422 if form.errors else 200)


def _tomorrow(at: datetime) -> dict[str, datetime]:
    day = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return {"starts_at": day.replace(hour=7), "ends_at": day.replace(hour=23)}
