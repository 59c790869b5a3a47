"""Writes: approval routes. An edition is added, never changed; running cases keep theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from houqin.kernel.base.refused import Refused, refuse_if_any
from houqin.kernel.lifecycle.models import Route, RouteStep, RouteVersion, SeatRule
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.registry.house import house
from houqin.kernel.trail.record import record


@dataclass(frozen=True, slots=True)
class SeatSpec:
    """A seat to be: a person, or a permission over a scope (or over one fixed unit)."""

    person: Person | None = None
    permission: str = ""
    scope: str = SeatRule.Scope.UNIT
    unit: OrgUnit | None = None


@dataclass(frozen=True, slots=True)
class StepSpec:
    """A step to be."""

    title: str
    mode: str = RouteStep.Mode.ANY
    seats: Sequence[SeatSpec] = ()
    count: int = 1
    working_minutes: int | None = None
    title_en: str = ""


def make_route(*, key: str, kind: str, title: str, title_en: str = "") -> Route:
    """Return the route of a key, made where there is none."""
    named = {"kind": kind, "title": title, "title_en": title_en}
    route, _made = Route.objects.get_or_create(key=key, defaults=named)
    return route


def make_version(
    route: Route, steps: Sequence[StepSpec], *, by: Person | None, at: datetime, source: str = ""
) -> RouteVersion:
    """Add an edition; raises `Refused` with all that is wrong with its steps."""
    refuse_if_any([reason for step in steps for reason in _faults(step)] or _no_steps(steps))
    with transaction.atomic():
        Route.objects.select_for_update().get(pk=route.pk)
        last = route.versions.aggregate(n=Max("number"))["n"] or 0
        version = RouteVersion.objects.create(
            route=route, number=last + 1, made_by=by, made_at=at, source=source
        )
        for order, step in enumerate(steps, start=1):
            _write_step(version, order, step)
        record(subject=route.pk, kind="lifecycle.route", verb="revise", by=by, at=at, version=version.number)
    return version


def _write_step(version: RouteVersion, order: int, step: StepSpec) -> None:
    made = RouteStep.objects.create(
        version=version, order=order, title=step.title, title_en=step.title_en, mode=step.mode,
        count=step.count, working_minutes=step.working_minutes,
    )  # fmt: skip
    SeatRule.objects.bulk_create(
        SeatRule(
            step=made,
            order=place,
            person=seat.person,
            permission=seat.permission,
            scope=seat.scope,
            unit=seat.unit,
        )
        for place, seat in enumerate(step.seats, start=1)
    )


def _no_steps(steps: Sequence[StepSpec]) -> list[Refused]:
    return [] if steps else [Refused("lifecycle.route_empty")]


def _faults(step: StepSpec) -> list[Refused]:
    faults = []
    if step.mode == RouteStep.Mode.TIMER and not step.working_minutes:
        faults.append(Refused("lifecycle.route_timer", step=step.title))
    if step.mode != RouteStep.Mode.TIMER and not step.seats:
        faults.append(Refused("lifecycle.route_no_seat", step=step.title))
    if step.mode == RouteStep.Mode.COUNT and step.count > len(step.seats):
        faults.append(
            Refused("lifecycle.route_count", step=step.title, count=step.count, seats=len(step.seats))
        )
    for seat in step.seats:
        known = house().permissions.get(seat.permission)
        if seat.person is None and (known is None or known.holder != "grant"):
            faults.append(Refused("lifecycle.route_permission", step=step.title, permission=seat.permission))
    return faults
