"""The demo's rosters: three weeks, worked, handed over, certified; the same for the same seed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from houqin.kernel.people.models import Person
from houqin.services.rosters import demo
from houqin.services.rosters.models import Certificate, Duty, Handover, Leave, Shift
from houqin.services.rosters.tests.cast import MONDAY_9, Cast, make_cast


@dataclass
class World:
    """Those of the cast who hold a permission."""

    cast: Cast

    def people_with(self, permission: str) -> Sequence[Person]:
        workers = [self.cast.worker, self.cast.second, self.cast.third, self.cast.elsewhere]
        return [*workers, self.cast.leader] if permission == "rosters.work" else [self.cast.leader]


class Nobody(World):
    """A campus on which nobody works by a roster."""

    def people_with(self, permission: str) -> Sequence[Person]:
        return []


def test_a_campus_has_three_weeks_and_every_kind_of_thing_on_them(db: None) -> None:
    world = World(make_cast())
    demo.load(world, rng=random.Random(7), until=MONDAY_9)
    days = Shift.objects.order_by("day").values_list("day", flat=True)
    assert (days[len(days) - 1] - days[0]).days in (19, 20)
    assert Duty.objects.filter(off_at=None).exists()
    assert Duty.objects.exclude(off_at=None).count() > 10
    assert Handover.objects.exclude(taken_at=None).exists()
    assert {one.state for one in Leave.objects.all()} == {"asked", "granted"}
    assert {one.certificate_kind.code for one in Certificate.objects.all()} == {
        "electrician",
        "special_equipment",
    }
    assert all(one.off_at is None or one.off_at <= MONDAY_9 for one in Duty.objects.all())


def test_a_campus_without_technicians_gets_none(db: None) -> None:
    world = Nobody(make_cast())
    demo.load(world, rng=random.Random(7), until=MONDAY_9)
    assert not Shift.objects.exists()
