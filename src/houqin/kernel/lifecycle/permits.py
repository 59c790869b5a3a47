"""Who may make a move: by a grant over the case's scope, by being its own person, or by an open seat."""

from datetime import datetime
from uuid import UUID

from houqin.kernel.lifecycle.declare import Move
from houqin.kernel.lifecycle.models import Case, Participant
from houqin.kernel.lifecycle.seats import acting_for, seat_for
from houqin.kernel.people.authority import Warrant, authority_of
from houqin.kernel.people.models import Person
from houqin.kernel.registry.house import house
from houqin.kernel.trail.models import Happening


def warrant_for(permission: str, case: Case, *, by: Person, at: datetime) -> Warrant | None:
    """Return on whose behalf a person holds a permission over a case, or None where they do not."""
    authority = authority_of(by, at)
    match house().permissions[permission].holder:
        case "anyone":
            return Warrant(None)
        case "applicant":
            return _as_one_of(by, authority.principals, case.applicant_id)
        case "participant":
            return _as_one_of_many(by, authority.principals, case)
        case "handler":
            return _as_one_of(by, authority.principals, case.handler_id)
        case "provider":
            given = house().matters[case.kind].provider
            provider, needed = (given(case) if given else None) or (None, "")
            return authority.over(needed, unit=provider) if provider else None
        case "seat":
            seat = seat_for(case, by, at)
            return None if seat is None else Warrant(acting_for(seat, by, authority))
        case _:
            return authority.over(permission, unit=case.unit, place=case.place)


def conflict(move: Move, case: Case, by: Person, on_behalf_of: UUID | None) -> Happening | None:
    """Return the earlier deed that bars this person (or the one they stand in for) from a move, if any.

    Separation of duties holds for the actor and for the principal of both deeds.
    """
    if not move.apart_from:
        return None
    now_acting = {by.pk, on_behalf_of} - {None}
    earlier = Happening.objects.filter(subject=case.pk, verb__in=move.apart_from, at__gte=case.opened_at)
    for deed in earlier:
        if {deed.actor, deed.on_behalf_of} & now_acting:
            return deed
    return None


def _as_one_of(by: Person, principals: tuple[UUID, ...], wanted: UUID | None) -> Warrant | None:
    if wanted is None:
        return None
    if wanted == by.pk:
        return Warrant(None)
    return Warrant(wanted) if wanted in principals else None


def _as_one_of_many(by: Person, principals: tuple[UUID, ...], case: Case) -> Warrant | None:
    """The applicant and everybody who takes part may do the same; one's own part comes first."""
    me = (by.pk, *principals)
    taking_part = set(
        Participant.objects.filter(case_id=case.pk, person__in=me).values_list("person_id", flat=True)
    )
    one = next((one for one in me if one == case.applicant_id or one in taking_part), None)
    return _as_one_of(by, principals, one)
