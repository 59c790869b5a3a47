"""How alike two reports are: place, fault, time, words. Pure: no Django, no clock.

The score ranks what a reporter is shown and what a dispatcher is offered; it never joins by itself. The weights are
own defaults in the order that the survey of the field gives: the same room before riser and floor before the
building, the same fault before its trade, new before old, and the words as a nudge (character pairs, Jaccard).
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Nearness = Literal["place", "riser", "floor", "building"]
Kinship = Literal["fault", "trade", "other"]
NEAR: dict[Nearness, float] = {"place": 1.0, "riser": 0.75, "floor": 0.7, "building": 0.5}
KIN: dict[Kinship, float] = {"fault": 1.0, "trade": 0.5, "other": 0.2}
HALF_LIFE = timedelta(hours=72)
WINDOW = timedelta(hours=72)
MENDED = timedelta(days=7)
WORDS = 0.2
UNSAID = 0.5
LIKELY = 0.5
"""From here on the same thing is likely: who submits without having seen it is asked first."""
STACK = re.compile(r"(\d{2})\D*$")
BLANK = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the tree: its path, and the paths of the floor and the building it lies in ("" for none)."""

    path: str
    floor: str = ""
    building: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is said to be broken, where and when; `code` "" where nobody has named the fault."""

    spot: Spot
    code: str
    trade: str
    at: datetime
    words: str = ""


def nearness(one: Spot, other: Spot) -> Nearness | None:
    """Return how near two places are; None where nothing but the campus joins them."""
    if one.path == other.path:
        return "place"
    if not one.building or one.building != other.building:
        return None
    if one.floor and one.floor == other.floor:
        return "floor"
    if one.floor and other.floor and _stacked(one.path, other.path):
        return "riser"
    return "building"


def kinship(one: Fault, other: Fault) -> Kinship:
    """Return whether two reports name the same fault, the same trade, or neither."""
    if one.code and one.code == other.code:
        return "fault"
    return "trade" if one.trade and one.trade == other.trade else "other"


def jaccard(one: str, other: str) -> float:
    """Return what share of character pairs two texts have in common, 0 to 1; 0 where either says nothing."""
    first, second = _pairs(one), _pairs(other)
    return len(first & second) / len(first | second) if first and second else 0.0


def score(asked: Fault, known: Fault) -> float:
    """Return how likely two reports are one fault, 0 to 1; 0 where they are not near each other."""
    near = nearness(asked.spot, known.spot)
    if near is None:
        return 0.0
    said = jaccard(asked.words, known.words) if asked.words and known.words else UNSAID
    age = max(asked.at - known.at, known.at - asked.at)
    decay: float = 0.5 ** (age / HALF_LIFE)
    return NEAR[near] * KIN[kinship(asked, known)] * decay * (1 - WORDS + WORDS * said)


def _stacked(one: str, other: str) -> bool:
    """Rooms one above the other share the last two digits of their numbers, and the pipes and lines behind them."""
    first, second = STACK.search(one.rsplit(".", 1)[-1]), STACK.search(other.rsplit(".", 1)[-1])
    return first is not None and second is not None and first[1] == second[1]


def _pairs(text: str) -> frozenset[str]:
    plain = BLANK.sub("", text.lower())
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1)) or frozenset({plain} - {""})
