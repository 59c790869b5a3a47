"""Places: the tree, adding one, and the page of one place with its other names, stickers and residents."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from houqin.kernel.people.authority import authority_of
from houqin.kernel.places.actions import add_alias, add_place, change_place, move_place
from houqin.kernel.places.history import history_of_place
from houqin.kernel.places.models import Place
from houqin.kernel.places.queries import (
    aliases_of,
    all_places,
    ancestors,
    campuses,
    children,
    residents,
    search,
    tags_of,
)
from houqin.kernel.web.admin.fields import PlaceField, UnitField, initial_of
from houqin.kernel.web.admin.place_deeds import PRESSES
from houqin.kernel.web.admin.places_import import PLACES
from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.excel import workbook_response
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.importing.views import import_patterns
from houqin.kernel.web.toast import done

PERMISSION = "places.edit"


class PlaceForm(forms.Form):
    """What a place is called, what it is for, who keeps it."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=80)
    name_en = forms.CharField(label=gettext_lazy("英文名称"), max_length=120, required=False)
    access = forms.ChoiceField(
        label=gettext_lazy("性质"), choices=Place.Access.choices, initial=Place.Access.WORK
    )
    keeper = UnitField(label=gettext_lazy("管理单位"), required=False)


class NewPlaceForm(PlaceForm):
    """A new place: also its code and kind."""

    field_order = ("code", "kind", "name", "name_en", "access", "keeper")
    code = forms.RegexField(
        r"^[A-Za-z0-9_]+$", label=gettext_lazy("代码"), max_length=40,
        help_text=gettext_lazy("字母、数字和下划线，在同一上级下不重复，例如 r101"),
        error_messages={"invalid": gettext_lazy("只能用字母、数字和下划线。")},
    )  # fmt: skip
    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=Place.Kind.choices)


class AliasForm(forms.Form):
    """Another name people use."""

    name = forms.CharField(label=gettext_lazy("新的别名"), max_length=80)


class MoveForm(forms.Form):
    """Where a place shall stand."""

    parent = PlaceField(label=gettext_lazy("新的上级地点"))


@permitted(PERMISSION)
def places(request: PersonRequest) -> HttpResponseBase:
    """Show the campuses, or what a text finds; the whole register as Excel."""
    if request.GET.get("format") == "xlsx":
        return _excel(request)
    text = request.GET.get("q", "").strip()
    context = {"q": text, "found": search(text, limit=50) if text else None, "children": children(None)}
    return render(request, "web/admin/places/list.html", context)


@permitted(PERMISSION)
def add(request: PersonRequest) -> HttpResponseBase:
    """Add a place under another."""
    wanted = request.GET.get("parent", "")
    above = get_object_or_404(all_places(), pk=_id(wanted)) if wanted else None
    form = NewPlaceForm(
        request.POST or None, initial={"kind": _next_kind(above), "access": above and above.access}
    )
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            made = add_place(parent=above, by=request.person, at=request.now, **form.cleaned_data)
            return done(request, _("地点已新建"), redirect("admin-place", place=made.pk))
    context = {"form": form, "above": above}
    return render(request, "web/admin/places/add.html", context, status=422 if form.errors else 200)


@permitted(PERMISSION)
def place(request: PersonRequest, place: UUID, deed: str = "") -> HttpResponseBase:
    """Show a place; change its names, give it an alias, or move it with all beneath it."""
    found = get_object_or_404(all_places(), pk=place)
    forms_ = _forms(found)
    if deed not in ("", *forms_):
        raise Http404
    if request.method == "POST":
        name = deed or "details"
        bound = type(forms_[name])(request.POST, auto_id=f"{name}_%s")
        forms_[name] = bound
        if bound.is_valid():
            with refusals_into(bound):
                words = _do(name, found, request, bound.cleaned_data)
                return done(request, words, redirect("admin-place", place=found.pk))
    return _page(request, found, forms_)


@require_POST
@permitted(PERMISSION)
def press(request: PersonRequest, place: UUID, deed: str, row: str) -> HttpResponseBase:
    """Do what one press does: close, reopen, drop an alias, make or revoke a sticker."""
    found = get_object_or_404(all_places(), pk=place)
    if deed not in PRESSES:
        raise Http404
    words = PRESSES[deed](found, row, by=request.person, at=request.now)
    return done(request, str(words), redirect("admin-place", place=found.pk))


def _do(name: str, found: Place, request: PersonRequest, data: dict[str, Any]) -> str:
    match name:
        case "alias":
            add_alias(found, data["name"], by=request.person, at=request.now)
            return _("别名已增加")
        case "move":
            move_place(found, under=data["parent"], by=request.person, at=request.now)
            return _("已移动，下级地点的全名一并更新")
        case _:
            change_place(found, by=request.person, at=request.now, **data)
            return _("已保存，下级地点的全名一并更新")


def _forms(found: Place) -> dict[str, forms.Form]:
    details = initial_of(found, *PlaceForm.base_fields)
    return {
        "details": PlaceForm(initial=details, auto_id="details_%s"),
        "alias": AliasForm(auto_id="alias_%s"),
        "move": MoveForm(initial={"parent": found.parent.path if found.parent else ""}, auto_id="move_%s"),
    }


def _page(request: PersonRequest, found: Place, forms_: dict[str, forms.Form]) -> HttpResponse:
    sees_people = authority_of(request.person, request.now).over("people.see", place=found) is not None
    context = {
        "place": found,
        "forms": forms_,
        "way": ancestors(found),
        "children": children(found),
        "aliases": aliases_of(found),
        "tags": tags_of(found),
        "residents": residents(found, request.now)[:200]
        if sees_people and found.kind == Place.Kind.ROOM
        else (),
        "history": history_of_place(found)[:50],
    }
    failed = any(form.errors for form in forms_.values() if form.is_bound)
    return render(request, "web/admin/places/place.html", context, status=422 if failed else 200)


def _excel(request: PersonRequest) -> HttpResponse:
    heads = [_("代码"), _("全名"), _("英文全名"), _("类别"), _("性质"), _("管理单位"), _("停用日期")]
    rows = (
        [one.path, one.full_name, one.full_name_en, one.get_kind_display(), one.get_access_display(),
         one.keeper.name if one.keeper else "", one.closed_on] for one in all_places()
    )  # fmt: skip
    return workbook_response(_("地点"), heads, rows, request.now)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as damaged:
        raise Http404 from damaged


def _next_kind(above: Place | None) -> str:
    if above is None or not campuses().exists():
        return Place.Kind.CAMPUS
    steps = {Place.Kind.CAMPUS: Place.Kind.BUILDING, Place.Kind.BUILDING: Place.Kind.FLOOR}
    return steps.get(Place.Kind(above.kind), Place.Kind.ROOM)


urlpatterns = [
    path("places/", places, name="admin-places"),
    path("places/new/", add, name="admin-place-new"),
    *import_patterns(PLACES),
    path("places/<uuid:place>/", place, name="admin-place"),
    path("places/<uuid:place>/<slug:deed>/", place, name="admin-place-deed"),
    path("places/<uuid:place>/<slug:deed>/<slug:row>/", press, name="admin-place-press"),
]
