"""Pages: the kinds of matter as the office edits them."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.toast import done
from houqin.services.seals import forms, queries
from houqin.services.seals.actions.kinds import edit_kind


@permitted("seals.register")
def kinds(request: PersonRequest) -> HttpResponse:
    """Show all kinds of matter with route, copies and source."""
    found = queries.kinds_and_routes(request.person, request.now)
    return render(request, "seals/kinds.html", {"kinds": found})


@permitted("seals.register")
def edit(request: PersonRequest, kind: UUID | None = None) -> HttpResponseBase:
    """Make or change a kind of matter."""
    found = queries.kinds_and_routes(request.person, request.now)
    edited = get_object_or_404(found, pk=kind) if kind else None
    form = forms.KindForm(
        request.POST or None, person=request.person, at=request.now,
        initial=forms.as_set(edited) if edited else None,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            edit_kind(edited, by=request.person, at=request.now, **form.cleaned_data)
            return done(request, _("事项类别已保存"), redirect("seals:kinds"))
    context = {"form": form, "kind": edited}
    return render(request, "seals/edit_kind.html", context, status=422 if form.errors else 200)
