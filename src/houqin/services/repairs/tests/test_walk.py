"""The repair order under the generic walker, and its guards by themselves."""

import random
from datetime import timedelta

import pytest

from houqin.kernel.lifecycle.tests.stage import make_stage, person_with
from houqin.kernel.lifecycle.tests.walker import Walker
from houqin.services.repairs.lifecycle import (
    REPAIR,
    Facts,
    State,
    joined_lately,
    reopened_in_time,
    waited_long_enough,
)
from houqin.services.repairs.tests.cast import MONDAY_9
from houqin.services.repairs.tests.walk import WALK

DISPATCHER = frozenset({"repairs.dispatch"})


@pytest.mark.parametrize("seed", range(6))
def test_a_random_walk_moves_exactly_when_declared_and_permitted(db: None, seed: int) -> None:
    rng, stage = random.Random(seed), make_stage()
    grants = {"dispatcher": DISPATCHER, "handler": frozenset[str](), "stranger": frozenset[str]()}
    cast = {name: person_with(name, sorted(given)) for name, given in grants.items()}
    cast["applicant"], grants["applicant"] = stage.applicant, frozenset[str]()
    walker = Walker(WALK, stage, cast, grants)
    for _ in range(60):
        walker.step(rng)


def test_every_state_has_words_for_the_reporter_and_every_move_a_sentence() -> None:
    assert all(str(look.title) and str(look.sentence) for look in REPAIR.states.values())
    assert all(str(move.title) and str(move.done) for move in REPAIR.moves)
    assert [state for state, look in REPAIR.states.items() if look.final] == [
        State.CLOSED, State.CANCELLED, State.REFUSED, State.JOINED,
    ]  # fmt: skip


def test_only_the_clock_and_dispatchers_are_trusted_with_what_the_clock_does() -> None:
    assert {move.name for move in REPAIR.moves if move.system} == {
        "auto_close",
        "escalate",
        "lapse",
        "raise",
        "recount",
        "remind",
        "take_back",
        "warn",
    }


@pytest.mark.parametrize(("days", "fine"), [(0, True), (30, True), (31, False)])
def test_reopening_looks_at_the_days_since_closing(days: int, fine: bool) -> None:
    facts = Facts(at=MONDAY_9 + timedelta(days=days), closed_at=MONDAY_9, reopen_days=30)
    assert (reopened_in_time(facts) == []) is fine


def test_what_never_closed_is_not_reopened() -> None:
    assert reopened_in_time(Facts(at=MONDAY_9))


@pytest.mark.parametrize(("days", "fine"), [(0, True), (7, True), (8, False)])
def test_a_join_may_be_undone_for_a_week(days: int, fine: bool) -> None:
    facts = Facts(at=MONDAY_9 + timedelta(days=days), joined_at=MONDAY_9)
    assert (joined_lately(facts) == []) is fine
    assert joined_lately(Facts(at=MONDAY_9))


@pytest.mark.parametrize(("minutes", "fine"), [(-1, False), (0, True), (1, True)])
def test_closing_by_itself_waits_to_the_minute(minutes: int, fine: bool) -> None:
    facts = Facts(at=MONDAY_9 + timedelta(minutes=minutes), closes_at=MONDAY_9)
    assert (waited_long_enough(facts) == []) is fine
