"""The generic list page: filters in the URL, tabs, saved views, keyset paging, columns, bulk bar, Excel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render
from django_stubs_ext import StrOrPromise

from houqin.kernel.figures.period import read_period
from houqin.kernel.figures.queries import rows_behind
from houqin.kernel.people.authority import authority_of
from houqin.kernel.registry.house import house
from houqin.kernel.web.doors import PersonRequest
from houqin.kernel.web.excel import workbook_response
from houqin.kernel.web.listing.declare import Bulk, Column, Filter, Listing
from houqin.kernel.web.models import SavedView
from houqin.kernel.web.paging import COUNTED, keyset_page

EXPORTED = 50_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter as the page shows it: its value, its words, the address without it."""

    filter: Filter
    value: str
    words: StrOrPromise
    without: str
    choices: Sequence[tuple[str, StrOrPromise]]


@dataclass(frozen=True, slots=True)
class Segment:
    """A tab with its count (1,000 stands for "more")."""

    key: str
    title: StrOrPromise
    url: str
    count: int
    many: bool
    current: bool


def listing_page(
    request: PersonRequest,
    listing: Listing,
    rows: QuerySet[Any],
    *,
    template: str = "web/listing/page.html",
    context: Mapping[str, object] | None = None,
) -> HttpResponseBase:
    """Show a list, or send it as Excel with `?format=xlsx`; `rows` is already what the person may see."""
    filtered = _filtered(request, listing, rows)
    tab = next((tab for tab in listing.tabs if tab.key == request.GET.get("tab")), None)
    shown = filtered.filter(tab.where) if tab else filtered
    columns = _columns(request, listing)
    if listing.prepare:
        shown = listing.prepare(shown)
    order = _order(request, columns, listing)
    if request.GET.get("format") == "xlsx":
        found = shown.order_by(*order)[:EXPORTED]
        return workbook_response(
            str(listing.title), [c.title for c in columns], _exported(columns, found), request.now
        )
    page = keyset_page(shown, request, order=order)
    data = {
        "listing": listing,
        "page": page,
        "columns": columns,
        "drawn": {},
        "rows": [_Row.of(row, columns, listing) for row in page.rows],
        "filters": [_chosen(request, each) for each in listing.filters],
        "figure": _figure(request),
        "segments": [
            _segment(request, filtered, each.key, each.title, each.where, tab) for each in listing.tabs
        ],
        "views": SavedView.objects.filter(person=request.person, listing=listing.key).order_by("name"),
        "bulk": _bulk(request, listing),
        "column_choices": [{"key": c.key, "title": c.title, "shown": c in columns} for c in listing.columns],
        "no_tab": tab is None,
        "order": order[0],
        "query": _without(request, "after", "format"),
        "export_url": _with(request, format="xlsx"),
        "searchable": listing.search is not None,
        "q": request.GET.get("q", ""),
    }
    return render(request, template, data | dict(context or {}))


@dataclass(frozen=True, slots=True)
class _Row:
    row: Any
    id: Any
    url: str
    cells: Sequence[tuple[Column, Any]]

    @classmethod
    def of(cls, row: Any, columns: Sequence[Column], listing: Listing) -> Self:
        url = listing.link(row) if listing.link else ""
        return cls(row, row.pk, url, [(column, column.cell(row)) for column in columns])


def _filtered(request: PersonRequest, listing: Listing, rows: QuerySet[Any]) -> QuerySet[Any]:
    rows = _of_figure(request, rows)
    for each in listing.filters:
        if value := request.GET.get(each.key, "").strip():
            rows = rows.filter(each.where(value))
    text = request.GET.get("q", "").strip()
    return rows.filter(listing.search(text)) if text and listing.search else rows


def _of_figure(request: PersonRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Narrow the list to the rows behind a figure, where the address names one: `?figure=key&period=a..b`."""
    key, period = request.GET.get("figure", ""), read_period(request.GET.get("period", ""))
    if not key or period is None:
        return rows
    behind = rows_behind(key, period, request.person, request.now)
    if behind is None or behind.model is not rows.model:
        return rows
    return rows.filter(pk__in=behind.order_by().values("pk"))


def _figure(request: PersonRequest) -> tuple[StrOrPromise, str] | None:
    """Return the words of the figure the list is narrowed to, and the address without it."""
    figure = house().figures.get(request.GET.get("figure", ""))
    if figure is None:
        return None
    return f"{figure.title} {request.GET.get('period', '')}", _without(request, "figure", "period", "after")


def _columns(request: PersonRequest, listing: Listing) -> list[Column]:
    wanted = request.GET.getlist("col")
    return [column for column in listing.columns if (column.key in wanted if wanted else column.shown)]


def _order(request: PersonRequest, columns: Sequence[Column], listing: Listing) -> tuple[str, ...]:
    wanted = request.GET.get("sort", "")
    if any(column.sort and column.sort == wanted.lstrip("-") for column in columns):
        return (wanted, "-id" if wanted.startswith("-") else "id")
    return listing.order


def _exported(columns: Sequence[Column], rows: QuerySet[Any]) -> list[list[Any]]:
    return [[column.value(row) for column in columns] for row in rows.iterator(chunk_size=2000)]


def _chosen(request: PersonRequest, each: Filter) -> Chosen:
    value = request.GET.get(each.key, "").strip()
    choices = list(each.choices()) if each.choices else []
    words = next((words for key, words in choices if key == value), value)
    return Chosen(each, value, words, _without(request, each.key, "after"), choices)


def _segment(
    request: PersonRequest, rows: QuerySet[Any], key: str, title: StrOrPromise, where: Q, current: Any
) -> Segment:
    count = rows.filter(where).order_by()[: COUNTED + 1].count()
    url = _with(request, tab=key)
    return Segment(
        key, title, url, min(count, COUNTED), count > COUNTED, bool(current and current.key == key)
    )


def _bulk(request: PersonRequest, listing: Listing) -> list[Bulk]:
    authority = authority_of(request.person, request.now)
    return [each for each in listing.bulk if not each.permission or authority.holds(each.permission)]


def _without(request: PersonRequest, *names: str) -> str:
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return "?" + query.urlencode()


def _with(request: PersonRequest, **values: str) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    for name, value in values.items():
        query[name] = value
    return "?" + query.urlencode()
