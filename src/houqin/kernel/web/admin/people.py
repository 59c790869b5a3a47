"""People: the register, adding somebody, and the page of one person."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from houqin.kernel.base.clock import local_date
from houqin.kernel.people.actions.enrolment import enrol
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.finding import found_by
from houqin.kernel.people.history import history_of
from houqin.kernel.people.models import Employment, Person
from houqin.kernel.people.periods import active_on
from houqin.kernel.people.queries import employments_of, grants_of, stand_ins_of, units, visible_to
from houqin.kernel.places.queries import residences_of
from houqin.kernel.trail.record import record_read
from houqin.kernel.web.admin.fields import unit_choices
from houqin.kernel.web.admin.people_import import PEOPLE, RESIDENCES
from houqin.kernel.web.admin.person_deeds import DEEDS, PRESSES, DetailsForm, EmployForm, PersonForm
from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.importing.views import import_patterns
from houqin.kernel.web.listing import Column, Filter, Listing, listing_page
from houqin.kernel.web.toast import done

LISTING = Listing(
    key="people",
    title=gettext_lazy("人员"),
    columns=(
        Column("name", gettext_lazy("姓名"), lambda row: row.name, sort="pinyin"),
        Column("number", gettext_lazy("学工号"), lambda row: row.number or "", sort="number"),
        Column("kind", gettext_lazy("身份"), lambda row: row.get_kind_display()),
        Column("unit", gettext_lazy("单位"), lambda row: "、".join(each.unit.name for each in row.current)),
        Column(
            "post",
            gettext_lazy("岗位"),
            lambda row: "、".join(each.post for each in row.current if each.post),
        ),
        Column("phone", gettext_lazy("手机"), lambda row: row.phone),
        Column("email", gettext_lazy("邮箱"), lambda row: row.email, shown=False),
        Column("account", gettext_lazy("账号"), lambda row: _account(row)),
    ),
    filters=(Filter("kind", gettext_lazy("身份"), lambda value: Q(kind=value), lambda: Person.Kind.choices),),
    order=("pinyin", "id"),
    search=found_by,
    link=lambda row: reverse("admin-person", args=[row.pk]),
    empty=gettext_lazy("还没有登记人员，可以逐个添加，也可以用 Excel 导入。"),
)


@permitted("people.see")
def people(request: PersonRequest) -> HttpResponseBase:
    """List the people one may see; as Excel too, which is noted."""
    if request.GET.get("format") == "xlsx":
        record_read(
            subject=request.person.pk,
            kind="people.list",
            what=str(LISTING.key),
            by=request.person,
            at=request.now,
        )
    current = Employment.objects.filter(active_on(local_date(request.now))).select_related("unit")
    unit = Filter(
        "unit", gettext_lazy("单位"), lambda key: _in_unit(key, current), lambda: unit_choices()[1:]
    )
    listing = replace(LISTING, filters=(*LISTING.filters, unit))
    rows = (
        visible_to(request.person, request.now)
        .select_related("account")
        .prefetch_related(Prefetch("employments", current, to_attr="current"))
    )
    may = authority_of(request.person, request.now)
    context = {"can_edit": may.holds("people.edit"), "can_house": may.holds("places.edit")}
    return listing_page(request, listing, rows, template="web/admin/people/list.html", context=context)


@permitted("people.edit")
def add(request: PersonRequest) -> HttpResponseBase:
    """Add a person, with the unit they belong to."""
    form = AddForm(request.POST or None, initial={"starts_on": local_date(request.now)})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            made = enrol(by=request.person, at=request.now, **form.cleaned_data)
            return done(request, _("已登记"), redirect("admin-person", person=made.pk))
    status = 422 if form.errors else 200
    return render(request, "web/admin/people/add.html", {"form": form}, status=status)


class AddForm(DetailsForm, EmployForm):
    """A new person and where they belong."""

    field_order = ("name", "kind", "number", "phone", "email", "language", "unit", "post", "starts_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].required = self.fields["starts_on"].required = False
        self.fields.pop("ends_on")

    def clean(self) -> dict[str, Any]:
        """A unit needs the day from which one belongs to it."""
        data = super().clean() or self.cleaned_data
        if data.get("unit") and not data.get("starts_on"):
            self.add_error("starts_on", _("请填写从哪一天起属于这个单位。"))
        return data


@permitted("people.see")
def person(request: PersonRequest, person: UUID, deed: str = "") -> HttpResponseBase:
    """Show a person and do one of the deeds on them; reading another's contacts is noted."""
    found = get_object_or_404(visible_to(request.person, request.now), pk=person)
    may = authority_of(request.person, request.now)
    chosen = DEEDS.get(deed)
    if deed and (chosen is None or not may.holds(chosen.permission)):
        raise Http404
    bound: PersonForm | None = None
    if chosen is not None and request.method == "POST":
        bound = chosen.bind(request, found)
        if bound.is_valid():
            with refusals_into(bound):
                words = chosen.run(found, by=request.person, at=request.now, **bound.cleaned_data)
                return done(request, str(words), redirect("admin-person", person=found.pk))
    if request.method == "GET" and found.pk != request.person.pk:
        record_read(subject=found.pk, kind="people.person", what="page", by=request.person, at=request.now)
    return _page(request, found, deed if bound else "", bound)


@require_POST
@permitted("people.see")
def press(request: PersonRequest, person: UUID, deed: str, row: UUID) -> HttpResponseBase:
    """Do what one press does: end a grant, an employment, a stay; close or reopen the account; erase."""
    found = get_object_or_404(visible_to(request.person, request.now), pk=person)
    one = PRESSES.get(deed)
    if one is None or not authority_of(request.person, request.now).holds(one.permission):
        raise Http404
    words = one.run(found, row, by=request.person, at=request.now)
    target = redirect("admin-people") if deed == "erase" else redirect("admin-person", person=found.pk)
    return done(request, str(words), target)


def _page(request: PersonRequest, found: Person, failed: str, bound: PersonForm | None) -> HttpResponse:
    may = authority_of(request.person, request.now)
    forms_: dict[str, forms.Form] = {
        name: each.fresh(request, found) for name, each in DEEDS.items() if may.holds(each.permission)
    }
    if bound is not None:
        forms_[failed] = bound
    context = {
        "found": found,
        "forms": forms_,
        "failed": failed,
        "account": getattr(found, "account", None),
        "employments": employments_of(found, request.now),
        "grants": grants_of(found) if may.holds("people.grant") else (),
        "stand_ins": stand_ins_of(found) if may.holds("people.grant") else (),
        "residences": residences_of(found) if may.holds("places.edit") else (),
        "history": history_of(found.pk)[:50],
        "today": local_date(request.now),
        "self": found.pk == request.person.pk,
        "can_edit": may.holds("people.edit"),
    }
    return render(request, "web/admin/people/person.html", context, status=422 if failed else 200)


def _account(row: Person) -> str:
    account = getattr(row, "account", None)
    if account is None:
        return ""
    return account.username if account.is_active else _("%(name)s（已停用）") % {"name": account.username}


def _in_unit(key: str, current: QuerySet[Employment]) -> Q:
    unit = units().filter(pk=key).first() if _is_uuid(key) else None
    if unit is None:
        return Q(pk__in=[])
    return Q(Exists(current.filter(person=OuterRef("pk"), unit__path__below=unit.path)))


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


urlpatterns = [
    path("people/", people, name="admin-people"),
    path("people/new/", add, name="admin-person-new"),
    *import_patterns(PEOPLE),
    *import_patterns(RESIDENCES),
    path("people/<uuid:person>/", person, name="admin-person"),
    path("people/<uuid:person>/<slug:deed>/", person, name="admin-person-deed"),
    path("people/<uuid:person>/<slug:deed>/<uuid:row>/", press, name="admin-person-press"),
]
