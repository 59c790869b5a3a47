"""Pages: the register of stampings, the seals themselves, a new seal."""

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from houqin.kernel.people.authority import authority_of
from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.listing import listing_page
from houqin.kernel.web.toast import done
from houqin.services.seals import forms, listings, queries
from houqin.services.seals.actions import seals


@permitted("seals.see")
def stampings(request: PersonRequest) -> HttpResponseBase:
    """Show the register of stampings (用印登记簿); it prints and exports as it stands."""
    rows = queries.stampings_visible_to(request.person, request.now)
    return listing_page(request, listings.stampings(request.person, request.now), rows)


@permitted("seals.see")
def register(request: PersonRequest) -> HttpResponseBase:
    """Show the seals with their keepers."""
    rows = queries.seals_visible_to(request.person, request.now)
    may = authority_of(request.person, request.now).holds("seals.register")
    return listing_page(
        request, listings.SEALS, rows, template="seals/register.html", context={"can_register": may}
    )


@permitted("seals.register")
def new_seal(request: PersonRequest) -> HttpResponseBase:
    """Enter a seal into the register."""
    form = forms.SealForm(request.POST or None, request.FILES or None, person=request.person, at=request.now)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            made = seals.register(by=request.person, at=request.now, **form.cleaned_data)
            return done(request, _("印章已登记"), redirect("matter", number=made.number))
    return render(request, "seals/new_seal.html", {"form": form}, status=422 if form.errors else 200)
