"""Planning a team's roster: cell by cell, last week again, a pattern that repeats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from houqin.kernel.base.clock import local_date
from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.people.permits import require
from houqin.kernel.trail.record import record
from houqin.services.rosters import rules
from houqin.services.rosters.models import Leave, Shift, ShiftKind, ShiftQuerySet
from houqin.services.rosters.queries import cases
from houqin.services.rosters.queries.teams import EDIT, people_of

KIND = "rosters.roster"
Away = Mapping[UUID, Sequence[Leave]]
Plan = Mapping[tuple[UUID, date], ShiftKind | None]


@dataclass
class Filled:
    """What became of a filling: shifts made, and days left alone because something stood there or stood against it."""

    made: int = 0
    skipped: int = 0


def plan(unit: OrgUnit, changes: Plan, *, by: Person | None, at: datetime) -> int:
    """Set or clear (None) the shifts of a team's people; returns how many cells changed, all or none.

    Raises `Refused` where a day is over, somebody is on leave, another team has planned them, or shifts overlap.
    """
    acting = require(EDIT, by=by, at=at, unit=unit)
    if not changes:
        return 0
    first, last = min(day for _who, day in changes), max(day for _who, day in changes)
    if by is not None and first < local_date(at):
        raise Refused("rosters.day_over", day=first)
    with transaction.atomic():
        people = {one.pk: one for one in people_of(unit, first, last)}
        wanted = {pk for pk, _day in changes}
        if wanted - set(people):
            stranger = Person.objects.filter(pk__in=wanted - set(people)).first()
            raise Refused("rosters.not_of_team", who=stranger.name if stranger else "—")
        there = _there(wanted, first, last)
        changed = [
            key for key in sorted(changes, key=lambda one: (one[1], one[0])) if _differs(changes, there, key)
        ]
        for who, day in changed:
            if (old := there.get((who, day))) is not None and old.unit_id != unit.pk:
                raise Refused("rosters.elsewhere", who=people[who].name, day=day)
        Shift.objects.filter(pk__in=[there[key].pk for key in changed if key in there]).delete()
        away = _away(wanted, first, last)
        for who, day in changed:
            kind = changes[who, day]
            if kind is not None:
                _make(unit, people[who], day, kind, by, away)
        if changed:
            facts = {"from": first.isoformat(), "to": last.isoformat(), "cells": len(changed)}
            record(subject=unit.pk, kind=KIND, verb="plan", by=by, on_behalf_of=acting, at=at, facts=facts)
    return len(changed)


def copy_last_week(unit: OrgUnit, first: date, *, by: Person | None, at: datetime) -> Filled:
    """Copy the week before into the week that begins on `first`, where nothing is planned yet."""
    week = timedelta(days=7)
    before = ShiftQuerySet(Shift).filter(unit=unit).of_week(first - week, first - timedelta(days=1))
    turns = [(one.person_id, one.day + week, one.kind) for one in before.select_related("kind")]
    return _fill(unit, turns, "copy", by, at)


def fill(
    unit: OrgUnit,
    *,
    people: Sequence[Person],
    pattern: Sequence[ShiftKind | None],
    first: date,
    last: date,
    stagger: int,
    by: Person | None,
    at: datetime,
) -> Filled:
    """Fill days by a pattern that repeats, each person entering it `stagger` days after the one before.

    Raises `Refused` for no people, a backward or too long period.
    """
    if not people:
        raise Refused("rosters.nobody_chosen", field="people")
    turns = [
        (people[n].pk, day, kind) for n, day, kind in rules.filled(pattern, len(people), first, last, stagger)
    ]
    return _fill(unit, turns, "fill", by, at)


def _fill(
    unit: OrgUnit,
    turns: Sequence[tuple[UUID, date, ShiftKind]],
    verb: str,
    by: Person | None,
    at: datetime,
) -> Filled:
    acting = require(EDIT, by=by, at=at, unit=unit)
    filled = Filled()
    if not turns:
        return filled
    first, last = min(turn[1] for turn in turns), max(turn[1] for turn in turns)
    with transaction.atomic():
        people = {one.pk: one for one in people_of(unit, first, last)}
        there = _there({turn[0] for turn in turns}, first, last)
        away = _away({turn[0] for turn in turns}, first, last)
        for who, day, kind in sorted(turns, key=lambda one: (one[1], one[0])):
            gone = by is not None and day < local_date(at)
            if gone or who not in people or (who, day) in there or kind.closed_on is not None:
                filled.skipped += 1
                continue
            try:
                _make(unit, people[who], day, kind, by, away)
                filled.made += 1
            except Refused:
                filled.skipped += 1
        facts = {"from": first.isoformat(), "to": last.isoformat(), "cells": filled.made}
        record(subject=unit.pk, kind=KIND, verb=verb, by=by, on_behalf_of=acting, at=at, facts=facts)
    return filled


def _there(people: set[UUID], first: date, last: date) -> dict[tuple[UUID, date], Shift]:
    rows = ShiftQuerySet(Shift).filter(person__in=people).of_week(first, last).select_for_update()
    return {(one.person_id, one.day): one for one in rows.order_by("pk")}


def _differs(changes: Plan, there: Mapping[tuple[UUID, date], Shift], key: tuple[UUID, date]) -> bool:
    old, new = there.get(key), changes[key]
    return (old.kind_id if old else None) != (new.pk if new else None)


def _away(people: set[UUID], first: date, last: date) -> Away:
    begins, ends = rules.span(first, time(), time()), rules.span(last + timedelta(days=1), time(), time())
    return cases.leaves_within(people, begins.starts_at, ends.ends_at)


def _make(unit: OrgUnit, person: Person, day: date, kind: ShiftKind, by: Person | None, away: Away) -> Shift:
    span = kind.on(day)
    if any(one.starts_at < span.ends_at and one.ends_at > span.starts_at for one in away.get(person.pk, ())):
        raise Refused("rosters.on_leave", who=person.name, day=day)
    try:
        with transaction.atomic():
            return Shift.objects.create(
                unit=unit, person=person, day=day, kind=kind, starts_at=span.starts_at,
                ends_at=span.ends_at, made_by=by,
            )  # fmt: skip
    except IntegrityError as taken:
        raise Refused("rosters.overlap", who=person.name, day=day) from taken
