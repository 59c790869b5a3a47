"""A pretended English, every sentence of it two fifths longer: what does not fit it will not fit German either."""

from itertools import cycle, islice
from math import ceil
from pathlib import Path

import polib

from houqin.site.translations import catalogues

LONGER = 0.4
WORDS = cycle(["longer", "yet", "wordier", "and", "still", "more", "so"])


def stretched(text: str) -> str:
    """Return a sentence in brackets, longer by common words; what stands in braces or percents stays."""
    wanted, more = ceil(len(text) * LONGER), ""
    while len(more) < wanted:
        more += " " + next(islice(WORDS, 1))
    return f"[{text}{more}]"


def build(folder: Path) -> Path:
    """Compile the pretended English from the real one into a folder for `LOCALE_PATHS`; returns the folder."""
    book = polib.POFile()
    book.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    said = set()
    for path in sorted(catalogues()):
        for entry in polib.pofile(str(path)):
            key = (entry.msgctxt, entry.msgid)
            if key in said or entry.obsolete:
                continue
            said.add(key)
            book.append(
                polib.POEntry(
                    msgctxt=entry.msgctxt,
                    msgid=entry.msgid,
                    msgid_plural=entry.msgid_plural,
                    msgstr="" if entry.msgid_plural else stretched(entry.msgstr),
                    msgstr_plural={n: stretched(text) for n, text in entry.msgstr_plural.items()},
                )
            )
    target = folder / "en" / "LC_MESSAGES"
    target.mkdir(parents=True)
    book.save_as_mofile(str(target / "django.mo"))
    return folder
