"""Duties as people may see them, and those the clock must end."""

from datetime import datetime

from django.db.models import Q

from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Person
from houqin.services.rosters.models import Duty, DutyQuerySet
from houqin.services.rosters.queries.teams import EDIT, SEE
from houqin.services.rosters.rules import LONGEST_DUTY


def visible_to(person: Person, at: datetime) -> DutyQuerySet:
    """Return the duties a person may see: their own, and of the units they answer for."""
    authority = authority_of(person, at)
    seen = Q(person=person)
    for permission in (SEE, EDIT):
        seen |= authority.scope(permission).q(unit="unit", place=None)
    return DutyQuerySet(Duty).filter(seen)


def going_on(person: Person) -> Duty | None:
    """Return the duty somebody is on now."""
    return DutyQuerySet(Duty).going_on().filter(person=person).select_related("shift__kind").first()


def forgotten(at: datetime) -> DutyQuerySet:
    """Return the duties that have gone on for longer than anybody works: the clock looks, nobody else."""
    return DutyQuerySet(Duty).going_on().filter(on_at__lte=at - LONGEST_DUTY).select_related("shift")
