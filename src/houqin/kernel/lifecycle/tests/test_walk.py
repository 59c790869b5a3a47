"""The toy lifecycle under the generic walker; services are walked the same way in `tests/`."""

import random

import pytest

from houqin.kernel.lifecycle.tests.stage import person_with
from houqin.kernel.lifecycle.tests.toy import WALK
from houqin.kernel.lifecycle.tests.walker import Walker
from houqin.kernel.lifecycle.walk import Stage


@pytest.mark.parametrize("seed", range(12))
def test_a_random_walk_moves_exactly_when_declared_and_permitted(stage: Stage, seed: int) -> None:
    rng = random.Random(seed)
    granted = {
        "applicant": frozenset[str](),
        "dispatcher": frozenset({"lifecycle.routes"}),
        "approver": frozenset({"lifecycle.walk"}),
        "handler": frozenset({"lifecycle.walk", "lifecycle.routes"}),
        "stranger": frozenset[str](),
    }
    cast = {name: person_with(name, sorted(given)) for name, given in granted.items() if name != "applicant"}
    cast["applicant"] = stage.applicant
    walker = Walker(WALK, stage, cast, granted)
    for _ in range(40):
        walker.step(rng)


def test_the_walks_together_reach_every_state(stage: Stage) -> None:
    reached = set()
    granted = {name: frozenset({"lifecycle.walk", "lifecycle.routes"}) for name in ("boss", "handler")}
    cast = {name: person_with(name, sorted(given)) for name, given in granted.items()}
    cast["applicant"], granted["applicant"] = stage.applicant, frozenset()
    for seed in range(30):
        walker, rng = Walker(WALK, stage, cast, granted), random.Random(seed)
        for _ in range(25):
            walker.step(rng)
            reached.add(walker.case.state)
    assert reached == set(WALK.lifecycle.states)
