"""The cast of the surveys' tests: who asks, two who work, who leads them, who answers for the place; a case by hand."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.people.actions.accounts import open_account
from houqin.kernel.people.actions.employments import employ
from houqin.kernel.people.actions.people import add_person
from houqin.kernel.people.actions.units import add_unit
from houqin.kernel.people.models import Grant, OrgUnit, Person, Role
from houqin.kernel.places.actions.places import add_place
from houqin.kernel.places.models import Place
from houqin.services.surveys.actions.inviting import invite
from houqin.services.surveys.actions.rating import rate
from houqin.services.surveys.models import Invitation, Rating

MONDAY_9 = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WATER, POWER = ("水", "Water"), ("电", "Power")


@dataclass(frozen=True)
class Cast:
    """Everybody and everything the tests need."""

    office: OrgUnit
    crew: OrgUnit
    contractor: OrgUnit
    east: Place
    west: Place
    room: Place
    student: Person
    other_student: Person
    worker: Person
    second_worker: Person
    hired: Person
    leader: Person
    head: Person
    west_head: Person
    setter: Person
    stranger: Person


@contextmanager
def refused(*codes: str) -> "Iterator[pytest.ExceptionInfo[Refused]]":
    """Expect a refusal with exactly these reasons."""
    with pytest.raises(Refused) as caught:
        yield caught
    assert [reason.code for reason in caught.value.reasons] == list(codes)


def make_cast() -> Cast:
    """Return the cast: a crew and a contractor on the eastern campus, a head on each campus."""
    school = add_unit(code="school", name="示范大学", kind="school")
    office = add_unit(code="office", name="后勤处", kind="office", parent=school)
    crew = add_unit(code="crew", name="水电班", kind="section", parent=office)
    contractor = add_unit(code="firm", name="某物业公司", kind="partner", outside=True)
    east = add_place(code="east", name="东校区", name_en="East Campus", kind="campus", keeper=office)
    other_office = add_unit(code="other", name="西区管委会", kind="office", parent=school)
    west = add_place(code="west", name="西校区", name_en="West Campus", kind="campus", keeper=other_office)
    house = add_place(code="d3", name="3 号楼", name_en="Residence 3", kind="building", parent=east)
    room = add_place(code="r412", name="412 室", name_en="Room 412", kind="room", parent=house)
    worker, second, hired = (
        _person(name, username) for name, username in (("赵六", "w1"), ("孙七", "w2"), ("钱五", "w3"))
    )
    for one, unit in ((worker, crew), (second, crew), (hired, contractor)):
        employ(one, unit, starts_on=date(2025, 1, 1), post="维修")
    return Cast(
        office=office, crew=crew, contractor=contractor, east=east, west=west, room=room,
        student=_person("学生甲", "s1", kind="student"), other_student=_person("学生乙", "s2", kind="student"),
        worker=worker, second_worker=second, hired=hired,
        leader=_person("班长", "leader", ["surveys.team"], unit=crew),
        head=_person("周八", "head", ["surveys.see", "surveys.team"], unit=office),
        west_head=_person("吴九", "head2", ["surveys.see", "surveys.team"], place=west),
        setter=_person("郑十", "setter", ["surveys.settings"]),
        stranger=_person("路人", "stranger", kind="outsider"),
    )  # fmt: skip


def finished(
    cast: Cast,
    *,
    rater: Person | None = None,
    doers: Sequence[Person] = (),
    at: datetime = MONDAY_9,
    topic: tuple[str, str] = WATER,
    place: Place | None = None,
    case: Case | None = None,
) -> Case:
    """Return a case somebody asked for, with a round of work just finished on it."""
    made = case or _case(rater or cast.student, place or cast.room, at)
    invite(made, rater=made.applicant, doers=doers or [cast.worker], topic=topic, at=at)
    return made


def rated(cast: Cast, stars: int, *, done: bool = True, after: timedelta = HOUR, **how: object) -> Rating:
    """Return a rating by the student of a case finished for them."""
    words = {name: how.pop(name) for name in ("words", "tags", "named") if name in how}
    case = finished(cast, **how)  # type: ignore[arg-type]
    invitation = Invitation.objects.filter(case=case).latest("round")
    return rate(case, done=done, stars=stars, by=invitation.rater, at=invitation.opened_at + after, **words)  # type: ignore[arg-type]


def _case(applicant: Person, place: Place, at: datetime) -> Case:
    number = f"BX{Case.objects.count():06d}"
    return Case.objects.create(
        kind="repairs.order", number=number, state="fixed", title="水龙头漏水", applicant=applicant,
        unit=place.keeper, place=place, opened_at=at, moved_at=at,
    )  # fmt: skip


def _person(
    name: str,
    username: str,
    permissions: Sequence[str] = (),
    *,
    place: Place | None = None,
    unit: OrgUnit | None = None,
    kind: str = "staff",
) -> Person:
    person = add_person(name=name, kind=kind, at=MONDAY_9, number=f"T-{username}")
    open_account(person, username=username)
    if permissions:
        role = Role.objects.create(key=f"role-{username}", title=name, permissions=list(permissions))
        Grant.objects.create(
            person=person, role=role, place_path=place.path if place else None, unit=unit,
            starts_on=date(2025, 1, 1),
        )  # fmt: skip
    return person
