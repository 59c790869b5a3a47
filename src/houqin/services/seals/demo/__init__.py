"""A believable year of the seals, replayed through the real actions in the order of time."""

import random
from datetime import datetime, timedelta

from houqin.kernel.people.queries import home_unit
from houqin.services.seals.demo.cast import Cast, register_seals
from houqin.services.seals.demo.story import Story
from houqin.services.seals.demo.world import World

A_YEAR = 110  # applications at scale 1
REACH = timedelta(days=360)


def load(world: World, *, rng: random.Random, until: datetime, scale: int) -> None:
    """Replay a year of applications up to `until`; the same `rng` and world give the same year."""
    cast = Cast.of(world, home_unit)
    seals = register_seals(cast, at=world.began + timedelta(days=2))
    story = Story(world=world, cast=cast, seals=seals, rng=rng, until=until)
    for _ in range(A_YEAR * scale):
        since = rng.random() ** 0.9  # a little more often lately
        story.plan(until - REACH * since, story.apply)
    story.retire_a_seal(until - REACH / 2)
    story.play()
