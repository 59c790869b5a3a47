import pytest

from houqin.kernel.people.tests.cast import (
    administrator,
    administrators,
    clerk,
    colleague,
    office,
    school,
    seers,
    student,
    today,
)
from houqin.kernel.places.actions import add_place
from houqin.kernel.places.models import Place

__all__ = [
    "administrator", "administrators", "clerk", "colleague", "office", "school", "seers", "student", "today",
]  # fmt: skip


@pytest.fixture
def campus(db: None) -> Place:
    return add_place(code="east", name="东校区", name_en="East Campus", kind="campus")


@pytest.fixture
def building(campus: Place) -> Place:
    return add_place(code="b3", name="信息楼", name_en="Information Building", kind="building", parent=campus)


@pytest.fixture
def floor(building: Place) -> Place:
    return add_place(code="f2", name="二层", name_en="Floor 2", kind="floor", parent=building)


@pytest.fixture
def room(floor: Place) -> Place:
    return add_place(code="r211", name="211", kind="room", parent=floor)
