"""Writes: people as they come in, one from a form or thousands from a sheet, with the unit they belong to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from houqin.kernel.base.clock import local_date
from houqin.kernel.base.refused import Refused
from houqin.kernel.people.actions.employments import employ
from houqin.kernel.people.actions.people import KIND, add_person, change_person, keyed
from houqin.kernel.people.models import Employment, OrgUnit, Person
from houqin.kernel.people.permits import require
from houqin.kernel.people.queries import people_by_number
from houqin.kernel.trail.record import Entry, record_many


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A person as a sheet names them; empty texts leave a known person's details as they are."""

    number: str
    name: str
    kind: str
    phone: str = ""
    email: str = ""
    unit: OrgUnit | None = None
    post: str = ""


def enrol(
    *,
    unit: OrgUnit | None,
    post: str,
    starts_on: date | None,
    by: Person | None,
    at: datetime,
    **details: str,
) -> Person:
    """Add a person and where they belong, both or neither."""
    with transaction.atomic():
        person = add_person(by=by, at=at, **details)
        if unit is not None:
            employ(person, unit, post=post, starts_on=starts_on or local_date(at), by=by, at=at)
    return person


def enrol_many(rows: Sequence[Enrolment], *, by: Person | None, at: datetime) -> int:
    """Add new people in bulk, bring known ones (by number) up to date. Returns how many rows were taken in.

    The trail notes each person added, and each change. Raises `Refused` where somebody adds one of the
    numbers at the same moment; then nothing is written.
    """
    units = {row.unit for row in rows}
    acting = next(iter({require("people.edit", by=by, at=at, unit=unit) for unit in units}), None)
    known = people_by_number([row.number for row in rows])
    made = {row.number: _new(row, at) for row in rows if row.number not in known}
    try:
        with transaction.atomic():
            Person.objects.bulk_create(made.values(), batch_size=1000)
            record_many(_added(person, by, at, acting) for person in made.values())
            for row in rows:
                if row.number in known:
                    _refresh(known[row.number], row, by=by, at=at)
            _employ_many(rows, known | made, at)
    except IntegrityError as taken:
        raise Refused("people.numbers_taken_meanwhile") from taken
    return len(rows)


def _new(row: Enrolment, at: datetime) -> Person:
    return keyed(
        Person(
            number=row.number, name=row.name, kind=row.kind, phone=row.phone, email=row.email, created_at=at
        )
    )  # fmt: skip


def _added(person: Person, by: Person | None, at: datetime, acting: UUID | None) -> Entry:
    return Entry(
        subject=person.pk, kind=KIND, verb="added", at=at, actor=by.pk if by else None, on_behalf_of=acting,
        facts={"kind": person.kind, "import": True},
    )  # fmt: skip


def _refresh(person: Person, row: Enrolment, *, by: Person | None, at: datetime) -> None:
    told = {"name": row.name, "kind": row.kind, "phone": row.phone, "email": row.email}
    change_person(person, by=by, at=at, **{field: value for field, value in told.items() if value})


def _employ_many(rows: Sequence[Enrolment], people: dict[str, Person], at: datetime) -> None:
    today = local_date(at)
    here_or_to_come = Q(ends_on=None) | Q(ends_on__gte=today)
    belong = set(
        Employment.objects.filter(here_or_to_come, person__in=people.values()).values_list(
            "person_id", "unit_id"
        )
    )
    Employment.objects.bulk_create(
        [
            Employment(person=people[row.number], unit=row.unit, post=row.post, starts_on=today)
            for row in rows
            if row.unit is not None and (people[row.number].pk, row.unit.pk) not in belong
        ],
        batch_size=1000,
    )
