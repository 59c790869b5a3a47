"""What the seals need of a demo campus; the site's world fits it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.places.models import Place


class World(Protocol):
    """People, units and places of a campus just built; nothing happened before `began`."""

    units: Mapping[str, OrgUnit]
    places: Mapping[str, Place]
    began: datetime

    @property
    def students(self) -> Sequence[Person]:
        """All students."""
        ...

    @property
    def staff(self) -> Sequence[Person]:
        """All staff."""
        ...

    @property
    def rooms(self) -> Sequence[Place]:
        """All rooms."""
        ...

    def people_with(self, permission: str, *, unit: OrgUnit | None = None) -> Sequence[Person]:
        """Who holds a permission."""
        ...
