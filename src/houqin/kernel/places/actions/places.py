"""Writes: the tree of places."""

import re
from datetime import date, datetime

from django.db import IntegrityError, transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import Grant, OrgUnit, Person
from houqin.kernel.people.noting import note
from houqin.kernel.people.permits import require
from houqin.kernel.people.scope import lies_in
from houqin.kernel.people.trees import child_path, held, repath
from houqin.kernel.places.following import note_below
from houqin.kernel.places.models import Place
from houqin.kernel.places.naming import aliases_by_place, name_fully, rename_below

LABEL = re.compile(r"[A-Za-z0-9_]{1,40}")
KIND = "places.place"


def add_place(
    *,
    code: str,
    name: str,
    kind: str,
    parent: Place | None = None,
    name_en: str = "",
    access: str = Place.Access.WORK,
    keeper: OrgUnit | None = None,
    by: Person | None = None,
    at: datetime | None = None,
) -> Place:
    """Add a place under another that is in use, kept by the same unit if none is named; refuses bad and taken codes."""
    acting = require("places.edit", by=by, at=at, place=parent)
    if not LABEL.fullmatch(code):
        raise Refused("places.bad_code", code=code, field="code")
    try:
        with held(Place):
            if parent is not None:
                parent.refresh_from_db(fields=["path", "closed_on"])
                _refuse_closed(parent)
            place = Place(
                code=code, name=name.strip(), name_en=name_en.strip(), kind=kind, access=access,
                parent=parent, path=child_path(parent, code),
                keeper=keeper or (parent.keeper if parent else None),
            )  # fmt: skip
            above = list(Place.objects.filter(path__above=parent.path).order_by("path")) if parent else []
            name_fully(place, above, aliases_by_place(above)).save(force_insert=True)
            note(place.pk, KIND, "added", by=by, at=at, acting=acting,
                 facts={"path": place.path, "name": place.full_name})  # fmt: skip
    except IntegrityError as taken:
        raise Refused("places.code_taken", code=code, field="code") from taken
    return place


def change_place(
    place: Place,
    *,
    name: str,
    name_en: str,
    access: str,
    keeper: OrgUnit | None,
    by: Person | None = None,
    at: datetime | None = None,
) -> None:
    """Rename a place or give it another keeper; the full names of all beneath it follow."""
    acting = require("places.edit", by=by, at=at, place=place)
    before = place.full_name
    with held(Place):
        place.name, place.name_en, place.access, place.keeper = name.strip(), name_en.strip(), access, keeper
        place.save(update_fields=["name", "name_en", "access", "keeper"])
        rename_below(place)
        note(place.pk, KIND, "changed", by=by, at=at, acting=acting,
             facts={"before": before, "after": place.full_name})  # fmt: skip
        note_below(place, by=by, at=at)


def move_place(
    place: Place, *, under: Place | None, by: Person | None = None, at: datetime | None = None
) -> None:
    """Move a place with all beneath it; grants over it go with it.

    Raises `Refused` where it would come under itself or what is closed, or its code is taken at the new spot.
    """
    acting = require("places.edit", by=by, at=at, place=place)
    require("places.edit", by=by, at=at, place=under)
    try:
        with held(Place):
            place.refresh_from_db()
            if under is not None:
                under.refresh_from_db()
                if lies_in(under.path, place.path):
                    raise Refused("places.under_itself", field="parent")
                _refuse_closed(under)
            old, new = place.path, child_path(under, place.code)
            repath(Place.objects.all(), "path", old, new)
            repath(Grant.objects.all(), "place_path", old, new)
            Place.objects.filter(pk=place.pk).update(parent=under)
            place.refresh_from_db()
            rename_below(place)
            note(place.pk, KIND, "moved", by=by, at=at, acting=acting, facts={"before": old, "after": new})
            note_below(place, by=by, at=at)
    except IntegrityError as taken:
        raise Refused("places.code_taken", code=place.code, field="parent") from taken


def close_place(place: Place, *, on: date, by: Person | None, at: datetime) -> None:
    """Take a place and all beneath it out of use; their history stays, their stickers lead nowhere."""
    acting = require("places.edit", by=by, at=at, place=place)
    with held(Place):
        place.refresh_from_db()
        Place.objects.filter(path__below=place.path, closed_on=None).update(closed_on=on)
        note(place.pk, KIND, "closed", by=by, at=at, acting=acting, facts={"on": on.isoformat()})
        note_below(place, by=by, at=at)
    place.refresh_from_db()


def reopen_place(place: Place, *, by: Person | None, at: datetime) -> None:
    """Take a closed place into use again; raises `Refused` while the place above it is closed."""
    acting = require("places.edit", by=by, at=at, place=place)
    with transaction.atomic():
        if place.parent is not None:
            _refuse_closed(place.parent)
        place.closed_on = None
        place.save(update_fields=["closed_on"])
        note(place.pk, KIND, "reopened", by=by, at=at, acting=acting)


def _refuse_closed(above: Place) -> None:
    if above.closed_on is not None:
        raise Refused("places.parent_closed", name=above.full_name)
