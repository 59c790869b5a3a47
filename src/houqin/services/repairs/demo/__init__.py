"""A believable year of repairs: history replayed in bulk, the last day by the same deeds people make."""

import random
from datetime import datetime, timedelta
from typing import Protocol

from houqin.kernel.people.models import Account, Person
from houqin.kernel.places.models import Place
from houqin.kernel.places.queries import room_of
from houqin.services.repairs.demo import contractors, today, ways
from houqin.services.repairs.demo.bulk import write
from houqin.services.repairs.demo.calendar import opening_times
from houqin.services.repairs.demo.story import Scene, tell
from houqin.services.repairs.models import Category
from houqin.services.repairs.queries import promises

YEAR = timedelta(days=365)
LAST = timedelta(hours=20)


class World(Protocol):
    """What the demo needs of the campus it is loaded on."""

    students: list[Person]
    staff: list[Person]
    rooms: list[Place]
    points: list[Place]

    def people_with(self, permission: str) -> list[Person]:
        """Return who holds a permission."""
        ...


def load(world: World, *, rng: random.Random, until: datetime, scale: int = 1) -> None:
    """Replay a year of repairs up to `until`, then make today's by real deeds; steady for a seed."""
    scene = set_scene(world, until)
    began = until - YEAR
    stories = [
        tell(rng, scene, opened_at, until - LAST)
        for opened_at in opening_times(rng, began, until - LAST, scale)
    ]
    write(scene, stories, at=until)
    today.play(scene, rng=rng, until=until)
    ways.play(scene, rng=rng, until=until)
    contractors.play(scene, until=until)


def set_scene(world: World, at: datetime) -> Scene:
    """Gather who reports from where, who dispatches, who mends."""
    signing_in = set(Account.objects.filter(is_active=True).values_list("person_id", flat=True))
    students = sorted(world.students, key=lambda one: one.pk not in signing_in)
    homes = {student: room_of(student, at) for student in students}
    version = promises.in_force(at)
    public = [place for place in (*world.rooms, *world.points) if place.access != Place.Access.PRIVATE]
    return Scene(
        residents=[(student, room) for student, room in homes.items() if room is not None],
        workers=list(world.staff),
        public=public,
        dispatchers=list(world.people_with("repairs.dispatch")),
        technicians=list(world.people_with("repairs.technician")),
        categories=list(Category.objects.select_related("trade").order_by("order")),
        version=version,
        targets=promises.targets(version),
        hours=promises.hours_for(version, None, at),
    )
