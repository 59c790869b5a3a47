"""Writes: the other names of a place."""

from datetime import datetime

from houqin.kernel.people.models import Person
from houqin.kernel.people.noting import note
from houqin.kernel.people.permits import require
from houqin.kernel.people.pinyin import pinyin_key
from houqin.kernel.people.trees import held
from houqin.kernel.places.following import note_below
from houqin.kernel.places.models import Alias, Place
from houqin.kernel.places.naming import rename_below

KIND = "places.place"


def add_alias(place: Place, name: str, *, by: Person | None = None, at: datetime | None = None) -> None:
    """Let a place, and all beneath it, be found by another name; the same name twice is once."""
    acting = require("places.edit", by=by, at=at, place=place)
    name = name.strip()[:80]
    if not name:
        return
    with held(Place):
        _alias, made = Alias.objects.get_or_create(
            place=place, name=name, defaults={"pinyin": pinyin_key(name)[:160]}
        )
        if made:
            rename_below(place)
            note(place.pk, KIND, "alias_added", by=by, at=at, acting=acting, facts={"name": name})
            note_below(place, by=by, at=at)


def drop_alias(alias: Alias, *, by: Person | None, at: datetime) -> None:
    """Forget another name of a place."""
    place = alias.place
    acting = require("places.edit", by=by, at=at, place=place)
    with held(Place):
        alias.delete()
        rename_below(place)
        note(place.pk, KIND, "alias_dropped", by=by, at=at, acting=acting, facts={"name": alias.name})
        note_below(place, by=by, at=at)
