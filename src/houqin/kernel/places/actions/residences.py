"""Writes: who lives where."""

from datetime import date, datetime, timedelta

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
    try:
        with transaction.atomic():
            Residence.objects.filter(person=person, ends_on=None, starts_on__lt=starts_on).update(
                ends_on=starts_on - timedelta(days=1)
            )
            made = Residence.objects.create(
                person=person, place=place, starts_on=starts_on, ends_on=ends_on, bed=bed.strip()
            )
            note(person.pk, KIND, "moved_in", by=by, at=at, acting=acting,
                 facts={"from": starts_on.isoformat()},
                 private={"place": place.full_name, "bed": made.bed})  # fmt: skip
    except IntegrityError as taken:
        if "residence_one_bed" in str(taken):
            raise Refused("places.bed_taken", bed=bed, place=place.full_name, field="bed") from taken
        raise Refused("places.lives_elsewhere", name=person.name, field="starts_on") from taken
    return made


def end_residence(residence: Residence, *, on: date, by: Person | None, at: datetime) -> None:
    """Note the last day of a stay; raises `Refused` where it lies before the first."""
    acting = require("places.edit", by=by, at=at, place=residence.place)
    if on < residence.starts_on:
        raise Refused("places.period_backwards", field="ends_on")
    with transaction.atomic():
        residence.ends_on = on
        residence.save(update_fields=["ends_on"])
        note(
            residence.person_id, KIND, "moved_out", by=by, at=at, acting=acting, facts={"on": on.isoformat()}
        )
