"""Stand-ins: one's own deputy, for everybody who works here; and all of them, for who administers grants."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from houqin.kernel.people.actions.stand_ins import appoint_stand_in, end_stand_in
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Person
from houqin.kernel.people.queries import colleagues, stand_ins, stand_ins_of, visible_to
from houqin.kernel.web.admin.fields import PersonField, among
from houqin.kernel.web.doors import PersonRequest, permitted, signed_in
from houqin.kernel.web.forms import DateTimeInput, refusals_into
from houqin.kernel.web.toast import done

PERMISSION = "people.grant"


class StandInForm(forms.Form):
    """Who stands in, from when to when, and why."""

    deputy = PersonField(label=gettext_lazy("请谁代理"))
    starts_at = forms.DateTimeField(label=gettext_lazy("开始"), widget=DateTimeInput())
    ends_at = forms.DateTimeField(label=gettext_lazy("结束"), widget=DateTimeInput())
    reason = forms.CharField(label=gettext_lazy("事由"), max_length=120, required=False)

    def __init__(self, *args: Any, people: QuerySet[Person], at: datetime, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"starts_at": at, "ends_at": at + timedelta(days=3)})
        super().__init__(*args, **kwargs)
        for name in ("deputy", "principal"):
            if name in self.fields:
                among(self, name, people)


class ForAnotherForm(StandInForm):
    """A stand-in for somebody who cannot appoint one."""

    field_order = ("principal", "deputy", "starts_at", "ends_at", "reason")
    principal = PersonField(label=gettext_lazy("被代理人"))


@signed_in
def mine(request: PersonRequest) -> HttpResponseBase:
    """Show one's own deputies and whom one stands in for; appoint a deputy."""
    able = colleagues(request.person, request.now)
    form = StandInForm(request.POST or None, people=able, at=request.now)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            appoint_stand_in(request.person, at=request.now, by=request.person, **form.cleaned_data)
            return done(request, _("已指定代理人，对方在此期间可以替您办理"), redirect("my-stand-ins"))
    rows = stand_ins_of(request.person)
    context = {
        "form": form,
        "able": able.exists(),
        "appointed": rows.filter(principal=request.person),
        "standing": rows.filter(deputy=request.person),
        "now": request.now,
    }
    return render(request, "web/admin/stand_ins/mine.html", context, status=422 if form.errors else 200)


@permitted(PERMISSION)
def everybodys(request: PersonRequest) -> HttpResponseBase:
    """Show all stand-ins and appoint one for somebody who cannot."""
    people = visible_to(request.person, request.now)
    form = ForAnotherForm(request.POST or None, people=people, at=request.now)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            appoint_stand_in(at=request.now, by=request.person, **form.cleaned_data)
            return done(request, _("已指定代理人"), redirect("admin-stand-ins"))
    context = {"form": form, "stand_ins": stand_ins()[:500], "now": request.now}
    return render(request, "web/admin/stand_ins/list.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def end(request: PersonRequest, stand_in: UUID) -> HttpResponseBase:
    """End a stand-in: its two people may, and who administers grants."""
    administers = authority_of(request.person, request.now).holds(PERMISSION)
    rows = stand_ins() if administers else stand_ins_of(request.person)
    found = get_object_or_404(rows, pk=stand_in)
    if found.ended_at is not None:
        raise Http404
    end_stand_in(found, at=request.now, by=request.person)
    own = request.person.pk in (found.principal_id, found.deputy_id)
    return done(request, _("代理已结束"), redirect("my-stand-ins" if own else "admin-stand-ins"))


urlpatterns = [
    path("stand-ins/", everybodys, name="admin-stand-ins"),
    path("stand-ins/<uuid:stand_in>/end/", end, name="admin-stand-in-end"),
]
own_patterns = [path("me/stand-ins/", mine, name="my-stand-ins")]
