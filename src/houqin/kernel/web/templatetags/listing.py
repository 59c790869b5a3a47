"""Cells of the generic list, by kind of column."""

from typing import Any

from django.template import Library
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from houqin.kernel.web.listing.declare import Column
from houqin.kernel.web.templatetags.addresses import query
from houqin.kernel.web.templatetags.moments import when

register = Library()
REPEATED = frozenset({"state", "person", "date"})
"""Kinds of cells that a page says many times over: each is drawn once."""


@register.simple_tag(takes_context=True)
def cell(context: Context, column: Column, value: Any, url: str, first: bool) -> SafeString | str:
    """Return a cell's content; the first cell of a row carries its link."""
    if value is None or value == "":
        return "—"
    if column.kind in REPEATED:
        drawn = context["drawn"]
        if (column.kind, value) not in drawn:
            drawn[column.kind, value] = _drawn(context, column.kind, value)
        shown: SafeString | str = drawn[column.kind, value]
    elif column.kind == "time":
        shown = when(context, value)
    elif column.kind == "due":
        shown = _drawn(context, column.kind, value)
    elif column.kind == "matter" or (isinstance(value, tuple) and len(value) == 2):
        shown = format_html("<b>{}</b><small>{}</small>", *value)
    else:
        shown = str(value)
    return format_html('<a href="{}">{}</a>', url, shown) if url and first else shown


def _drawn(context: Context, kind: str, value: Any) -> SafeString:
    known = {"value": value, "request": context["request"]}
    return SafeString(render_to_string(f"web/listing/{kind}.html", known).strip())


@register.simple_tag(takes_context=True)
def filter_url(context: Context, key: str, value: object) -> str:
    """Return the page's address with a filter set; forgets the cursor."""
    return query(context, **{key: value})


@register.simple_tag(takes_context=True)
def keep_query(context: Context, *names: str) -> SafeString:
    """Return hidden inputs that carry the page's query through a form, but for the names given."""
    kept = [
        (key, value)
        for key, values in context["request"].GET.lists()
        for value in values
        if key not in {*names, "after", "format"}
    ]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', kept)
