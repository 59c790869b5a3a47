"""Finding by a few letters: letter pairs in an index, so that two-character words need no scan."""

import re
from functools import reduce
from operator import and_

from django.db.models import Q

RUNS = re.compile(r"[0-9]+|[a-z]+|[\u3400-\u9fff\U00020000-\U0003ffff]+")
LONGEST = 60


def findable(*parts: str | None) -> str:
    """Return the text in which a row is found: its parts in lower case, each once."""
    return " ".join(dict.fromkeys(part.strip().lower() for part in parts if part and part.strip()))


def runs(text: str) -> list[str]:
    """Return the runs of Chinese, of Latin letters and of digits: "三教A101" gives 三教, a, 101."""
    return RUNS.findall(text.lower())


def grams(text: str) -> list[str]:
    """Return the single letters and letter pairs within the runs of a text, sorted."""
    found: set[str] = set()
    for run in runs(text):
        found.update(run)
        found.update(pairs(run))
    return sorted(found)


def found_by(text: str, prefix: str = "") -> Q:
    """Return the condition that a row (columns `findable`, `grams`, behind `prefix`) answers to every part.

    The pairs are answered by the GIN index, the whole parts checked on what is left. A text without
    letters or digits finds nothing.
    """
    words = list(dict.fromkeys(runs(text[:LONGEST])))
    if not words:
        return Q(pk__in=[])
    wanted = sorted({gram for word in words for gram in ({word} if len(word) == 1 else pairs(word))})
    whole = (Q(**{f"{prefix}findable__contains": word}) for word in words)
    return reduce(and_, whole, Q(**{f"{prefix}grams__contains": wanted}))


def pairs(word: str) -> set[str]:
    """Return the letter pairs of one run."""
    return {word[at : at + 2] for at in range(len(word) - 1)}
