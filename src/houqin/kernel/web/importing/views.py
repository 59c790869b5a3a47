"""The three pages of every import: choose a file, look at it, done."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from houqin.kernel.web import actions
from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.excel import workbook_response
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.importing.declare import Importer
from houqin.kernel.web.importing.sheet import read_sheet
from houqin.kernel.web.models import ImportDraft
from houqin.kernel.web.toast import done

SHOWN = 200


class SheetForm(forms.Form):
    """The sheet to import."""

    file = forms.FileField(label=gettext_lazy("Excel 文件"))


def import_patterns(importer: Importer) -> list[URLPattern]:
    """Return the addresses of an import: `import-<key>` and its preview and template."""
    return [
        path(f"import/{importer.key}/", _upload(importer), name=f"import-{importer.key}"),
        path(f"import/{importer.key}/template/", _template(importer), name=f"import-{importer.key}-template"),
        path(
            f"import/{importer.key}/<uuid:draft>/", _preview(importer), name=f"import-{importer.key}-preview"
        ),
    ]


def _upload(importer: Importer) -> Callable[..., HttpResponseBase]:
    @permitted(importer.permission)
    def upload(request: PersonRequest) -> HttpResponseBase:
        form = SheetForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            with refusals_into(form):
                rows = read_sheet(form.cleaned_data["file"], importer.columns)
                draft = actions.keep_import(key=importer.key, rows=rows, by=request.person, at=request.now)
                match = request.resolver_match
                assert match is not None  # a view was found
                return redirect(f"{match.view_name}-preview", draft=draft.pk)
        status = 422 if form.errors else 200
        return render(
            request, "web/importing/upload.html", {"importer": importer, "form": form}, status=status
        )

    return upload


def _template(importer: Importer) -> Callable[..., HttpResponseBase]:
    @permitted(importer.permission)
    def template(request: PersonRequest) -> HttpResponse:
        heads = [column.title for column in importer.columns]
        example = [column.example for column in importer.columns]
        return workbook_response(str(importer.title), heads, [example], request.now)

    return template


def _preview(importer: Importer) -> Callable[..., HttpResponseBase]:
    @permitted(importer.permission)
    def preview(request: PersonRequest, draft: UUID) -> HttpResponseBase:
        kept = get_object_or_404(ImportDraft, pk=draft, person=request.person, key=importer.key)
        faults = list(importer.check(kept.rows, request.now))
        good = [row for row, fault in zip(kept.rows, faults, strict=True) if not fault]
        if request.method == "POST" and good:
            with transaction.atomic():
                count = importer.apply(good, by=request.person, at=request.now)
                actions.forget_import(kept)
            return done(
                request, _("已导入 %(count)d 行") % {"count": count}, redirect(importer.done_url_name)
            )
        context: dict[str, Any] = {
            "importer": importer, "draft": kept, "good": len(good), "bad": len(kept.rows) - len(good),
            "rows": _lines(importer, kept.rows, faults), "shown": SHOWN, "total": len(kept.rows),
        }  # fmt: skip
        return render(request, "web/importing/preview.html", context)

    return preview


def _lines(importer: Importer, rows: list[dict[str, str]], faults: list[Any]) -> list[Any]:
    """Return the lines to show, those with faults first; each cell with its fault."""
    numbered = sorted(enumerate(zip(rows, faults, strict=True), start=2), key=lambda line: not line[1][1])
    return [
        (number, [(row.get(column.key, ""), fault.get(column.key, "")) for column in importer.columns])
        for number, (row, fault) in numbered[:SHOWN]
    ]
