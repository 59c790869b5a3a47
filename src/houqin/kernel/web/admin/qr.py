"""Stickers: sheets of QR codes to print on A4, and binding one to another door."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from houqin.kernel.places.actions import rebind_tag, tags_for
from houqin.kernel.places.history import history_of_tag
from houqin.kernel.places.models import QrTag
from houqin.kernel.places.queries import all_places, buildings, rooms_to_label, tag_named, tags_in_force
from houqin.kernel.web.admin.fields import PlaceField
from houqin.kernel.web.codes import code_svg
from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.toast import done

PERMISSION = "places.edit"


class RebindForm(forms.Form):
    """Where a sticker shall lead."""

    place = PlaceField(label=gettext_lazy("改绑到"))


@permitted(PERMISSION)
def buildings_page(request: PersonRequest) -> HttpResponse:
    """Choose a building whose doors shall get stickers."""
    return render(request, "web/admin/qr/buildings.html", {"buildings": buildings()})


@permitted(PERMISSION)
def sheet(request: PersonRequest, place: UUID) -> HttpResponseBase:
    """Show the sheet of a building's stickers; a press makes those that are missing."""
    top = get_object_or_404(all_places(), pk=place)
    rooms = list(rooms_to_label(top))
    if request.method == "POST":
        tags_for(rooms, at=request.now, by=request.person)
        return done(request, _("二维码已备齐，可以打印"), redirect("admin-qr-sheet", place=top.pk))
    tags = tags_in_force(rooms)
    labels = [(tags[room.pk], room, _svg(request, tags[room.pk])) for room in rooms if room.pk in tags]
    context = {"top": top, "labels": labels, "missing": len(rooms) - len(labels), "total": len(rooms)}
    return render(request, "web/admin/qr/sheet.html", context)


@permitted(PERMISSION)
def tag(request: PersonRequest, code: str) -> HttpResponseBase:
    """Show a sticker with its history; bind it to another place."""
    found = tag_named(code)
    if found is None:
        raise Http404
    form = RebindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            rebind_tag(found, place=form.cleaned_data["place"], by=request.person, at=request.now)
            return done(request, _("已改绑，旧的贴纸不用重贴"), redirect("admin-qr-tag", code=found.code))
    context = {"tag": found, "form": form, "svg": _svg(request, found), "history": history_of_tag(found)}
    return render(request, "web/admin/qr/tag.html", context, status=422 if form.errors else 200)


def _svg(request: PersonRequest, tag: QrTag) -> str:
    """Return the code of the sticker's address on this host as inline SVG; made of its own code only."""
    return mark_safe(code_svg(request.build_absolute_uri(reverse("tag", args=[tag.code]))))


urlpatterns = [
    path("qr/", buildings_page, name="admin-qr"),
    path("qr/sheets/<uuid:place>/", sheet, name="admin-qr-sheet"),
    path("qr/tags/<slug:code>/", tag, name="admin-qr-tag"),
]
