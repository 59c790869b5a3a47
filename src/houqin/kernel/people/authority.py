"""What a person may do at an instant: their own grants and those of the people they stand in for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db.models import Q

from houqin.kernel.base.clock import local_date
from houqin.kernel.people.models import Grant, Person, StandIn
from houqin.kernel.people.periods import active_on, standing_at
from houqin.kernel.people.scope import Scope, lies_in

KEPT = "kept_authority"


class Located(Protocol):
    """A node of a tree: a unit or a place."""

    @property
    def path(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Warrant:
    """The answer yes: in whose name a deed is done; None for one's own."""

    on_behalf_of: UUID | None


@dataclass(frozen=True, slots=True)
class Holding:
    """One active grant as it stands: which permissions, over which subtree, in whose name."""

    permissions: frozenset[str]
    unit_path: str | None = None
    place_path: str | None = None
    on_behalf_of: UUID | None = None

    def covers(self, unit_path: str | None, place_path: str | None) -> bool:
        """Tell whether a matter of this unit or at this place lies in the grant's scope."""
        if self.unit_path is not None:
            return unit_path is not None and lies_in(unit_path, self.unit_path)
        if self.place_path is not None:
            return place_path is not None and lies_in(place_path, self.place_path)
        return True


@dataclass(frozen=True, slots=True)
class Authority:
    """All that a person may do at an instant. Own grants come first: nobody acts for another needlessly."""

    person: UUID
    at: datetime
    holdings: tuple[Holding, ...] = ()
    principals: tuple[UUID, ...] = ()

    @property
    def permissions(self) -> frozenset[str]:
        """Every permission held over any scope."""
        return frozenset().union(*(each.permissions for each in self.holdings))

    def holds(self, permission: str) -> bool:
        """Tell whether the permission is held over any scope at all."""
        return self.anywhere(permission) is not None

    def anywhere(self, permission: str) -> Warrant | None:
        """Return in whose name the permission is held over any scope, or None."""
        return next((Warrant(each.on_behalf_of) for each in self._of(permission)), None)

    def over(
        self, permission: str, *, unit: Located | None = None, place: Located | None = None
    ) -> Warrant | None:
        """Return in whose name the permission is held over a matter of this unit and place, or None.

        A matter with neither is covered only by grants without scope.
        """
        unit_path = unit.path if unit else None
        place_path = place.path if place else None
        fitting = (each for each in self._of(permission) if each.covers(unit_path, place_path))
        return next((Warrant(each.on_behalf_of) for each in fitting), None)

    def scope(self, permission: str) -> Scope:
        """Return the subtrees over which the permission is held."""
        found = list(self._of(permission))
        return Scope.of(
            everywhere=any(each.unit_path is None and each.place_path is None for each in found),
            unit_paths=(each.unit_path for each in found if each.unit_path is not None),
            place_paths=(each.place_path for each in found if each.place_path is not None),
        )

    def _of(self, permission: str) -> Iterator[Holding]:
        return (each for each in self.holdings if permission in each.permissions)


def in_force(at: datetime) -> Q:
    """Return the condition that a grant is active at an instant: on that day of the campus."""
    return active_on(local_date(at))


def authority_of(person: Person, at: datetime) -> Authority:
    """Return a person's authority at an instant, in two queries. Deputies of deputies hold nothing."""
    kept: dict[datetime, Authority] | None = person.__dict__.get(KEPT)
    if kept is None:
        return _asked(person, at)
    if at not in kept:
        kept[at] = _asked(person, at)
    return kept[at]


def ask_once(person: Person) -> None:
    """Let this instance ask for its authority once an instant: a page asks for it dozens of times."""
    person.__dict__[KEPT] = {}


def _asked(person: Person, at: datetime) -> Authority:
    standing = StandIn.objects.filter(standing_at(at), deputy=person).order_by("starts_at", "id")
    principals = tuple(dict.fromkeys(standing.values_list("principal_id", flat=True)))
    rank = {person.pk: 0} | {principal: place for place, principal in enumerate(principals, start=1)}
    grants = (
        Grant.objects.filter(in_force(at), person__in=list(rank))
        .order_by("id")
        .values_list("person_id", "role__permissions", "unit__path", "place_path")
    )
    holdings = (
        Holding(frozenset(permissions), unit_path, place_path, None if owner == person.pk else owner)
        for owner, permissions, unit_path, place_path in sorted(grants, key=lambda row: rank[row[0]])
    )
    return Authority(person.pk, at, tuple(holdings), principals)
