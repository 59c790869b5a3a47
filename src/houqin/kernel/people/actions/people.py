"""Writes: people, from being registered to being erased."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from houqin.kernel.base.clock import local_date
from houqin.kernel.base.refused import Refused
from houqin.kernel.people.actions.administrators import somebody_still_grants
from houqin.kernel.people.finding import findable, grams
from houqin.kernel.people.models import Account, Grant, Person, StandIn
from houqin.kernel.people.noting import note
from houqin.kernel.people.permits import require, require_over_person
from houqin.kernel.people.pinyin import person_key
from houqin.kernel.trail.record import erase

EDITABLE = ("name", "kind", "phone", "email", "language", "number")
KIND = "people.person"
ERASED_NAME = "—"


def keyed(person: Person) -> Person:
    """Set the keys by which a person is found; bulk loaders call it for each row they make."""
    person.pinyin = person_key(person.name)[:160]
    person.findable = findable(person.name, person.pinyin, person.number)
    person.grams = grams(person.findable)
    return person


def add_person(
    *,
    name: str,
    kind: str,
    at: datetime,
    number: str | None = None,
    phone: str = "",
    email: str = "",
    language: str = "zh-hans",
    by: Person | None = None,
) -> Person:
    """Add a person; raises `Refused` where the number is taken, also by somebody adding it this moment."""
    acting = require_over_person("people.edit", None, by=by, at=at)
    person = Person(
        name=name.strip(), kind=kind, number=(number or "").strip() or None, phone=phone, email=email,
        language=language, created_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            keyed(person).save(force_insert=True)
            note(person.pk, KIND, "added", by=by, at=at, acting=acting, facts={"kind": kind})
    except IntegrityError as taken:
        raise Refused("people.number_taken", number=number, field="number") from taken
    return person


def change_person(person: Person, *, by: Person | None, at: datetime, **changes: str | None) -> None:
    """Change a person's details; the same is no change. Raises `Refused` where the number is taken."""
    acting = require_over_person("people.edit", person, by=by, at=at)
    if person.erased_at is not None:
        raise Refused("people.erased")
    changed = {field: value for field, value in _clean(changes).items() if getattr(person, field) != value}
    if not changed:
        return
    before = {field: getattr(person, field) for field in changed}
    for field, value in changed.items():
        setattr(person, field, value)
    try:
        with transaction.atomic():
            keyed(person).save(update_fields=[*changed, "pinyin", "findable", "grams"])
            note(person.pk, KIND, "changed", by=by, at=at, acting=acting, facts={"fields": sorted(changed)},
                 private={"before": before, "after": changed})  # fmt: skip
    except IntegrityError as taken:
        for field, value in before.items():
            setattr(person, field, value)
        raise Refused("people.number_taken", number=changed.get("number"), field="number") from taken


def erase_person(person: Person, *, by: Person | None, at: datetime) -> None:
    """Remove a person's name, contacts and keys and close their account; their deeds stay, without a name.

    Grants and stand-ins end at once. Raises `Refused` for oneself and for the last administrator.
    """
    acting = require("people.edit", by=by, at=at)
    if by is not None and by.pk == person.pk:
        raise Refused("people.erase_self")
    with somebody_still_grants(at):
        Account.objects.filter(person=person).update(
            is_active=False, username=f"erased-{person.pk}", password="!", person=None
        )
        today = local_date(at)
        held = Grant.objects.filter(person=person)
        held.filter(starts_on__gte=today).delete()
        held.exclude(ends_on__lt=today).update(ends_on=today - timedelta(days=1))
        standing = StandIn.objects.filter(ended_at=None)
        (standing.filter(principal=person) | standing.filter(deputy=person)).update(ended_at=at, reason="")
        person.name, person.pinyin, person.number = ERASED_NAME, "", None
        person.phone = person.email = person.findable = ""
        person.grams, person.erased_at = [], at
        person.save()
        erase(person.pk, by=by, at=at)
        note(person.pk, KIND, "erased", by=by, at=at, acting=acting)


def _clean(changes: dict[str, str | None]) -> dict[str, str | None]:
    if unknown := set(changes) - set(EDITABLE):
        raise TypeError(f"not editable: {sorted(unknown)}")
    cleaned = {field: (value or "").strip() for field, value in changes.items()}
    return {field: value or None if field == "number" else value for field, value in cleaned.items()}
