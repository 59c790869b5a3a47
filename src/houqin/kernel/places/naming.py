"""What a place is called in full, and the keys by which it is found; kept right for whole subtrees."""

import re
from collections.abc import Mapping, Sequence
from uuid import UUID

from houqin.kernel.people.finding import findable, grams
from houqin.kernel.people.pinyin import pinyin_key
from houqin.kernel.places.models import Alias, Place

NUMBERED = re.compile(r"\d")
KEYS = ("full_name", "full_name_en", "pinyin", "findable", "grams")


def name_fully(place: Place, above: Sequence[Place], aliases: Mapping[UUID, Sequence[Alias]]) -> Place:
    """Set full names and keys. `above` leads from the campus to the parent; aliases on the way count.

    A room with a number tells its floor by it, so the floor is left out of the name.
    """
    line = [each for each in above if not (_floor(each) and NUMBERED.search(place.name))]
    place.full_name = " ".join([*(each.name for each in line), place.name])[:240]
    place.full_name_en = " ".join(each.name_en or each.name for each in [*line, place])[:320]
    place.pinyin = pinyin_key(place.full_name)[:400]
    others = [alias for each in [*above, place] for alias in aliases.get(each.pk, ())]
    place.findable = findable(
        place.full_name, place.full_name_en, place.pinyin, place.path.replace(".", " "),
        *(word for alias in others for word in (alias.name, alias.pinyin)),
    )  # fmt: skip
    place.grams = grams(place.findable)
    return place


def rename_below(top: Place) -> None:
    """Recompute full names and keys of a place and all beneath it."""
    above = list(Place.objects.filter(path__above=top.path).exclude(pk=top.pk).order_by("path"))
    below = list(Place.objects.filter(path__below=top.path).order_by("path"))
    aliases = aliases_by_place([*above, *below])
    lines: dict[UUID | None, list[Place]] = {top.parent_id: above}
    for each in below:
        line = lines[each.parent_id]
        name_fully(each, line, aliases)
        lines[each.pk] = [*line, each]
    Place.objects.bulk_update(below, KEYS, batch_size=500)
    top.refresh_from_db()


def aliases_by_place(places: Sequence[Place]) -> dict[UUID, list[Alias]]:
    """Return the aliases of places in one query."""
    found: dict[UUID, list[Alias]] = {}
    for alias in Alias.objects.filter(place__in=[each.pk for each in places]).order_by("name"):
        found.setdefault(alias.place_id, []).append(alias)
    return found


def _floor(place: Place) -> bool:
    return place.kind == Place.Kind.FLOOR
