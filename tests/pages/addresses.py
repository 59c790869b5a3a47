"""The site's addresses as they are written down, and as they are asked."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

NOBODY = UUID(int=7)
OUTSIDE = ("api/", "sign-in/cas", "sign-in/oidc", "sign-in/<")


def patterns(found: Any = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Iterate over every address the site knows, with what answers there."""
    for one in get_resolver().url_patterns if found is None else found:
        written = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns, written)
        elif isinstance(one, URLPattern) and not written.startswith(OUTSIDE):
            yield written, one


def routes() -> Iterator[str]:
    """Iterate over every address the site knows, as it is written down."""
    return (written for written, _pattern in patterns())


def package_of(pattern: URLPattern) -> str:
    """Return the package of the house whose page answers: "services/seals", "kernel/web", "site"."""
    parts = pattern.callback.__module__.split(".")
    assert parts[0] == "houqin"
    return parts[1] if parts[1] == "site" else "/".join(parts[1:3])


def filled(written: str, known: Mapping[str, Any]) -> str:
    """Return an address with its gaps filled by what there is, else by what is not."""
    while "<" in written:
        head, _open, rest = written.partition("<")
        gap, _close, tail = rest.partition(">")
        kind, _colon, name = gap.rpartition(":")
        default = {"uuid": NOBODY, "int": 7}.get(kind, "no-such")
        written = f"{head}{known.get(name, default)}{tail}"
    return f"/{written}"
