"""A supplier's people: persons of its outside unit who hold a role over that unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from houqin.kernel.people.models import Person
from houqin.kernel.people.queries import grantees
from houqin.services.suppliers.models import Supplier

LEAD, WORK = "suppliers.lead", "suppliers.work"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a supplier, and whether they lead its people."""

    person: Person
    leads: bool


def workers(supplier: Supplier, at: datetime) -> list[Person]:
    """Return who may be given a supplier's work: its own people only, whoever else holds the permission."""
    return _own(supplier, WORK, at)


def leaders(supplier: Supplier, at: datetime) -> list[Person]:
    """Return who leads a supplier's people."""
    return _own(supplier, LEAD, at)


def members(supplier: Supplier, at: datetime) -> Sequence[Member]:
    """Return a supplier's people, leaders first."""
    leading = {one.pk for one in leaders(supplier, at)}
    everybody = {one.pk: one for one in (*leaders(supplier, at), *workers(supplier, at))}
    found = [Member(one, one.pk in leading) for one in everybody.values()]
    return sorted(found, key=lambda one: not one.leads)


def _own(supplier: Supplier, permission: str, at: datetime) -> list[Person]:
    held = grantees(permission, at=at, unit=supplier.organisation)
    own = held.filter(kind=Person.Kind.CONTRACTOR, employments__unit=supplier.organisation)
    return list(own.distinct().order_by("pinyin", "id"))
