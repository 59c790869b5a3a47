"""The cast of the rosters' tests: a crew of three, who leads them, another team, who answers for all, a stranger."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.actions.accounts import open_account
from houqin.kernel.people.actions.employments import employ
from houqin.kernel.people.actions.people import add_person
from houqin.kernel.people.actions.units import add_unit
from houqin.kernel.people.models import Grant, OrgUnit, Person, Role
from houqin.services.rosters.actions import planning
from houqin.services.rosters.models import Shift, ShiftKind

MONDAY_9 = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
MONDAY = date(2026, 3, 2)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Cast:
    """Everybody and everything the tests need."""

    crew: OrgUnit
    other_crew: OrgUnit
    worker: Person
    second: Person
    third: Person
    elsewhere: Person
    leader: Person
    other_leader: Person
    head: Person
    stranger: Person


@contextmanager
def refused(*codes: str) -> "Iterator[pytest.ExceptionInfo[Refused]]":
    """Expect a refusal with exactly these reasons."""
    with pytest.raises(Refused) as caught:
        yield caught
    assert [reason.code for reason in caught.value.reasons] == list(codes)


def make_cast() -> Cast:
    """Return the cast: a crew and another, each with who leads it."""
    school = add_unit(code="school", name="示范大学", kind="school")
    office = add_unit(code="office", name="后勤处", kind="office", parent=school)
    crew = add_unit(code="crew", name="水电班", name_en="Water and Power", kind="section", parent=office)
    other = add_unit(code="other", name="电梯班", kind="section", parent=office)
    people = {
        username: _person(name, username, ["rosters.work"])
        for name, username in (("赵六", "w1"), ("孙七", "w2"), ("钱五", "w3"), ("何四", "w4"))
    }
    for username, unit in (("w1", crew), ("w2", crew), ("w3", crew), ("w4", other)):
        employ(people[username], unit, starts_on=date(2025, 1, 1), post="维修")
    leads = ["rosters.edit", "rosters.see", "rosters.work"]
    leader = _person("李班长", "leader", leads, crew)
    employ(leader, crew, starts_on=date(2025, 1, 1), post="班长")
    head = _person("吴处长", "head", ["rosters.see", "figures.see"], office)
    setter = Role.objects.create(key="role-setter", title="设置", permissions=["rosters.settings"])
    Grant.objects.create(person=head, role=setter, starts_on=date(2025, 1, 1))
    return Cast(
        crew=crew, other_crew=other, worker=people["w1"], second=people["w2"], third=people["w3"],
        elsewhere=people["w4"], leader=leader,
        other_leader=_person("周班长", "leader2", ["rosters.edit", "rosters.see"], other),
        head=head,
        stranger=_person("路人", "stranger"),
    )  # fmt: skip


def kind(code: str) -> ShiftKind:
    """Return a shipped kind of shift."""
    return ShiftKind.objects.get(code=code)


def planned(cast: Cast, person: Person, code: str, day: date = MONDAY, unit: OrgUnit | None = None) -> Shift:
    """Return a shift planned for somebody, by the house itself."""
    planning.plan(unit or cast.crew, {(person.pk, day): kind(code)}, by=None, at=MONDAY_9)
    return Shift.objects.get(person=person, day=day)


def _person(name: str, username: str, permissions: Sequence[str] = (), unit: OrgUnit | None = None) -> Person:
    person = add_person(name=name, kind="staff", at=MONDAY_9, number=f"T-{username}")
    open_account(person, username=username)
    if permissions:
        role = Role.objects.create(key=f"role-{username}", title=name, permissions=list(permissions))
        Grant.objects.create(person=person, role=role, unit=unit, starts_on=date(2025, 1, 1))
    return person
