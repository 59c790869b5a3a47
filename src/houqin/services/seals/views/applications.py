"""Pages: ask for a seal, the list of applications, the keeper's desk, the approval slip."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from houqin.kernel.web.doors import PersonRequest, permitted, signed_in
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.listing import listing_page
from houqin.kernel.web.toast import done
from houqin.services.seals import forms, listings, queries
from houqin.services.seals.actions import applications


@signed_in
def apply(request: PersonRequest) -> HttpResponseBase:
    """Ask for a seal on one page; what happens next is shown beside each kind of matter."""
    form = forms.Apply(request.POST or None, request.FILES or None, person=request.person, at=request.now)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            made = applications.apply(by=request.person, at=request.now, **form.cleaned_data)
            return done(request, _("申请已提交，可以在这里看进度"), redirect("matter", number=made.number))
    context = {"form": form, "ways": queries.ways(request.person, request.now)}
    return render(request, "seals/apply.html", context, status=422 if form.errors else 200)


@permitted("seals.see")
def listed(request: PersonRequest) -> HttpResponseBase:
    """Show the applications a person may see."""
    rows = queries.visible_to(request.person, request.now)
    return listing_page(request, listings.applications(request.person, request.now, request.GET), rows)


@permitted("seals.keep")
def desk(request: PersonRequest) -> HttpResponseBase:
    """Show a keeper what waits for stamping and what is out of house."""
    rows = queries.desk(request.person, request.now)
    return listing_page(request, listings.DESK, rows, template="seals/desk.html")


@signed_in
def slip(request: PersonRequest, number: str) -> HttpResponse:
    """Print the approval slip with the check code; it goes with the paper to the keeper."""
    visible = queries.visible_to(request.person, request.now).with_people()
    application = get_object_or_404(visible.with_slip(), number=number)
    context = {
        "application": application,
        "seats": queries.decisions(application, request.person, request.now),
    }
    return render(request, "seals/slip.html", context)
