"""Writes: stickers. A code says nothing by itself; where it leads may change, the trail keeps its history."""

import secrets
from base64 import b32decode, b32encode
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import Person
from houqin.kernel.people.noting import note
from houqin.kernel.people.permits import require
from houqin.kernel.places.models import Place, QrTag

KIND = "places.tag"
BYTES = 16  # 128 random bits: nobody guesses another room's


def make_tag(place: Place, *, at: datetime, by: Person | None = None) -> QrTag:
    """Make a sticker for a place."""
    acting = require("places.edit", by=by, at=at, place=place)
    with transaction.atomic():
        tag = QrTag.objects.create(code=_new_code(), place=place, made_at=at)
        note(subject_of(tag), KIND, "made", by=by, at=at, acting=acting, facts={"place": str(place.pk)})
    return tag


def tag_of(place: Place, *, at: datetime, by: Person | None = None) -> QrTag:
    """Return the sticker in force of a place, made where there is none."""
    return tags_for([place], at=at, by=by)[0]


def tags_for(places: Iterable[Place], *, at: datetime, by: Person | None = None) -> Sequence[QrTag]:
    """Return one sticker in force for each place, in the same order; what is missing is made.

    Printing a sheet again gives the same codes, so old stickers stay good.
    """
    wanted = list(places)
    in_force = QrTag.objects.filter(place__in=wanted, revoked_at=None).order_by("-made_at")
    known = {tag.place_id: tag for tag in in_force.select_related("place")}
    with transaction.atomic():
        return [known.get(place.pk) or make_tag(place, at=at, by=by) for place in wanted]


def revoke_tag(tag: QrTag, *, at: datetime, by: Person | None = None) -> None:
    """Take a sticker out of force (torn, stolen, photographed); a revoked one stays revoked."""
    acting = require("places.edit", by=by, at=at, place=tag.place)
    with transaction.atomic():
        if QrTag.objects.filter(pk=tag.pk, revoked_at=None).update(revoked_at=at):
            note(
                subject_of(tag),
                KIND,
                "revoked",
                by=by,
                at=at,
                acting=acting,
                facts={"place": str(tag.place_id)},
            )
    tag.refresh_from_db()


def rebind_tag(tag: QrTag, *, place: Place, at: datetime, by: Person | None) -> None:
    """Let a sticker lead to another place, for one that is glued to the wrong door.

    Raises `Refused` where it has been revoked meanwhile.
    """
    acting = require("places.edit", by=by, at=at, place=tag.place)
    require("places.edit", by=by, at=at, place=place)
    with transaction.atomic():
        held = QrTag.objects.select_for_update().get(pk=tag.pk)
        if held.revoked_at is not None:
            raise Refused("places.tag_revoked")
        before, held.place = held.place_id, place
        held.save(update_fields=["place"])
        note(subject_of(tag), KIND, "rebound", by=by, at=at, acting=acting,
             facts={"before": str(before), "after": str(place.pk)})  # fmt: skip
    tag.place = place


def subject_of(tag: QrTag) -> UUID:
    """Return the sticker's subject in the trail: its 128 bits as a UUID."""
    return UUID(bytes=b32decode(tag.code + "=" * (-len(tag.code) % 8)))


def _new_code() -> str:
    return b32encode(secrets.token_bytes(BYTES)).decode().rstrip("=")
