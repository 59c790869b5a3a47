"""Teams: the units whose rosters a person may see, and who works in them."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from houqin.kernel.base.clock import local_date
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Employment, OrgUnit, Person
from houqin.kernel.people.queries import home_unit, units_of
from houqin.services.rosters.models import Shift

EDIT, SEE, WORK = "rosters.edit", "rosters.see", "rosters.work"
TEAM_KINDS = (OrgUnit.Kind.OFFICE, OrgUnit.Kind.SECTION, OrgUnit.Kind.PARTNER)


def visible_to(person: Person, at: datetime) -> QuerySet[OrgUnit]:
    """Return the teams whose roster a person may see, in tree order: by grant, and their own."""
    there = _scope(person, at) | Q(pk__in=[unit.pk for unit in units_of(person, at)])
    shifts = Shift.objects.filter(unit=OuterRef("pk"))
    wanted = Q(kind__in=TEAM_KINDS) | Q(Exists(shifts))
    return OrgUnit.objects.filter(there & wanted, closed_on=None).order_by("path")


def edited_by(person: Person, at: datetime) -> QuerySet[OrgUnit]:
    """Return the teams whose roster a person may edit."""
    scope = authority_of(person, at).scope(EDIT)
    return visible_to(person, at).filter(scope.q(unit="", place=None))


def first_team(person: Person, at: datetime) -> OrgUnit | None:
    """Return the team shown first: one's own, else the first that has a roster, else the first."""
    mine, seen = home_unit(person, at), visible_to(person, at)
    if mine is not None and seen.filter(pk=mine.pk).exists():
        return mine
    planned = seen.filter(Exists(Shift.objects.filter(unit=OuterRef("pk"))))
    return planned.first() or seen.first()


def works_shifts(person: Person, at: datetime) -> bool:
    """Tell whether a person works by a roster: comes on and goes off duty, takes leave, hands over."""
    return authority_of(person, at).holds(WORK)


def people_of(unit: OrgUnit, first: date, last: date) -> list[Person]:
    """Return who belongs to a team in these days or has a shift there, by name."""
    there = Q(starts_on__lte=last) & (Q(ends_on=None) | Q(ends_on__gte=first))
    members = Employment.objects.filter(there, unit=unit).values("person")
    planned = Shift.objects.filter(unit=unit).of_week(first, last).values("person")
    found = Person.objects.filter(Q(pk__in=members) | Q(pk__in=planned), erased_at=None)
    return list(found.order_by("number", "pinyin", "id"))


def members(units: Iterable[OrgUnit], at: datetime) -> QuerySet[Person]:
    """Return who belongs to any of these teams now."""
    day = local_date(at)
    current = Q(employments__starts_on__lte=day) & (
        Q(employments__ends_on=None) | Q(employments__ends_on__gte=day)
    )
    found = Person.objects.filter(current, employments__unit__in=list(units), erased_at=None)
    return found.distinct().order_by("number", "pinyin", "id")


def _scope(person: Person, at: datetime) -> Q:
    authority = authority_of(person, at)
    seen = Q(pk__in=[])
    for permission in (SEE, EDIT):
        seen |= authority.scope(permission).q(unit="", place=None)
    return seen
