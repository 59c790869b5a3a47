"""Every declared lifecycle under the one generic walker."""

import random
from importlib import import_module
from importlib.util import find_spec

import pytest
from django.conf import settings

from houqin.kernel.lifecycle.tests.stage import make_stage, person_with
from houqin.kernel.lifecycle.tests.walker import Walker
from houqin.kernel.lifecycle.walk import Walk
from houqin.kernel.registry.house import house

STEPS, SEEDS = 30, 8


def walks() -> list[Walk]:
    """Return the walks that the services declare in `tests/walk.py`, as WALK or WALKS."""
    found: list[Walk] = []
    for package in settings.SERVICES:
        name = f"{package}.tests.walk"
        if find_spec(name):
            module = import_module(name)
            found += getattr(module, "WALKS", None) or [module.WALK]
    return found


def test_every_declared_lifecycle_has_a_walk() -> None:
    declared = set(house().matters)
    assert declared == {walk.lifecycle.kind for walk in walks()}


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(SEEDS))
@pytest.mark.parametrize("walk", walks(), ids=lambda walk: walk.lifecycle.kind)
def test_a_move_succeeds_exactly_when_declared_and_permitted(walk: Walk, seed: int) -> None:
    rng = random.Random(seed)
    stage = make_stage()
    granted = sorted(
        {
            move.permission
            for move in walk.lifecycle.moves
            if house().permissions[move.permission].holder == "grant"
        }
    )
    grants = {
        "boss": frozenset({*granted, "lifecycle.walk"}),
        "handler": frozenset(granted[: len(granted) // 2]),
        "stranger": frozenset[str](),
        "applicant": frozenset[str](),
    }
    cast = {name: person_with(name, sorted(given)) for name, given in grants.items() if name != "applicant"}
    cast["applicant"] = stage.applicant
    walker = Walker(walk, stage, cast, grants)
    for _ in range(STEPS):
        walker.step(rng)
