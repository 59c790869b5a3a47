"""The cast of the registers' tests: a small school, an administrator, a clerk, a student, a stranger."""

from datetime import date

import pytest

from houqin.kernel.people.actions.grants import grant
from houqin.kernel.people.actions.people import add_person
from houqin.kernel.people.actions.roles import edit_role
from houqin.kernel.people.actions.units import add_unit
from houqin.kernel.people.models import OrgUnit, Person, Role
from houqin.kernel.people.tests.stage import EARLIER, MONDAY_9


@pytest.fixture
def school(db: None) -> OrgUnit:
    return add_unit(code="school", name="示范大学", kind="school", name_en="Model University")


@pytest.fixture
def office(school: OrgUnit) -> OrgUnit:
    return add_unit(code="office", name="后勤处", kind="office", parent=school)


@pytest.fixture
def college(school: OrgUnit) -> OrgUnit:
    return add_unit(code="college", name="第一学院", kind="college", parent=school)


@pytest.fixture
def administrators(db: None) -> Role:
    wanted = ["people.see", "people.edit", "people.grant", "places.edit"]
    return edit_role(None, key="administrator", title="系统管理员", permissions=wanted, at=MONDAY_9)


@pytest.fixture
def administrator(administrators: Role) -> Person:
    person = add_person(name="管理员甲", kind="staff", number="A001", at=MONDAY_9)
    grant(person, administrators, by=None, at=MONDAY_9, starts_on=EARLIER)
    return person


@pytest.fixture
def second_administrator(administrators: Role) -> Person:
    person = add_person(name="管理员乙", kind="staff", number="A002", at=MONDAY_9)
    grant(person, administrators, by=None, at=MONDAY_9, starts_on=EARLIER)
    return person


@pytest.fixture
def seers(db: None) -> Role:
    return edit_role(None, key="seer", title="查询员", permissions=["people.see"], at=MONDAY_9)


@pytest.fixture
def clerk(db: None) -> Person:
    return add_person(name="张三", kind="staff", number="T0001", at=MONDAY_9)


@pytest.fixture
def colleague(db: None) -> Person:
    return add_person(name="李四", kind="staff", number="T0002", at=MONDAY_9)


@pytest.fixture
def student(db: None) -> Person:
    return add_person(name="学生甲", kind="student", number="S0001", phone="10000000001", at=MONDAY_9)


@pytest.fixture
def today() -> date:
    return date(2026, 3, 2)
