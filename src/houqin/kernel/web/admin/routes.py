"""Approval routes: which matters go which way, and a new edition of one."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.forms import BaseFormSet, formset_factory
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from houqin.kernel.lifecycle.models import Route, RouteStep, RouteVersion, SeatRule
from houqin.kernel.lifecycle.routes import SeatSpec, StepSpec, make_version
from houqin.kernel.people.models import Person
from houqin.kernel.registry.house import house
from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.toast import done

PERMISSION = "lifecycle.routes"


def grantable() -> list[tuple[str, Any]]:
    """Return the permissions a seat may ask for."""
    return [("", "—")] + [
        (name, one.sentence) for name, one in house().permissions.items() if one.holder == "grant"
    ]


class StepForm(forms.Form):
    """A step: its title, how it decides, who sits."""

    title = forms.CharField(label=_l("环节"), max_length=60)
    title_en = forms.CharField(label=_l("英文名称"), max_length=120, required=False)
    mode = forms.ChoiceField(label=_l("方式"), choices=RouteStep.Mode.choices)
    permission = forms.ChoiceField(label=_l("持有权限的人"), choices=grantable, required=False)
    scope = forms.ChoiceField(label=_l("范围"), choices=SeatRule.Scope.choices, initial=SeatRule.Scope.UNIT)
    people = forms.CharField(
        label=_l("指定人员"), required=False, help_text=_l("学工号，多人用空格分开；填了就不看权限")
    )
    count = forms.IntegerField(label=_l("人数"), min_value=1, max_value=30, initial=1)
    working_hours = forms.IntegerField(
        label=_l("时限（工作小时）"), min_value=1, max_value=2000, required=False
    )

    def clean_people(self) -> list[Person]:
        """Find the people named by their numbers."""
        numbers = self.cleaned_data["people"].split()
        found = {
            person.number: person for person in Person.objects.filter(number__in=numbers, erased_at=None)
        }
        if unknown := [number for number in numbers if number not in found]:
            raise forms.ValidationError(_("没有这些学工号：%(numbers)s") % {"numbers": " ".join(unknown)})
        return [found[number] for number in numbers]

    def spec(self) -> StepSpec:
        """Return the step as the action wants it."""
        data = self.cleaned_data
        seats = [SeatSpec(person=person) for person in data["people"]]
        if not seats and data["permission"]:
            seats = [SeatSpec(permission=data["permission"], scope=data["scope"])]
        minutes = data["working_hours"] * 60 if data["working_hours"] else None
        return StepSpec(data["title"], data["mode"], seats, data["count"], minutes, data["title_en"])


class SourceForm(forms.Form):
    """Why the edition is made."""

    source = forms.CharField(label=_l("依据"), max_length=200, help_text=_l("文件名称、文号、日期"))


Steps = formset_factory(StepForm, extra=0, min_num=1, max_num=12, can_delete=True, validate_min=True)


@permitted(PERMISSION)
def routes(request: PersonRequest) -> HttpResponse:
    """List the routes with their editions in force."""
    newest = {version.route_id: version for version in _editions()}
    shown = [
        (route, version, [(step, _who(step)) for step in version.steps.all()] if version else [])
        for route in Route.objects.order_by("kind", "title")
        for version in [newest.get(route.pk)]
    ]
    return render(request, "web/admin/routes/list.html", {"routes": shown})


@permitted(PERMISSION)
def route(request: PersonRequest, route: UUID) -> HttpResponseBase:
    """Show a route and make its next edition."""
    found = get_object_or_404(Route, pk=route)
    newest = _editions().filter(route=found).first()
    form = SourceForm(request.POST or None)
    steps: BaseFormSet[StepForm] = Steps(request.POST or None, initial=_initial(newest))
    if request.method == "POST" and "add" in request.POST:
        form, steps = SourceForm(initial=request.POST.dict()), Steps(initial=[*_typed(steps), {}])
    elif request.method == "POST" and form.is_valid() and steps.is_valid():
        wanted = [
            one.spec() for one in steps.forms if one.cleaned_data and not one.cleaned_data.get("DELETE")
        ]
        with refusals_into(form):
            source = form.cleaned_data["source"]
            version = make_version(found, wanted, by=request.person, at=request.now, source=source)
            return done(request, _("第 %(n)d 版已生效") % {"n": version.number}, redirect("admin-routes"))
    context = {
        "route": found,
        "newest": newest,
        "form": form,
        "steps": steps,
        "versions": found.versions.order_by("-number"),
    }
    status = 422 if form.errors or (request.method == "POST" and "add" not in request.POST) else 200
    return render(request, "web/admin/routes/edit.html", context, status=status)


def _editions() -> QuerySet[RouteVersion]:
    """Return the newest edition of each route, with all that is shown of it."""
    newer = RouteVersion.objects.filter(route=OuterRef("route"), number__gt=OuterRef("number"))
    steps = Prefetch("steps", RouteStep.objects.order_by("order").prefetch_related("seats__person"))
    return RouteVersion.objects.filter(~Exists(newer)).prefetch_related(steps)


def _who(step: RouteStep) -> list[str]:
    """Return who decides a step, in words: named people, or what whoever decides must hold."""
    known = house().permissions
    return [
        seat.person.name if seat.person else str(known[seat.permission].sentence)
        for seat in step.seats.all()
        if seat.person or seat.permission in known
    ]


def _initial(version: RouteVersion | None) -> list[dict[str, Any]]:
    if version is None:
        return [{}]
    return [
        {
            "title": step.title, "title_en": step.title_en, "mode": step.mode, "count": step.count,
            "permission": next((seat.permission for seat in step.seats.all() if seat.permission), ""),
            "scope": next((seat.scope for seat in step.seats.all()), SeatRule.Scope.UNIT),
            "people": " ".join(seat.person.number or "" for seat in step.seats.all() if seat.person),
            "working_hours": step.working_minutes // 60 if step.working_minutes else None,
        }
        for step in version.steps.all()
    ]  # fmt: skip


def _typed(steps: BaseFormSet[StepForm]) -> list[dict[str, Any]]:
    return [{name: one[name].value() for name in one.fields} for one in steps.forms]


urlpatterns = [
    path("routes/", routes, name="admin-routes"),
    path("routes/<uuid:route>/", route, name="admin-route"),
]
