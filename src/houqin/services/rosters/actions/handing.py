"""Handing a shift over: what is open is listed by itself, one presses, another presses, then it is final."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import OrgUnit, Person
from houqin.services.rosters.lifecycle import HANDOVER
from houqin.services.rosters.models import Handover, OpenLine, ShiftKind
from houqin.services.rosters.queries import cases
from houqin.services.rosters.queries.teams import members, works_shifts


def hand_over(
    *,
    team: OrgUnit,
    day: date,
    shift_kind: ShiftKind,
    taker: Person,
    by: Person,
    at: datetime,
    words: str = "",
) -> Handover:
    """Hand a team's shift over to a colleague; the services' open matters are written down as they stand.

    Raises `Refused` where giver or taker is not of the team, they are one person, or it was handed over already.
    """
    if not works_shifts(by, at):
        raise Refused("rosters.not_by_roster")
    if taker.pk == by.pk:
        raise Refused("rosters.same_person", field="taker")
    people = set(members([team], at).filter(pk__in=[by.pk, taker.pk]).values_list("pk", flat=True))
    for one in (by, taker):
        if one.pk not in people:
            raise Refused("rosters.not_a_colleague", who=one.name, field="taker")
    handover = Handover(
        title=f"{team.name} {day:%m-%d} {shift_kind.name_zh}", applicant=by, handler=taker, unit=team,
        team=team, day=day, shift_kind=shift_kind, giver=by, taker=taker, words=words.strip(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            matters = cases.open_matters(team, at)
            HANDOVER.open(handover, by=by, at=at, public={"open": len(matters)})
            OpenLine.objects.bulk_create(
                OpenLine(
                    handover=handover, order=order, source=source[:60], number=one.number,
                    title=one.title[:200], note=one.note[:200],
                )
                for order, (source, one) in enumerate(matters)
            )  # fmt: skip
    except IntegrityError as twice:
        raise Refused("rosters.handed_already", field="shift_kind") from twice
    return handover


def take(handover: Handover, *, by: Person, at: datetime, expected: int | None = None) -> None:
    """Take a shift over; from then on nothing changes it."""
    with HANDOVER.move(handover, "take", by=by, at=at, expected=expected):
        Handover.objects.filter(pk=handover.pk).update(taken_at=at)
    handover.taken_at = at


def withdraw(handover: Handover, *, by: Person, at: datetime, expected: int | None = None) -> None:
    """Take a hand-over back before anybody took it; the shift can be handed over anew."""
    with HANDOVER.move(handover, "withdraw", by=by, at=at, expected=expected):
        Handover.objects.filter(pk=handover.pk).update(withdrawn_at=at)
    handover.withdrawn_at = at
