"""Pages: what can be reported, as the office edits it."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.toast import done
from houqin.services.repairs import forms
from houqin.services.repairs.actions.faults import edit_fault
from houqin.services.repairs.queries import taxonomy


@permitted("repairs.settings")
def faults(request: PersonRequest) -> HttpResponse:
    """Show every fault by trade, with how often it was reported of late."""
    found = taxonomy.shelves(request.person, request.now)
    return render(request, "repairs/faults.html", {"shelves": found, "days": taxonomy.LATELY.days})


@permitted("repairs.settings")
def edit(request: PersonRequest, fault: UUID | None = None) -> HttpResponseBase:
    """Make or change a fault."""
    found = taxonomy.all_faults(request.person, request.now)
    edited = get_object_or_404(found, pk=fault) if fault else None
    form = forms.Fault(request.POST or None, initial=forms.as_set(edited) if edited else None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            edit_fault(edited, by=request.person, at=request.now, **form.cleaned_data)
            return done(request, _("故障已保存"), redirect("repairs:faults"))
    context = {"form": form, "fault": edited}
    return render(request, "repairs/edit_fault.html", context, status=422 if form.errors else 200)
