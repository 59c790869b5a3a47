"""A small school for the engine's tests: units, places, people, roles."""

from datetime import UTC, date, datetime

from houqin.kernel.lifecycle.models import (
    ApprovalRun,
    Case,
    Route,
    RouteStep,
    RouteVersion,
    SeatRule,
    StepRun,
)
from houqin.kernel.lifecycle.walk import Stage
from houqin.kernel.people.actions.people import add_person
from houqin.kernel.people.actions.units import add_unit
from houqin.kernel.people.models import Grant, OrgUnit, Person, Role
from houqin.kernel.places.actions import add_place

MONDAY_9 = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
EARLIER = date(2025, 1, 1)


def make_stage() -> Stage:
    """Return a stage: a school with an office, a campus with a room, an applicant."""
    school = add_unit(code="school", name="示范大学", kind="school")
    office = add_unit(code="office", name="后勤处", kind="office", parent=school)
    campus = add_place(code="east", name="东校区", kind="campus")
    room = add_place(code="r101", name="101 室", kind="room", parent=campus)
    applicant = add_person(name="张三", kind="staff", number="T0001", at=MONDAY_9)
    return Stage(applicant=applicant, unit=office, place=room, at=MONDAY_9)


def person_with(
    name: str, permissions: list[str], unit: OrgUnit | None = None, number: str | None = None
) -> Person:
    """Return a new person with a role of these permissions over a unit (None: everywhere)."""
    person = add_person(name=name, kind="staff", number=number, at=MONDAY_9)
    if permissions:
        role = Role.objects.create(key=f"role-{person.pk}", title=name, permissions=permissions)
        Grant.objects.create(person=person, role=role, unit=unit, starts_on=EARLIER)
    return person


def make_route(key: str, *steps: tuple[str, int, list[str | Person]]) -> RouteVersion:
    """Return an edition of a route. Each step: mode, count, seats (a permission or a person)."""
    route = Route.objects.create(key=key, kind="test", title=key)
    version = RouteVersion.objects.create(route=route, number=1, made_at=MONDAY_9)
    for order, (mode, count, seats) in enumerate(steps, start=1):
        step = RouteStep.objects.create(
            version=version, order=order, title=f"第{order}步", mode=mode, count=count,
            working_minutes=60 if mode == "timer" else None,
        )  # fmt: skip
        for place, seat in enumerate(seats, start=1):
            person = seat if isinstance(seat, Person) else None
            SeatRule.objects.create(
                step=step,
                order=place,
                person=person,
                permission="" if isinstance(seat, Person) else seat,
                scope="unit",
            )
    return version


def any_step_run(case: Case, at: datetime) -> StepRun:
    """Return an open step for a case, of a route made for it."""
    version = make_route(f"walk-{case.pk}", ("any", 1, ["lifecycle.walk"]))
    run = ApprovalRun.objects.create(case_id=case.pk, version=version, round=1, started_at=at)
    return StepRun.objects.create(approval=run, step=version.steps.get(), opened_at=at)
