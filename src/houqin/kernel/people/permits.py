"""The check before every write of the registers: does who asks hold the permission over what is written?"""

from datetime import datetime
from uuid import UUID

from houqin.kernel.base.clock import local_date
from houqin.kernel.base.refused import Refused
from houqin.kernel.people.authority import Located, authority_of
from houqin.kernel.people.models import Employment, Person
from houqin.kernel.people.periods import active_on


def require(
    permission: str,
    *,
    by: Person | None,
    at: datetime | None,
    unit: Located | None = None,
    place: Located | None = None,
) -> UUID | None:
    """Return in whose name a deed is done. `by` None is the house itself: installation and replay.

    Raises `Refused("people.not_permitted")` where the permission is not held over the unit or place.
    """
    if by is None or at is None:
        return None
    warrant = authority_of(by, at).over(permission, unit=unit, place=place)
    if warrant is None:
        raise Refused("people.not_permitted")
    return warrant.on_behalf_of


def require_over_person(
    permission: str, person: Person | None, *, by: Person | None, at: datetime | None
) -> UUID | None:
    """Like `require`, over a person: one of their current units must lie in the scope.

    Somebody without a unit (or not yet there) may be edited by whoever holds the permission at all.
    """
    if by is None or at is None:
        return None
    authority = authority_of(by, at)
    current = Employment.objects.filter(active_on(local_date(at)), person=person).select_related("unit")
    units = [each.unit for each in current] if person is not None else []
    found = [authority.over(permission, unit=unit) for unit in units] or [authority.anywhere(permission)]
    warrant = next((each for each in found if each is not None), None)
    if warrant is None:
        raise Refused("people.not_permitted")
    return warrant.on_behalf_of
