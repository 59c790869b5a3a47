"""Reads over all cases: what a person may see, what waits for them, what happened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django_stubs_ext import StrOrPromise

from houqin.kernel.lifecycle.declare import Declaration, Look, Move
from houqin.kernel.lifecycle.handoffs import KINDS, lifecycle_of
from houqin.kernel.lifecycle.models import Case, Handoff, Participant, Seat
from houqin.kernel.lifecycle.seats import seats_of
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Person
from houqin.kernel.people.scope import ALL
from houqin.kernel.registry.feature import Matter
from houqin.kernel.registry.house import house


def sight(person: Person, at: datetime, see: Iterable[str]) -> Q:
    """Return the filter of what a person may see of one kind: their own, where they take part, and by grant."""
    authority = authority_of(person, at)
    scopes = [authority.scope(permission) for permission in see]
    if any(scope.everywhere for scope in scopes):
        return ALL
    me = [person.pk, *authority.principals]
    own = (
        Q(applicant_id__in=me)
        | Q(handler_id__in=me)
        | Q(Exists(_parts(me)))
        | Q(Exists(_seats(person, at)))
        | Q(Exists(_sat(me)))
    )
    for scope in scopes:
        own |= scope.q(unit="unit", place="place")
    return own


def visible_cases(person: Person, at: datetime) -> QuerySet[Case]:
    """Return every case of every service that a person may see."""
    wanted = Q(pk__in=[])
    for matter in house().matters.values():
        wanted |= Q(kind=matter.lifecycle.kind) & sight(person, at, matter.see)
    return Case.objects.filter(wanted)


def todo(person: Person, at: datetime) -> QuerySet[Case]:
    """Return what waits for a person: state by grant by scope, decided in SQL; no guard is asked row by row."""
    authority = authority_of(person, at)
    me = [person.pk, *authority.principals]
    waiting = Q(pk__in=seats_of(person, at).values("case_id")) & ~Q(applicant_id__in=me)
    for lifecycle, each in _todo_moves():
        holder = house().permissions[each.permission].holder
        there = Q(kind=lifecycle.kind, state__in=each.source)
        if holder == "applicant":
            waiting |= there & Q(applicant_id__in=me)
        elif holder == "participant":
            waiting |= there & (Q(applicant_id__in=me) | Q(Exists(_parts(me))))
        elif holder == "handler":
            waiting |= there & Q(handler_id__in=me)
        elif holder == "grant" and authority.holds(each.permission):
            waiting |= there & authority.scope(each.permission).q(unit="unit", place="place")
    return Case.objects.filter(waiting, closed_at=None).order_by(F("due_at").asc(nulls_last=True), "id")


def sees_whole(case: Case, person: Person, at: datetime) -> bool:
    """Tell whether a person sees a case as those at work on it: they handle it, or a grant covers it."""
    authority = authority_of(person, at)
    if case.handler_id in (person.pk, *authority.principals):
        return True
    return any(authority.over(one, unit=case.unit, place=case.place) for one in matter_of(case).see)


def apart_from(case: Any, person: Person, at: datetime) -> frozenset[UUID]:
    """Return the people whose words, files and names a person does not get to see on a case."""
    apart = matter_of(case).apart
    return apart(case, person, at) if apart else frozenset()


@dataclass(frozen=True, slots=True)
class HandoffLine:
    """A hand-off as one of its ends shows it; `page`, `source`, `target` are None where one may not look there."""

    handoff: Handoff
    title: StrOrPromise
    look: Look
    page: Case | None
    source: Case | None
    target: Case | None

    @property
    def unused(self) -> bool:
        """Whether it was refused because nobody takes this kind here."""
        return self.handoff.answered_at is not None and self.handoff.answered_by_id is None

    @property
    def finished_at(self) -> datetime | None:
        """When what was accepted had been done."""
        return self.handoff.closed_at if self.handoff.target_id else None


def handed_over(source: Case, kind: str) -> QuerySet[Handoff]:
    """Return what a case has handed over of a kind and is not done yet."""
    return Handoff.objects.filter(source=source.pk, kind=kind, closed_at=None)


def handoffs_to(permission: str, kind: str, person: Person, at: datetime) -> QuerySet[Handoff]:
    """Return the hand-offs of a kind that a person may see: those they made, and those they may answer."""
    return Handoff.objects.filter(sight(person, at, (permission,)), kind=kind)


def handoffs_of(case: Case, person: Person, at: datetime) -> list[HandoffLine]:
    """Return the hand-offs a case is an end of, or is, oldest first; other ends only where the person may see them."""
    about = Q(source=case.pk) | Q(target=case.pk) | Q(pk=case.pk)
    rows = list(
        Handoff.objects.filter(about).select_related("applicant", "answered_by").order_by("opened_at", "id")
    )
    if not rows:
        return []
    ends = {end for row in rows for end in (row.pk, row.source_id, row.target_id) if end != case.pk}
    seen: dict[Any, Case] = visible_cases(person, at).in_bulk(ends - {None})
    return [
        HandoffLine(
            row, KINDS[row.kind].title, lifecycle_of(row.kind).look(row.state),
            seen.get(row.pk), seen.get(row.source_id), seen.get(row.target_id),
        )
        for row in rows
    ]  # fmt: skip


def matter_of(case: Case) -> Matter:
    """Return the declaration by which a case is shown."""
    return house().matters[case.kind]


def _todo_moves() -> Iterable[tuple[Declaration, Move]]:
    for matter in house().matters.values():
        for each in matter.lifecycle.moves:
            if each.todo:
                yield matter.lifecycle, each


def _parts(people: list[Any]) -> QuerySet[Participant]:
    return Participant.objects.filter(case_id=OuterRef("pk"), person_id__in=people)


def _sat(people: list[Any]) -> QuerySet[Seat]:
    """Who has decided on a case goes on seeing what became of it."""
    return Seat.objects.filter(case_id=OuterRef("pk")).filter(
        Q(decided_by_id__in=people) | Q(on_behalf_of_id__in=people)
    )


def _seats(person: Person, at: datetime) -> QuerySet[Any]:
    return seats_of(person, at).filter(case_id=OuterRef("pk"))
