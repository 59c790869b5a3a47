"""Writes: who is given which role, over what, for how long."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from houqin.kernel.base.clock import local_date
from houqin.kernel.base.refused import Refused
from houqin.kernel.people.actions.administrators import GRANTING, somebody_still_grants
from houqin.kernel.people.actions.roles import edit_role
from houqin.kernel.people.actions.stand_ins import appoint_stand_in, end_stand_in
from houqin.kernel.people.authority import Located, authority_of
from houqin.kernel.people.models import Grant, OrgUnit, Person, Role
from houqin.kernel.people.noting import note

__all__ = ["GRANTING", "appoint_stand_in", "edit_role", "end_grant", "end_stand_in", "grant"]
KIND = "people.grant"


@dataclass(frozen=True, slots=True)
class _Spot:
    path: str


def grant(
    person: Person,
    role: Role,
    *,
    by: Person | None,
    at: datetime,
    unit: OrgUnit | None = None,
    place_path: str | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Grant:
    """Give a role over a scope; nobody gives themself one, nor more than they may. `by` None installs."""
    if by is not None and by.pk == person.pk:
        raise Refused("people.grant_to_self")
    if person.erased_at is not None:
        raise Refused("people.erased")
    if unit is not None and place_path:
        raise Refused("people.one_scope", field="unit")
    begin = starts_on or local_date(at)
    if ends_on is not None and ends_on < begin:
        raise Refused("people.period_backwards", field="ends_on")
    place = _Spot(place_path) if place_path else None
    acting = _may_give(role, unit, place, by, at)
    if acting == person.pk:
        raise Refused("people.grant_to_self")
    with transaction.atomic():
        given = Grant.objects.create(
            person=person, role=role, unit=unit, place_path=place_path or None, given_by=by,
            starts_on=begin, ends_on=ends_on,
        )  # fmt: skip
        note(person.pk, KIND, "given", by=by, at=at, acting=acting, facts=_facts(given))
    return given


def end_grant(given: Grant, *, by: Person | None, at: datetime) -> None:
    """End a grant at once: yesterday was its last day. The last one who may grant everywhere stays.

    One that is over already stays as it was.
    """
    place = _Spot(given.place_path) if given.place_path else None
    acting = _may_give(given.role, given.unit, place, by, at)
    yesterday = local_date(at) - timedelta(days=1)
    running = Grant.objects.filter(Q(ends_on=None) | Q(ends_on__gt=yesterday), pk=given.pk)
    facts = _facts(given)
    with somebody_still_grants(at):
        if given.starts_on > yesterday:
            ended = running.delete()[0]
        elif ended := running.update(ends_on=yesterday):
            given.ends_on = yesterday
        if ended:
            note(given.person_id, KIND, "ended", by=by, at=at, acting=acting, facts=facts)


def _may_give(
    role: Role, unit: OrgUnit | None, place: Located | None, by: Person | None, at: datetime
) -> UUID | None:
    """Who may grant only in a part of the school gives there only what they hold there themself."""
    if by is None:
        return None
    authority = authority_of(by, at)
    warrant = authority.over(GRANTING, unit=unit, place=place)
    if warrant is None:
        raise Refused("people.grant_beyond_scope", field="unit")
    if not authority.scope(GRANTING).everywhere:
        lacking = [name for name in role.permissions if authority.over(name, unit=unit, place=place) is None]
        if lacking:
            raise Refused("people.grant_more_than_own", field="role")
    return warrant.on_behalf_of


def _facts(given: Grant) -> dict[str, object]:
    return {
        "role": given.role.key,
        "unit": str(given.unit_id) if given.unit_id else "",
        "place": given.place_path or "",
        "from": given.starts_on.isoformat(),
        "to": given.ends_on.isoformat() if given.ends_on else "",
    }
