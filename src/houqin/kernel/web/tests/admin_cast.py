"""Who asks the administration pages: administrator, keeper of places, owner, another, a guest; and how."""

from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from houqin.kernel.people.actions.accounts import open_account
from houqin.kernel.people.actions.grants import grant
from houqin.kernel.people.actions.people import add_person
from houqin.kernel.people.actions.roles import edit_role
from houqin.kernel.people.actions.units import add_unit
from houqin.kernel.people.models import OrgUnit, Person, Role
from houqin.kernel.people.tests.stage import EARLIER, MONDAY_9
from houqin.kernel.places.actions import add_place
from houqin.kernel.places.models import Place

ALL = ["people.see", "people.edit", "people.grant", "places.edit"]


@pytest.fixture
def office(db: None) -> OrgUnit:
    school = add_unit(code="school", name="示范大学", kind="school")
    return add_unit(code="office", name="后勤处", kind="office", parent=school)


@pytest.fixture
def administrators(db: None) -> Role:
    return edit_role(None, key="administrator", title="系统管理员", permissions=ALL, at=MONDAY_9)


@pytest.fixture
def administrator(administrators: Role) -> Person:
    person = add_person(name="管理员甲", kind="staff", number="A001", at=MONDAY_9)
    grant(person, administrators, by=None, at=MONDAY_9, starts_on=EARLIER)
    return person


@pytest.fixture
def owner(db: None) -> Person:
    return add_person(name="张三", kind="staff", number="T0001", phone="10000000001", at=MONDAY_9)


@pytest.fixture
def another(db: None) -> Person:
    return add_person(name="李四", kind="staff", number="T0002", at=MONDAY_9)


@pytest.fixture
def building(db: None) -> Place:
    campus = add_place(code="east", name="东校区", kind="campus")
    return add_place(code="b3", name="信息楼", name_en="Information Building", kind="building", parent=campus)


@pytest.fixture
def room(building: Place) -> Place:
    return add_place(code="r211", name="211", kind="room", parent=building)


def as_(person: Person | None) -> Client:
    """Return a browser in which somebody is signed in, or a guest's."""
    client = Client()
    if person is not None:
        account = getattr(person, "account", None) or open_account(person, username=f"u{person.pk}")
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def sheet(*rows: list[Any]) -> SimpleUploadedFile:
    """Return an Excel file of these rows, the first being the heads."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return SimpleUploadedFile("sheet.xlsx", out.getvalue())
