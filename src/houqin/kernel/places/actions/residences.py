"""Writes: who lives where."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import Person
from houqin.kernel.people.noting import note
from houqin.kernel.people.permits import require
from houqin.kernel.places.models import Place, Residence

KIND = "places.residence"


def house(
    person: Person,
    place: Place,
    *,
    starts_on: date,
    ends_on: date | None = None,
    bed: str = "",
    by: Person | None = None,
    at: datetime | None = None,
) -> Residence:
    """Note that a person lives in a room from a day on; an earlier open stay ends the day before.

    Raises `Refused` where the bed is somebody else's then, or the person lives elsewhere for a fixed time.
    """
    acting = require("places.edit", by=by, at=at, place=place)
    if ends_on is not None and ends_on < starts_on:
        raise Refused("places.period_backwards", field="ends_on")
    stay = Residence(person=person, place=place, starts_on=starts_on, ends_on=ends_on, bed=bed.strip())
    day_before = date.fromordinal(max(starts_on.toordinal() - 1, 1))
    try:
        with transaction.atomic():
            Residence.objects.filter(person=person, ends_on=None, starts_on__lt=starts_on).update(
                ends_on=day_before
            )
            stay.save(force_insert=True)
            note(person.pk, KIND, "moved_in", by=by, at=at, acting=acting,
                 facts={"from": starts_on.isoformat()},
                 private={"place": place.full_name, "bed": stay.bed})  # fmt: skip
    except IntegrityError as taken:
        raise _clash(taken, stay, bed_field="bed", day_field="starts_on") from taken
    return stay


def end_residence(residence: Residence, *, on: date, by: Person | None, at: datetime) -> None:
    """Note the last day of a stay; raises `Refused` before the first day and where another stay has begun."""
    acting = require("places.edit", by=by, at=at, place=residence.place)
    if on < residence.starts_on:
        raise Refused("places.period_backwards", field="ends_on")
    try:
        with transaction.atomic():
            Residence.objects.filter(pk=residence.pk).update(ends_on=on)
            note(residence.person_id, KIND, "moved_out", by=by, at=at, acting=acting,
                 facts={"on": on.isoformat()})  # fmt: skip
    except IntegrityError as taken:
        raise _clash(taken, residence, bed_field="ends_on", day_field="ends_on") from taken
    residence.ends_on = on


def _clash(taken: IntegrityError, stay: Residence, *, bed_field: str, day_field: str) -> Refused:
    """Say which rule was broken: a bed is one person's at a time, a person lives in one room at a time."""
    if "residence_one_bed" in str(taken):
        return Refused("places.bed_taken", bed=stay.bed, place=stay.place.full_name, field=bed_field)
    return Refused("places.lives_elsewhere", name=stay.person.name, field=day_field)
