"""Roles and grants: bundles of permissions, who holds them, over what."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django import forms
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from houqin.kernel.base.clock import local_date
from houqin.kernel.people.actions.grants import grant
from houqin.kernel.people.actions.roles import edit_role, grantable
from houqin.kernel.people.finding import found_by
from houqin.kernel.people.history import history_of
from houqin.kernel.people.models import Grant, Role
from houqin.kernel.people.periods import active_on
from houqin.kernel.people.queries import grants_given, roles, visible_to
from houqin.kernel.registry.house import house
from houqin.kernel.web.admin.fields import PersonField, among
from houqin.kernel.web.admin.person_deeds import GrantForm
from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.listing import Column, Filter, Listing, Tab, listing_page
from houqin.kernel.web.toast import done

PERMISSION = "people.grant"

GRANTS = Listing(
    key="grants",
    title=gettext_lazy("授权"),
    columns=(
        Column("person", gettext_lazy("姓名"), lambda row: (row.person.name, row.person.number or ""),
               export=lambda row: row.person.name),
        Column("number", gettext_lazy("学工号"), lambda row: row.person.number or "", shown=False),
        Column("role", gettext_lazy("角色"), lambda row: _(row.role.title)),
        Column("scope", gettext_lazy("范围"), lambda row: scope_words(row)),
        Column("starts_on", gettext_lazy("起始日"), lambda row: row.starts_on, kind="date", sort="starts_on"),
        Column("ends_on", gettext_lazy("终止日"), lambda row: row.ends_on, kind="date", sort="ends_on"),
        Column("given_by", gettext_lazy("授权人"), lambda row: row.given_by.name if row.given_by else ""),
    ),
    filters=(Filter("role", gettext_lazy("角色"), lambda key: Q(role__key=key),
                    lambda: [(role.key, _(role.title)) for role in roles()]),),
    order=("-starts_on", "-id"),
    search=lambda text: found_by(text, prefix="person__"),
    link=lambda row: reverse("admin-person", args=[row.person_id]),
    empty=gettext_lazy("还没有授权。"),
    empty_action=(gettext_lazy("授予角色"), "admin-grant-new"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PermissionRow:
    """A permission in the table: its sentence in both languages, whether the role holds it."""

    name: str
    zh: str
    en: str
    held: bool


class RoleForm(forms.Form):
    """A role's name; its permissions come from the table."""

    key = forms.SlugField(label=gettext_lazy("代码"), max_length=60)
    title = forms.CharField(label=gettext_lazy("角色名称"), max_length=80)


class NewGrantForm(GrantForm):
    """Whom to give a role."""

    field_order = ("person", "role", "unit", "place", "starts_on", "ends_on")
    person = PersonField(label=gettext_lazy("授予"))


@permitted(PERMISSION)
def role_list(request: PersonRequest) -> HttpResponse:
    """List the roles with how many grants give each."""
    return render(request, "web/admin/roles/list.html", {"roles": roles(), "total": len(grantable())})


@permitted(PERMISSION)
def role(request: PersonRequest, role: UUID | None = None) -> HttpResponseBase:
    """Make or change a role: a table of permissions by feature, in both languages."""
    found = get_object_or_404(Role, pk=role) if role else None
    initial = {"key": found.key, "title": found.title} if found else {}
    form = RoleForm(request.POST or None, initial=initial)
    if found:
        form.fields["key"].disabled = True
    chosen = (
        request.POST.getlist("permissions")
        if request.method == "POST"
        else (found.permissions if found else [])
    )
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            edit_role(found, permissions=chosen, by=request.person, at=request.now, **form.cleaned_data)
            return done(request, _("角色已保存"), redirect("admin-roles"))
    context = {
        "role": found,
        "form": form,
        "groups": permission_table(set(chosen)),
        "history": history_of(found.pk)[:50] if found else (),
        "held_by": grants_given().filter(active_on(local_date(request.now)), role=found) if found else (),
    }
    return render(request, "web/admin/roles/edit.html", context, status=422 if form.errors else 200)


@permitted(PERMISSION)
def grants(request: PersonRequest) -> HttpResponseBase:
    """List all grants, those in force first to hand."""
    today = local_date(request.now)
    tabs = (
        Tab("now", gettext_lazy("生效中"), active_on(today)),
        Tab("later", gettext_lazy("未开始"), Q(starts_on__gt=today)),
        Tab("over", gettext_lazy("已结束"), Q(ends_on__lt=today)),
    )
    return listing_page(
        request, replace(GRANTS, tabs=tabs), grants_given(), template="web/admin/roles/grants.html"
    )


@permitted(PERMISSION)
def give(request: PersonRequest) -> HttpResponseBase:
    """Give a role to somebody."""
    form = NewGrantForm(request.POST or None, initial={"starts_on": local_date(request.now)})
    among(form, "person", visible_to(request.person, request.now))
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        place = data.pop("place")
        with refusals_into(form):
            grant(place_path=place.path if place else None, by=request.person, at=request.now, **data)
            return done(request, _("已授权"), redirect("admin-grants"))
    return render(request, "web/admin/roles/give.html", {"form": form}, status=422 if form.errors else 200)


def permission_table(held: set[str]) -> Sequence[tuple[str, list[PermissionRow]]]:
    """Return the grantable permissions by feature, each sentence in Chinese and in English."""
    table = []
    for feature in house().features:
        rows = [
            PermissionRow(one.name, _in("zh-hans", one.sentence), _in("en", one.sentence), one.name in held)
            for one in feature.permissions
            if one.holder == "grant"
        ]
        if rows:
            table.append((str(feature.title), rows))
    return table


def scope_words(row: Grant) -> str:
    """Return what a grant covers, in words."""
    if row.unit is not None:
        return _("单位：%(name)s") % {"name": row.unit.name}
    if row.place_path:
        return _("地点：%(path)s") % {"path": row.place_path}
    return _("全校")


def _in(language: str, sentence: object) -> str:
    with translation.override(language):
        return str(sentence)


urlpatterns = [
    path("roles/", role_list, name="admin-roles"),
    path("roles/new/", role, name="admin-role-new"),
    path("roles/<uuid:role>/", role, name="admin-role"),
    path("grants/", grants, name="admin-grants"),
    path("grants/new/", give, name="admin-grant-new"),
]
