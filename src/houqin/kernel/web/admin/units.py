"""Units: the tree, adding one, and the page of one unit."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from houqin.kernel.base.clock import local_date
from houqin.kernel.people.actions.units import add_unit, change_unit, close_unit, move_unit, reopen_unit
from houqin.kernel.people.history import history_of
from houqin.kernel.people.models import OrgUnit
from houqin.kernel.people.queries import all_units, ancestors, units_with_counts
from houqin.kernel.web.admin.fields import UnitField, initial_of
from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.excel import workbook_response
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.toast import done

PERMISSION = "people.edit"


class UnitForm(forms.Form):
    """What a unit is called and what it is."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=80)
    name_en = forms.CharField(label=gettext_lazy("英文名称"), max_length=120, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=OrgUnit.Kind.choices)
    outside = forms.BooleanField(label=gettext_lazy("校外单位"), required=False)


class NewUnitForm(UnitForm):
    """A new unit: also its code and the unit above."""

    field_order = ("code", "name", "name_en", "kind", "parent", "outside")
    code = forms.RegexField(
        r"^[A-Za-z0-9_]+$", label=gettext_lazy("代码"), max_length=40,
        help_text=gettext_lazy("字母、数字和下划线；用于导入和接口，建好后不再改"),
        error_messages={"invalid": gettext_lazy("只能用字母、数字和下划线。")},
    )  # fmt: skip
    parent = UnitField(label=gettext_lazy("上级单位"), required=False)


class MoveForm(forms.Form):
    """Where a unit shall stand."""

    parent = UnitField(label=gettext_lazy("新的上级单位"), required=False)


@permitted(PERMISSION)
def units(request: PersonRequest) -> HttpResponseBase:
    """Show the tree of units with how many people belong to each; as Excel too."""
    rows = list(units_with_counts(request.now))
    if request.GET.get("format") == "xlsx":
        heads = [_("代码"), _("名称"), _("英文名称"), _("类别"), _("上级代码"), _("人数"), _("撤销日期")]
        by_id = {row.pk: row.code for row in rows}
        lines = [
            [row.code, row.name, row.name_en, row.get_kind_display(),
             by_id[row.parent_id] if row.parent_id else "", row.people, row.closed_on] for row in rows
        ]  # fmt: skip
        return workbook_response(_("单位"), heads, lines, request.now)
    shown = [(row, range(row.path.count("."))) for row in rows]
    return render(request, "web/admin/units/list.html", {"units": shown})


@permitted(PERMISSION)
def add(request: PersonRequest) -> HttpResponseBase:
    """Add a unit."""
    form = NewUnitForm(request.POST or None, initial={"parent": request.GET.get("parent", "")})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            made = add_unit(by=request.person, at=request.now, **form.cleaned_data)
            return done(request, _("单位已新建"), redirect("admin-unit", unit=made.pk))
    return render(request, "web/admin/units/add.html", {"form": form}, status=422 if form.errors else 200)


@permitted(PERMISSION)
def unit(request: PersonRequest, unit: UUID) -> HttpResponseBase:
    """Show a unit and change its names or kind."""
    found = get_object_or_404(all_units(), pk=unit)
    form = UnitForm(request.POST or None, initial=initial_of(found, *UnitForm.base_fields))
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            change_unit(found, by=request.person, at=request.now, **form.cleaned_data)
            return done(request, _("已保存"), redirect("admin-unit", unit=found.pk))
    return _page(request, found, form, _move_form(found))


@permitted(PERMISSION)
def move(request: PersonRequest, unit: UUID) -> HttpResponseBase:
    """Move a unit with all beneath it."""
    found = get_object_or_404(all_units(), pk=unit)
    form = MoveForm(request.POST or None, auto_id="move_%s")
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            move_unit(found, under=form.cleaned_data["parent"], by=request.person, at=request.now)
            return done(request, _("已调整上级单位"), redirect("admin-unit", unit=found.pk))
    return _page(request, found, UnitForm(initial=initial_of(found, *UnitForm.base_fields)), form)


@require_POST
@permitted(PERMISSION)
def press(request: PersonRequest, unit: UUID, deed: str) -> HttpResponseBase:
    """Close a unit from today on, or take it into use again."""
    found = get_object_or_404(all_units(), pk=unit)
    if deed == "close":
        close_unit(found, on=local_date(request.now), by=request.person, at=request.now)
        return done(request, _("单位已撤销"), redirect("admin-unit", unit=found.pk))
    if deed == "reopen":
        reopen_unit(found, by=request.person, at=request.now)
        return done(request, _("单位已恢复"), redirect("admin-unit", unit=found.pk))
    raise Http404


def _page(request: PersonRequest, found: OrgUnit, form: forms.Form, move_form: forms.Form) -> HttpResponse:
    context: dict[str, Any] = {
        "unit": found,
        "form": form,
        "move_form": move_form,
        "way": ancestors(found),
        "children": all_units().filter(parent=found),
        "history": history_of(found.pk)[:50],
    }
    status = 422 if form.errors or move_form.errors else 200
    return render(request, "web/admin/units/unit.html", context, status=status)


def _move_form(found: OrgUnit) -> MoveForm:
    return MoveForm(initial={"parent": str(found.parent_id or "")}, auto_id="move_%s")


urlpatterns = [
    path("units/", units, name="admin-units"),
    path("units/new/", add, name="admin-unit-new"),
    path("units/<uuid:unit>/", unit, name="admin-unit"),
    path("units/<uuid:unit>/move/", move, name="admin-unit-move"),
    path("units/<uuid:unit>/<slug:deed>/", press, name="admin-unit-press"),
]
