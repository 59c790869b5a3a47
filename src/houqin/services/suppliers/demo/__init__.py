"""Two contractors with contracts, prices and people, so that the services above have somebody to give work to."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from houqin.kernel.base.clock import local_date
from houqin.kernel.people.models import OrgUnit
from houqin.kernel.places.models import Place
from houqin.services.suppliers.actions import contracts, register
from houqin.services.suppliers.models import KindOfWork


@dataclass(frozen=True)
class Story:
    """What a contractor does, on which contract, at what price in fen (work, unit, fen)."""

    purpose: str
    contact: str
    works: tuple[str, ...]
    past: int
    ahead: int
    prices: tuple[tuple[str, str, int], ...]


STORIES = {
    "wb2": Story("空调和家电维保", "唐经理", ("hvac", "appliance"), 330, 25,
                 (("hvac", "job", 12_000), ("hvac.not_cooling", "job", 16_000), ("appliance", "hour", 9_000))),
    "wb3": Story("门窗门锁维修", "江经理", ("carpentry", "locks"), 200, 165,
                 (("carpentry", "job", 6_500), ("locks", "job", 5_000))),
}  # fmt: skip


class World(Protocol):
    """What the demo needs of the campus it is loaded on."""

    units: Mapping[str, OrgUnit]
    places: Mapping[str, Place]


def load(world: World, *, rng: random.Random, until: datetime, scale: int = 1) -> None:
    """Register the outside units that the story names, each with a contract that runs; needs no dice."""
    campuses = [place for place in world.places.values() if place.kind == Place.Kind.CAMPUS]
    for unit in world.units.values():
        if unit.code in STORIES:
            _begin(unit, STORIES[unit.code], campuses, until)


def _begin(unit: OrgUnit, story: Story, campuses: list[Place], until: datetime) -> None:
    began = until - timedelta(days=story.past)
    supplier = register.register(
        title=unit.name, service="maintenance", contact=story.contact, phone="100-6800-2200",
        organisation=unit, by=None, at=began,
    )  # fmt: skip
    works = {one.key: one for one in KindOfWork.objects.all()}  # none where no service brings any
    contract = contracts.save_contract(
        None, supplier=supplier, number=f"HQ-{unit.code.upper()}-{began:%Y}", purpose=story.purpose,
        starts_on=local_date(began), ends_on=local_date(until) + timedelta(days=story.ahead),
        works=[works[key] for key in story.works if key in works], places=campuses, by=None, at=began,
    )  # fmt: skip
    for key, per, fen in story.prices:
        if key in works:
            contracts.add_price(
                contract, work=works[key], unit=per, fen=fen, since=contract.starts_on, by=None, at=began
            )
