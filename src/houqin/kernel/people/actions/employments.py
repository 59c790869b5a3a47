"""Writes: who belongs to which unit, and when."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import Employment, OrgUnit, Person
from houqin.kernel.people.noting import note
from houqin.kernel.people.permits import require

KIND = "people.person"


def employ(
    person: Person,
    unit: OrgUnit,
    *,
    starts_on: date,
    post: str = "",
    ends_on: date | None = None,
    by: Person | None = None,
    at: datetime | None = None,
) -> Employment:
    """Note that a person belongs to a unit from a day on; raises `Refused` where they do already."""
    acting = require("people.edit", by=by, at=at, unit=unit)
    if ends_on is not None and ends_on < starts_on:
        raise Refused("people.period_backwards", field="ends_on")
    try:
        with transaction.atomic():
            made = Employment.objects.create(
                person=person, unit=unit, post=post.strip(), starts_on=starts_on, ends_on=ends_on
            )
            note(person.pk, KIND, "employed", by=by, at=at, acting=acting,
                 facts={"unit": str(unit.pk), "from": starts_on.isoformat()})  # fmt: skip
    except IntegrityError as taken:
        raise Refused("people.employed_already", unit=unit.name, field="unit") from taken
    return made


def end_employment(employment: Employment, *, on: date, by: Person | None, at: datetime) -> None:
    """Note the last day of an employment; raises `Refused` before the first day and within the next one."""
    acting = require("people.edit", by=by, at=at, unit=employment.unit)
    if on < employment.starts_on:
        raise Refused("people.period_backwards", field="ends_on")
    try:
        with transaction.atomic():
            Employment.objects.filter(pk=employment.pk).update(ends_on=on)
            note(employment.person_id, KIND, "left", by=by, at=at, acting=acting,
                 facts={"unit": str(employment.unit_id), "on": on.isoformat()})  # fmt: skip
    except IntegrityError as taken:
        raise Refused("people.employed_already", unit=employment.unit.name, field="ends_on") from taken
    employment.ends_on = on
