"""Shifts as people may see them: a team's week as a grid, one's own days ahead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from houqin.kernel.base.clock import local_date
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.people.queries import units_of
from houqin.services.rosters import rules
from houqin.services.rosters.models import Handover, Leave, Shift, ShiftKind, ShiftQuerySet
from houqin.services.rosters.queries.teams import EDIT, SEE, people_of

AHEAD = 14


@dataclass(frozen=True, slots=True)
class Cell:
    """One person's day: their shift, their leave, whether it is still to be planned."""

    name: str
    day: date
    shift: Shift | None
    leave: Leave | None
    elsewhere: bool
    editable: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One person's week, with the hours planned."""

    person: Person
    cells: Sequence[Cell]
    hours: float


@dataclass(frozen=True, slots=True)
class Column:
    """A day of the week, with how many have each kind of shift."""

    day: date
    today: bool
    counts: Sequence[tuple[ShiftKind, int]]


@dataclass(frozen=True, slots=True)
class Grid:
    """A team's week: rows are people, columns days."""

    unit: OrgUnit
    columns: Sequence[Column]
    rows: Sequence[Row]
    kinds: Sequence[ShiftKind]


def visible_to(person: Person, at: datetime) -> ShiftQuerySet:
    """Return the shifts a person may see: their own, their teams', those of the units they answer for."""
    authority = authority_of(person, at)
    seen = Q(person=person) | Q(unit__in=units_of(person, at))
    for permission in (SEE, EDIT):
        seen |= authority.scope(permission).q(unit="unit", place=None)
    return ShiftQuerySet(Shift).filter(seen)


def kinds() -> QuerySet[ShiftKind]:
    """Return the kinds of shift in use."""
    return ShiftKind.objects.filter(closed_on=None).order_by("order", "code")


def all_kinds() -> QuerySet[ShiftKind]:
    """Return all kinds of shift, those out of use last."""
    return ShiftKind.objects.order_by(F("closed_on").asc(nulls_first=True), "order", "code")


def marks() -> Mapping[str, ShiftKind]:
    """Return the kinds in use by their marks in both languages."""
    found = list(kinds())
    return {one.mark_en.upper(): one for one in found} | {one.mark_zh: one for one in found}


def grid(unit: OrgUnit, first: date, at: datetime, *, editable: bool) -> Grid:
    """Return a team's week; days gone by are not edited."""
    days, today = rules.week(first), local_date(at)
    people = people_of(unit, days[0], days[-1])
    planned = ShiftQuerySet(Shift).of_week(days[0], days[-1]).filter(person__in=people).with_all()
    found = {(one.person_id, one.day): one for one in planned}
    away = _leaves(people, days)
    rows = []
    for person in people:
        cells = []
        for day in days:
            shift = found.get((person.pk, day))
            here = shift is None or shift.unit_id == unit.pk
            leave = away.get((person.pk, day))
            name = f"{person.pk}:{day:%Y-%m-%d}"
            may = editable and here and day >= today and leave is None
            cells.append(Cell(name, day, shift, leave, not here, may))
        spans = [rules.Span(c.shift.starts_at, c.shift.ends_at) for c in cells if c.shift]
        rows.append(Row(person, cells, rules.hours(spans)))
    used = [one for one in found.values() if one.unit_id == unit.pk]
    shown = list(kinds())
    columns = [
        Column(
            day,
            day == today,
            [(kind, n) for kind in shown if (n := sum(s.day == day and s.kind_id == kind.pk for s in used))],
        )
        for day in days
    ]
    return Grid(unit, columns, rows, shown)


def own(person: Person, at: datetime) -> list[Shift]:
    """Return a person's shifts from now on for two weeks, the one going on first."""
    last = local_date(at) + timedelta(days=AHEAD)
    mine = ShiftQuerySet(Shift).filter(person=person, ends_at__gt=at, day__lte=last)
    return list(mine.with_all().order_by("starts_at"))


def own_coming(person: Person, pk: UUID, at: datetime) -> Shift | None:
    """Return one of a person's shifts that has not begun, None for anybody else's."""
    mine = ShiftQuerySet(Shift).filter(pk=pk, person=person, starts_at__gt=at)
    return mine.with_all().first()


def to_swap_with(shift: Shift, at: datetime) -> ShiftQuerySet:
    """Return the shifts of the same team that one may be swapped with: others', not begun, within two weeks of it."""
    near = timedelta(days=AHEAD)
    others = ShiftQuerySet(Shift).filter(
        unit=shift.unit_id, starts_at__gt=at, day__gte=shift.day - near, day__lte=shift.day + near
    )
    return others.exclude(person=shift.person_id).with_all().order_by("day", "starts_at", "id")


def current(person: Person, at: datetime) -> Shift | None:
    """Return the shift somebody is on for at an instant: going on, or about to begin."""
    near = ShiftQuerySet(Shift).filter(person=person, ends_at__gt=at, starts_at__lte=at + rules.EARLY_ON)
    return near.with_all().order_by("starts_at").first()


def with_handover(rows: QuerySet[Shift]) -> QuerySet[Shift]:
    """Tell of each shift whether it was handed over (`handed_over`): somebody took it."""
    taken = Handover.objects.filter(
        team=OuterRef("unit"), day=OuterRef("day"), shift_kind=OuterRef("kind"), taken_at__isnull=False
    )
    return rows.annotate(handed_over=Exists(taken))


def _leaves(people: Sequence[Person], days: Sequence[date]) -> dict[tuple[UUID, date], Leave]:
    begins, ends = rules.span(days[0], _MIDNIGHT, _MIDNIGHT)[0], rules.span(days[-1], _MIDNIGHT, _MIDNIGHT)[1]
    rows = Leave.objects.filter(applicant__in=people)
    found: dict[tuple[UUID, date], Leave] = {}
    for one in rows.filter(starts_at__lt=ends, ends_at__gt=begins, state__in=("granted", "returned")):
        for day in days:
            since, until = rules.span(day, _MIDNIGHT, _MIDNIGHT)
            if one.applicant_id and one.starts_at < until and one.ends_at > since:
                found[one.applicant_id, day] = one
    return found


_MIDNIGHT = datetime.min.time()
