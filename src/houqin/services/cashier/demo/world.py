"""What the cashier needs of a demo campus; the site's world fits it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from houqin.kernel.people.models import OrgUnit, Person


class World(Protocol):
    """People and units of a campus just built; nothing happened before `began`."""

    units: Mapping[str, OrgUnit]
    began: datetime

    @property
    def students(self) -> Sequence[Person]:
        """All students."""
        ...

    @property
    def staff(self) -> Sequence[Person]:
        """All staff."""
        ...

    def people_with(self, permission: str, *, unit: OrgUnit | None = None) -> Sequence[Person]:
        """Who holds a permission."""
        ...
