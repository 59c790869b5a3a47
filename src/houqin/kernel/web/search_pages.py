"""Finding things: the Ctrl+K palette over pages, verbs and records, and the search page."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django_stubs_ext import StrOrPromise

from houqin.kernel.people.pinyin import pinyin_key
from houqin.kernel.search.queries import search
from houqin.kernel.search.sources import sources
from houqin.kernel.web.doors import PersonRequest, signed_in
from houqin.kernel.web.shell import Shell

PAGES_SHOWN, RECORDS_SHOWN = 8, 8


@dataclass(frozen=True, slots=True)
class Hit:
    """Somewhere to go."""

    title: StrOrPromise
    note: StrOrPromise
    url: str
    icon: str


@signed_in
def palette(request: PersonRequest) -> HttpResponse:
    """Answer the palette with pages, verbs and records; without a question, with the pages one may open."""
    text = request.GET.get("q", "").strip()[:100]
    context = {"pages": pages(request, text)[:PAGES_SHOWN], "records": _records(request, text), "text": text}
    whole = not request.headers.get("HX-Request")
    return render(request, "web/search/page.html" if whole else "web/search/hits.html", context)


@signed_in
def search_page(request: PersonRequest) -> HttpResponse:
    """Search everything one may see, page after page."""
    text = request.GET.get("q", "").strip()[:100]
    found = search(request.person, text, request.now, after=request.GET.get("after") or None)
    icons = _icons()
    hits = [Hit(row.title, row.subtitle, row.url, icons.get(row.kind, "file-text")) for row in found.rows]
    context = {
        "text": text,
        "pages": pages(request, text) if text else [],
        "records": hits,
        "next": found.next,
    }
    return render(request, "web/search/page.html", context)


def pages(request: PersonRequest, text: str) -> list[Hit]:
    """Return the pages and verbs of this person whose name or pinyin fits."""
    shell = Shell(request)
    hits = [Hit(tile.title, "", reverse(tile.url_name), tile.icon) for tile in shell.tiles]
    hits += [
        Hit(item.title, group.title, item.url, item.icon) for group in shell.groups for item in group.items
    ]
    hits += [Hit(tab.title, "", tab.url, tab.icon) for tab in shell.tabs]
    unique = {hit.url: hit for hit in reversed(hits)}
    wanted = text.lower()
    fitting = [
        hit for hit in unique.values() if wanted in f"{hit.title} {pinyin_key(str(hit.title))}".lower()
    ]
    return sorted(fitting, key=lambda hit: not str(hit.title).lower().startswith(wanted))


def _records(request: PersonRequest, text: str) -> list[Hit]:
    if not text:
        return []
    icons = _icons()
    found = search(request.person, text, request.now, limit=RECORDS_SHOWN)
    return [Hit(row.title, row.subtitle, row.url, icons.get(row.kind, "file-text")) for row in found.rows]


def _icons() -> dict[str, str]:
    return {source.kind: source.icon for source in sources().values()}


urlpatterns = [
    path("palette", palette, name="palette"),
    path("search/", search_page, name="search"),
]
