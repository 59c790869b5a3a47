"""The terms of rating, edition after edition, and a new one."""

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.toast import done
from houqin.services.surveys import forms
from houqin.services.surveys.actions.terms import SETTINGS, add_edition
from houqin.services.surveys.queries import terms as queries

KEPT = ("open_days", "remind_days", "revise_minutes", "batch")


@permitted(SETTINGS)
def terms(request: PersonRequest) -> HttpResponseBase:
    """Show the editions with their sources, and take a new one."""
    editions = list(queries.editions())
    initial = {name: getattr(editions[0], name) for name in KEPT} if editions else None
    form = forms.Edition(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            add_edition(by=request.person, at=request.now, **form.cleaned_data)
            return done(request, _("评价规则已保存"), redirect("surveys:terms"))
    context = {"editions": editions, "tags": queries.tags_in_use(), "form": form}
    return render(request, "surveys/terms.html", context, status=422 if form.errors else 200)
