"""The last day by real deeds: some orders wait, some run out, some are under way, some are done."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from houqin.kernel.people.models import Person
from houqin.kernel.places.models import Place
from houqin.services.repairs.actions import answer, dispatch, standing, work
from houqin.services.repairs.actions.joins import join
from houqin.services.repairs.actions.merging import join_to
from houqin.services.repairs.actions.report import report
from houqin.services.repairs.demo.pictures import drawn
from houqin.services.repairs.demo.story import Scene, phrases
from houqin.services.repairs.models import Order
from houqin.services.repairs.queries import crew, taxonomy


class Turn(NamedTuple):
    """One order of the day: which fault, reported how many minutes ago, brought how far, photos with it."""

    code: str
    minutes: int
    state: str
    photos: int = 0


FIRST = Turn("plumbing.pipe_leak", 95, "taken", 2)
DAY: Sequence[Turn] = (
    Turn("plumbing.faucet", 25, "submitted", 2),
    Turn("electrical.light", 40, "submitted"),
    Turn("hvac.not_cooling", 55, "submitted", 1),
    Turn("electrical.room_power", 455, "submitted"),
    Turn("locks.access_control", 70, "submitted"),
    Turn("ict.network", 12, "submitted"),
    Turn("carpentry.desk_chair", 130, "accepted", 1),
    Turn("lift.stopped", 35, "accepted"),
    Turn("locks.door_lock", 110, "assigned"),
    Turn("appliance.water_heater", 150, "assigned"),
    Turn("ict.projector", 80, "taken"),
    Turn("plumbing.toilet", 190, "working"),
    Turn("kitchen.hood", 420, "working"),
    Turn("plumbing.shower", 260, "working", 1),
    Turn("carpentry.window", 300, "working"),
    Turn("appliance.fridge_microwave", 340, "nobody_home"),
    Turn("hvac.noise_smell", 360, "parts"),
    Turn("plumbing.drain_blocked", 330, "fixed"),
    Turn("electrical.socket", 380, "fixed"),
    Turn("electrical.fan", 400, "closed"),
    Turn("cleaning.rubbish", 410, "closed"),
)
SHARED, BACK = "electrical.room_power", "locks.door_lock"
ORDER = ("submitted", "accepted", "assigned", "taken", "working", "fixed", "closed")
REACHED = {"nobody_home": 3, "parts": 4}


def play(scene: Scene, *, rng: random.Random, until: datetime) -> None:
    """Make today's orders; the first resident's own tap is among them, with a technician on the way."""
    if not scene.residents:
        return
    reporter, room = scene.residents[0]
    _bring(scene, rng, FIRST, reporter, room, until, scene.technicians[0])
    _bring(scene, rng, Turn("electrical.light", 600, "fixed"), reporter, room, until, scene.technicians[0])
    _share(scene, until)
    for number, turn in enumerate(sorted(DAY, key=lambda one: -one.minutes)):
        reporter, place = _who(scene, rng)
        technician = scene.technicians[0] if number % 3 == 0 else rng.choice(scene.technicians)
        _bring(scene, rng, turn, reporter, place, until, technician)


def _share(scene: Scene, until: datetime) -> None:
    """One fault that many meet: power gone on a floor, two neighbours say "me too", one order was joined to it.

    And one that comes back: a door lock mended three days ago is broken again.
    """
    floors: dict[object, list[tuple[Person, Place]]] = {}
    for who, home in scene.residents[1:]:
        floors.setdefault(home.parent_id, []).append((who, home))
    near = max(floors.values(), key=len, default=[])[:4]
    if len(near) < 3:
        return
    at, fault = until - timedelta(minutes=50), taxonomy.category(SHARED)
    order = report(place=near[0][1], category=fault, text="一整层都没电", by=near[0][0], at=at, channel="tag")
    for turn, (who, home) in enumerate(near[2:], start=1):
        join(
            order,
            place=home,
            text="我们寝室也没电",
            by=who,
            at=at + timedelta(minutes=4 * turn),
            channel="tag",
        )
    other = report(
        place=near[1][1], category=fault, by=near[1][0], at=at + timedelta(minutes=6), channel="tag"
    )
    join_to(other, target=order, note="同一层跳闸", by=scene.dispatchers[0], at=at + timedelta(minutes=15))
    _again(scene, near[1], until)


def _again(scene: Scene, at_home: tuple[Person, Place], until: datetime) -> None:
    who, home = at_home
    technician, dispatcher = scene.technicians[0], scene.dispatchers[0]
    fault, began = taxonomy.category(BACK), until - timedelta(days=3)
    order = report(place=home, category=fault, by=who, at=began, channel="tag")
    dispatch.assign(order, technician=technician, by=dispatcher, at=began + timedelta(minutes=10))
    work.take(order, by=technician, at=began + timedelta(minutes=15))
    work.arrive(order, by=technician, at=began + timedelta(minutes=40))
    _finish(order, technician, began + timedelta(minutes=70))
    answer.approve(order, by=who, at=began + timedelta(hours=3))
    report(
        place=home, category=fault, text="又打不开了", by=who, at=until - timedelta(minutes=18), channel="tag"
    )


def _who(scene: Scene, rng: random.Random) -> tuple[Person, Place]:
    if rng.random() < 0.6:
        return rng.choice(scene.residents)
    return rng.choice(scene.workers), rng.choice(scene.public)


def _bring(
    scene: Scene,
    rng: random.Random,
    turn: Turn,
    reporter: Person,
    place: Place,
    until: datetime,
    technician: Person,
) -> None:
    opened_at = until - timedelta(minutes=turn.minutes)
    said = phrases().get(turn.code, [""])
    order = report(
        place=place, category=taxonomy.category(turn.code), text=rng.choice(said), by=reporter, at=opened_at,
        photos=[drawn(rng.randrange(1000)) for _ in range(turn.photos)], channel="tag",
    )  # fmt: skip
    dispatcher, far = rng.choice(scene.dispatchers), REACHED.get(turn.state) or ORDER.index(turn.state)
    step = timedelta(minutes=turn.minutes) / 8

    def at(number: int) -> datetime:
        return opened_at + step * number

    if far == 1:
        dispatch.accept(order, by=dispatcher, at=at(1))
    if far >= 2:
        technician = _able(scene, order, technician, at(1))
        dispatch.assign(order, technician=technician, by=dispatcher, at=at(1))
    if far >= 3:
        work.take(order, by=technician, at=at(2))
    if far >= 4:
        work.arrive(order, by=technician, at=at(4))
    if turn.state == "nobody_home":
        door = [drawn(rng.randrange(1000))]
        standing.nobody_home(order, photos=door, note="敲门、电话都没有人应", by=technician, at=at(5))
    if turn.state == "parts":
        parts = order.sla.pause_reasons.get(key="parts")
        standing.pause(order, reason=parts, note="压缩机电容已订货，明天到", by=technician, at=at(5))
    if far >= 5:
        _finish(order, technician, at(6))
    if far >= 6:
        answer.approve(order, by=reporter, at=at(7))


def _able(scene: Scene, order: Order, technician: Person, at: datetime) -> Person:
    """Return the technician thought of, or the first who has the certificate that the trade wants."""
    kind = crew.wanted(order.category)
    if kind is None:
        return technician
    holds = crew.certified([one.pk for one in scene.technicians], kind, at)
    return technician if technician.pk in holds else next(one for one in scene.technicians if one.pk in holds)


def _finish(order: Order, technician: Person, at: datetime) -> None:
    work.finish(
        order, photos=[drawn(int(at.timestamp()) % 997)], note="已更换配件并试用正常", by=technician, at=at
    )
