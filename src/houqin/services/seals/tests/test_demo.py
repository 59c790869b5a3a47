"""The demo's year: believable, in order, and the same for the same seed."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db.models import F

from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.people.queries import holders
from houqin.kernel.places.models import Place
from houqin.services.seals.demo import load
from houqin.services.seals.demo.letters import draw, pdf
from houqin.services.seals.models import Application, Seal, Stamping, TakeOut
from houqin.services.seals.paper import read

UNTIL = datetime(2026, 3, 2, 8, tzinfo=UTC)


@dataclass
class SmallWorld:
    """A campus of a handful of people."""

    units: dict[str, Any]
    places: dict[str, Any]
    rooms: list[Any]
    began: datetime = datetime(2025, 1, 1, tzinfo=UTC)

    @property
    def staff(self) -> Any:
        return list(Person.objects.filter(kind="staff").order_by("number"))

    @property
    def students(self) -> Any:
        return list(Person.objects.filter(kind="student").order_by("number"))

    def people_with(self, permission: Any, *, unit: Any = None) -> Any:
        return list(holders(permission, at=self.began, unit=unit).order_by("number"))


@pytest.fixture
def world(
    school: OrgUnit,
    college: OrgUnit,
    office: OrgUnit,
    seal_room: Place,
    applicant: Person,
    student: Person,
    dean: Person,
    head: Person,
    keeper: Person,
    deputy: Person,
    administrator: Person,
) -> Any:
    units = {unit.path: unit for unit in (school, college, office)}
    return SmallWorld(units=units, places={seal_room.path: seal_room}, rooms=[seal_room])


def test_a_year_is_replayed_by_the_rules(world: Any) -> None:
    load(world, rng=random.Random(7), until=UNTIL, scale=1)
    assert Seal.objects.count() == 6
    assert Seal.objects.filter(state="retired").count() == 1
    assert Application.objects.count() > 60
    states = set(Application.objects.values_list("state", flat=True))
    assert {"stamped", "brought_back"} <= states
    assert not Application.objects.filter(opened_at__gte=UNTIL).exists()
    assert not Stamping.objects.filter(at__lt=F("application__opened_at")).exists()
    assert not Stamping.objects.filter(keeper=F("application__applicant")).exists()
    for trip in TakeOut.objects.exclude(ended_at=None):
        at_the_desk = Stamping.objects.filter(
            seal=trip.seal, outside="", at__gt=trip.taken_at, at__lt=trip.ended_at
        )
        assert not at_the_desk.exists()


def test_the_same_seed_draws_the_same_papers() -> None:
    one, other = random.Random(3), random.Random(3)
    assert [draw(one) for _ in range(50)] == [draw(other) for _ in range(50)]


def test_the_demo_s_papers_are_real_pdf_files_with_chinese_words() -> None:
    paper = read(pdf("关于借用场地的复函", 3, "T001"))
    assert (paper.pages, paper.blank_pages) == (3, ())
