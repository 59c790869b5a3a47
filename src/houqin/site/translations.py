"""Message catalogues: compiled in Python, so that a bare machine needs no gettext."""

from collections.abc import Iterator
from pathlib import Path

import polib

PACKAGE = Path(__file__).parents[1]


def catalogues(root: Path = PACKAGE) -> Iterator[Path]:
    """Iterate over the `.po` files of all packages."""
    return root.glob("**/locale/*/LC_MESSAGES/django.po")


def compile_all(root: Path = PACKAGE) -> int:
    """Compile each catalogue newer than its `.mo`; returns how many were compiled."""
    stale = [po for po in catalogues(root) if _stale(po)]
    for po in stale:
        fresh = po.with_suffix(".mo.new")
        polib.pofile(str(po)).save_as_mofile(str(fresh))
        fresh.replace(po.with_suffix(".mo"))
    return len(stale)


def _stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime
