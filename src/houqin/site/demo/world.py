"""The world of a campus profile: who and what there is for services to replay their history with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.people.queries import holders
from houqin.kernel.places.models import Place


@dataclass
class World:
    """A campus just built. `began` is an instant before which nothing happened."""

    units: Mapping[str, OrgUnit]
    places: Mapping[str, Place]
    began: datetime

    @cached_property
    def students(self) -> Sequence[Person]:
        """All students, in a steady order."""
        return list(Person.objects.filter(kind=Person.Kind.STUDENT).order_by("number"))

    @cached_property
    def staff(self) -> Sequence[Person]:
        """All staff, in a steady order."""
        return list(Person.objects.filter(kind=Person.Kind.STAFF).order_by("number"))

    @cached_property
    def rooms(self) -> Sequence[Place]:
        """All rooms."""
        return [place for place in self.places.values() if place.kind == Place.Kind.ROOM]

    @cached_property
    def points(self) -> Sequence[Place]:
        """All outdoor points."""
        return [place for place in self.places.values() if place.kind == Place.Kind.POINT]

    def people_with(self, permission: str, *, unit: OrgUnit | None = None) -> Sequence[Person]:
        """Return who holds a permission, in a steady order."""
        return list(holders(permission, at=self._now, unit=unit).order_by("number"))

    @property
    def _now(self) -> datetime:
        return self.began + timedelta(days=1)
