"""Line icons (Lucide) as inline SVG: no request, no flash, the colour of the text."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import as_file, files
from zipfile import ZipFile

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

INNER = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
SIZES = {"s": 16, "m": 20, "l": 24, "xl": 32}


def svg(name: str, *, size: str = "m", label: str = "") -> SafeString:
    """Return an icon; `size` s, m, l or xl (16 to 32 px). Without a label it is hidden from screen readers.

    Raises LookupError for a name Lucide does not have.
    """
    edge = SIZES[size]
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="i i-{}" viewBox="0 0 24 24" width="{}" height="{}" {}>{}</svg>',
        size, edge, edge, spoken, mark_safe(shape(name)),
    )  # fmt: skip


@cache
def shape(name: str) -> str:
    """Return the drawing inside an icon; raises LookupError for an unknown name."""
    try:
        source = _archive().read(f"{name}.svg").decode()
    except KeyError:
        raise LookupError(f"no such icon: {name}") from None
    found = INNER.search(source)
    if found is None:
        raise LookupError(f"unreadable icon: {name}")
    return re.sub(r"\s*/>", "/>", re.sub(r">\s+<", "><", found.group(1).strip()))


def warm(names: Iterable[str]) -> None:
    """Read icons before the first request needs them; raises LookupError for an unknown name."""
    for name in names:
        shape(name)


def known() -> frozenset[str]:
    """Return all names there are, for the styleguide and for `houqin check`."""
    return frozenset(name.removesuffix(".svg") for name in _archive().namelist())


@cache
def _archive() -> ZipFile:
    with as_file(files("lucide") / "lucide.zip") as path:
        return ZipFile(path)
