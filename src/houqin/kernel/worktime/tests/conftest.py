"""The cast: who edits calendars, a unit in a unit, a campus with a room."""

from datetime import UTC, datetime

import pytest

from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.places.models import Place

INSTALLED = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture
def editor(db: None) -> Person:
    """Keeps the calendar of the school."""
    return Person.objects.create(name="张三", kind=Person.Kind.STAFF, created_at=INSTALLED)


@pytest.fixture
def logistics_office(db: None) -> OrgUnit:
    """A department."""
    return OrgUnit.objects.create(code="hq", name="后勤处", kind=OrgUnit.Kind.OFFICE, path="school.hq")


@pytest.fixture
def repair_section(logistics_office: OrgUnit) -> OrgUnit:
    """A section of the department."""
    return OrgUnit.objects.create(
        code="wx", name="维修科", kind=OrgUnit.Kind.SECTION, parent=logistics_office, path="school.hq.wx"
    )


@pytest.fixture
def campus(db: None) -> Place:
    """A campus."""
    return Place.objects.create(
        code="east", name="东校区", full_name="东校区", kind=Place.Kind.CAMPUS, path="east"
    )


@pytest.fixture
def room(campus: Place) -> Place:
    """A room on the campus."""
    return Place.objects.create(
        code="r101", name="101", full_name="东校区 101", kind=Place.Kind.ROOM, parent=campus, path="east.r101"
    )
