"""Reads over people: finding them, their units, and who holds a permission."""

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django_stubs_ext import WithAnnotations

from houqin.kernel.base.clock import local_date
from houqin.kernel.people.authority import Located, authority_of, in_force
from houqin.kernel.people.finding import found_by
from houqin.kernel.people.models import Employment, Grant, OrgUnit, Person, Role, StandIn
from houqin.kernel.people.periods import active_on, standing_at


class Peopled(TypedDict):
    """How many people belong to a unit now."""

    people: int


class Held(TypedDict):
    """How many grants give a role."""

    holders: int


def visible_to(person: Person, at: datetime) -> QuerySet[Person]:
    """Return whom a person may look up: those in the scope of `people.see`, and themself."""
    scope = authority_of(person, at).scope("people.see")
    known = Person.objects.filter(erased_at=None)
    if scope.everywhere:
        return known
    if not scope.unit_paths:
        return known.filter(pk=person.pk)
    there = Employment.objects.filter(active_on(local_date(at)), scope.q(place=None), person=OuterRef("pk"))
    return known.filter(Q(pk=person.pk) | Exists(there))


def colleagues(person: Person, at: datetime) -> QuerySet[Person]:
    """Return whom a person may name as deputy: other staff and contractors' people, by name only."""
    kinds = (Person.Kind.STAFF, Person.Kind.CONTRACTOR)
    if person.kind not in kinds:
        return Person.objects.none()
    return Person.objects.filter(kind__in=kinds, erased_at=None).exclude(pk=person.pk)


def search(people: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Narrow people by name, pinyin, initials or number; an empty text narrows nothing."""
    return people.filter(found_by(text)) if text.strip() else people


def holders(
    permission: str, *, at: datetime, unit: Located | None = None, place: Located | None = None
) -> QuerySet[Person]:
    """Return who holds a permission over a unit or place, principals and their stand-ins alike.

    Without unit and place: whoever holds it over any scope.
    """
    principals = _grants(permission, at, unit, place).values("person_id")
    deputies = StandIn.objects.filter(standing_at(at), principal_id__in=principals).values("deputy_id")
    return Person.objects.filter(Q(pk__in=principals) | Q(pk__in=deputies), erased_at=None)


def grantees(
    permission: str, *, at: datetime, unit: Located | None = None, place: Located | None = None
) -> QuerySet[Person]:
    """Return who holds a permission in their own right; as `holders`, without stand-ins."""
    own = _grants(permission, at, unit, place).values("person_id")
    return Person.objects.filter(pk__in=own, erased_at=None)


def _grants(permission: str, at: datetime, unit: Located | None, place: Located | None) -> QuerySet[Grant]:
    grants = Grant.objects.filter(in_force(at), role__permissions__contains=[permission])
    if unit is not None or place is not None:
        reach = Q(unit=None, place_path=None)
        if unit is not None:
            reach |= Q(unit__path__above=unit.path)
        if place is not None:
            reach |= Q(place_path__above=place.path)
        grants = grants.filter(reach)
    return grants


def employments_of(person: Person, at: datetime) -> QuerySet[Employment]:
    """Return a person's current employments, the newest first."""
    current = Employment.objects.filter(active_on(local_date(at)), person=person)
    return current.select_related("unit").order_by("-starts_on", "-id")


def units_of(person: Person, at: datetime) -> list[OrgUnit]:
    """Return the units a person belongs to now, the newest employment first."""
    return [each.unit for each in employments_of(person, at)]


def home_unit(person: Person, at: datetime) -> OrgUnit | None:
    """Return the unit a person's matters belong to, if they have one."""
    current = employments_of(person, at).first()
    return current.unit if current else None


def units() -> QuerySet[OrgUnit]:
    """Return the open units in tree order; a school's units are known to everybody."""
    return OrgUnit.objects.filter(closed_on=None).order_by("path")


def units_with_counts(at: datetime) -> "QuerySet[WithAnnotations[OrgUnit, Peopled]]":
    """Return all units in tree order, closed ones too, each with `people`: how many belong to it now."""
    current = active_on(local_date(at), prefix="employments__")
    return OrgUnit.objects.annotate(people=Count("employments", filter=current)).order_by("path")


def ancestors(unit: OrgUnit) -> QuerySet[OrgUnit]:
    """Return the way down to a unit, the school first, the unit itself last."""
    return OrgUnit.objects.filter(path__above=unit.path).order_by("path")


def roles() -> "QuerySet[WithAnnotations[Role, Held]]":
    """Return the roles by title, each with `holders`: how many grants give it."""
    return Role.objects.annotate(holders=Count("grants")).order_by("title", "id")


def grants_of(person: Person) -> QuerySet[Grant]:
    """Return a person's grants, past ones too, the newest first."""
    return (
        Grant.objects.filter(person=person)
        .select_related("role", "unit", "given_by")
        .order_by("-starts_on", "-id")
    )


def stand_ins_of(person: Person) -> QuerySet[StandIn]:
    """Return the stand-ins a person has appointed or been appointed to, the newest first."""
    mine = Q(principal=person) | Q(deputy=person)
    return StandIn.objects.filter(mine).select_related("principal", "deputy").order_by("-starts_at", "-id")


def stand_ins() -> QuerySet[StandIn]:
    """Return all stand-ins, the newest first, for who administers grants."""
    return StandIn.objects.select_related("principal", "deputy").order_by("-starts_at", "-id")


def names(people: list[UUID]) -> dict[UUID, str]:
    """Return the names of people by id, for pages that show who did something."""
    return dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))


def people_by_number(numbers: list[str]) -> dict[str, Person]:
    """Return people by their number, in one query."""
    return {str(person.number): person for person in Person.objects.filter(number__in=numbers)}


def all_units() -> QuerySet[OrgUnit]:
    """Return every unit, closed ones too, in tree order."""
    return OrgUnit.objects.select_related("parent").order_by("path")


def grants_given() -> QuerySet[Grant]:
    """Return all grants with whom and what they name, for who administers them."""
    return Grant.objects.select_related("person", "role", "unit", "given_by").filter(person__erased_at=None)
