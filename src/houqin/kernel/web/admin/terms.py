"""Academic terms: the list, and adding or changing one."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from houqin.kernel.base.clock import local_date
from houqin.kernel.web.admin.calendar_forms import TermForm
from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.toast import done
from houqin.kernel.worktime.actions.terms import define_term
from houqin.kernel.worktime.models import Term
from houqin.kernel.worktime.queries import term_on, week_on

PERMISSION = "worktime.edit"


@permitted(PERMISSION)
def listing(request: PersonRequest) -> HttpResponse:
    """List the terms, newest first, and say which week it is."""
    today = local_date(request.now)
    context = {
        "terms": Term.objects.order_by("-starts_on"),
        "current": term_on(today),
        "week": week_on(today),
    }
    return render(request, "web/admin/calendars/terms.html", context)


@permitted(PERMISSION)
def edit(request: PersonRequest, term: UUID | None = None) -> HttpResponseBase:
    """Add a term or change one."""
    found = get_object_or_404(Term, pk=term) if term else None
    initial = {name: getattr(found, name) for name in TermForm.base_fields} if found else None
    form = TermForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            define_term(term=found, by=request.person, at=request.now, **form.cleaned_data)
            return done(request, _("学期已保存"), redirect("admin-terms"))
    status = 422 if form.errors else 200
    return render(request, "web/admin/calendars/term_edit.html", {"form": form, "term": found}, status=status)


urlpatterns = [
    path("calendars/terms/", listing, name="admin-terms"),
    path("calendars/terms/add/", edit, name="admin-term-add"),
    path("calendars/terms/<uuid:term>/", edit, name="admin-term"),
]
