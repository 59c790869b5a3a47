"""Open seats: which of them a person may fill, and for whom."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from houqin.kernel.lifecycle.models import Case, Seat
from houqin.kernel.people.authority import Authority, authority_of
from houqin.kernel.people.models import Person


def open_seats() -> QuerySet[Seat]:
    """Return the seats that wait for a decision."""
    return Seat.objects.filter(open=True, verdict="")


def seats_of(person: Person, at: datetime) -> QuerySet[Seat]:
    """Return the open seats a person may fill: named ones, and those of permissions held over their scope."""
    authority = authority_of(person, at)
    mine = Q(person_id__in=[person.pk, *authority.principals])
    for permission in authority.permissions:
        scope = authority.scope(permission)
        mine |= Q(permission=permission) & (scope.q(unit="unit", place="place") | Q(unit=None, place=None))
    return open_seats().filter(mine).order_by("step_run_id", "order")


def seat_for(case: Case, person: Person, at: datetime) -> Seat | None:
    """Return the seat of a case that a person would fill now: one of their own before one of somebody else's."""
    authority = authority_of(person, at)
    mine = seats_of(person, at).filter(case_id=case.pk).select_related("unit", "place", "step_run__step")
    return min(mine, key=lambda seat: acting_for(seat, person, authority) is not None, default=None)


def acting_for(seat: Seat, person: Person, authority: Authority) -> UUID | None:
    """Return the principal for whom a person fills a seat, or None where it is for themselves."""
    if seat.person_id is not None:
        return None if seat.person_id == person.pk else seat.person_id
    if seat.unit is None and seat.place is None:
        warrant = authority.anywhere(seat.permission)
    else:
        warrant = authority.over(seat.permission, unit=seat.unit, place=seat.place)
    return warrant.on_behalf_of if warrant else None
