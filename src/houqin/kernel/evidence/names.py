"""File names as people gave them, made safe to show."""

import unicodedata

from houqin.kernel.evidence.limits import NAME_LENGTH
from houqin.kernel.evidence.media import SUFFIXES

KNOWN = frozenset({*SUFFIXES.values(), "jpeg", "heif", "jfif"})


def shown(name: str) -> str:
    """Return a name without folders and without characters that cannot be seen or turn the text round."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    spaced = "".join(" " if unicodedata.category(each) == "Zs" else each for each in last)
    visible = "".join(each for each in spaced if each.isprintable()).strip()
    return visible[:NAME_LENGTH].strip() or "—"


def named(name: str, media_type: str) -> str:
    """Return the name under which a file is kept, with the ending that its content deserves."""
    stem, dot, suffix = shown(name).rpartition(".")
    base = stem if dot and suffix.lower() in KNOWN and stem else shown(name)
    return f"{base}.{SUFFIXES[media_type]}"
