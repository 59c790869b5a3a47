"""A believable year of the seals, replayed through the real actions in the order of time."""

import random
from datetime import datetime, timedelta

from django.db import transaction

from houqin.kernel.people.queries import home_unit
from houqin.services.seals.demo.cast import Cast, register_seals
from houqin.services.seals.demo.story import Story
from houqin.services.seals.demo.world import World

A_YEAR, LATELY = 80, 16  # applications at scale 1, and those that keep the desk busy today
REACH, RECENT = timedelta(days=360), timedelta(days=2)


def load(world: World, *, rng: random.Random, until: datetime, scale: int) -> None:
    """Replay a year of applications up to `until`; the same `rng` and world give the same year."""
    cast = Cast.of(world, home_unit)
    with transaction.atomic():
        seals = register_seals(cast, at=world.began + timedelta(days=2))
        story = Story(world=world, cast=cast, seals=seals, rng=rng, until=until)
        for reach, number in ((REACH, A_YEAR * scale), (RECENT, LATELY)):
            for _ in range(number):
                story.plan(until - reach * rng.random(), story.apply)
        story.retire_a_seal(until - REACH / 2)
        story.play()
