"""Both stories as declared: where they end, who is kept apart, and no way round the keeper."""

from typing import Any

import pytest

from houqin.services.seals import rules
from houqin.services.seals.lifecycle import APPLICATION, ASKING_AND_DECIDING, SEAL, SealState, State


def names(guards: Any) -> set[str]:
    """Return what guards are called."""
    return {guard.__name__ for guard in guards}


def test_an_application_ends_stamped_or_with_a_reason() -> None:
    final = {state for state, look in APPLICATION.states.items() if look.final}
    assert final == {
        State.STAMPED, State.BROUGHT_BACK, State.REFUSED, State.DECLINED, State.WITHDRAWN, State.LOST,
    }  # fmt: skip


def test_nothing_is_stamped_that_was_not_approved() -> None:
    ways = {move.source for move in APPLICATION.moves if move.target in (State.STAMPED, State.TAKEN_OUT)}
    assert ways == {(State.APPROVED,)}


@pytest.mark.parametrize("name", ["stamp", "take_out", "decline", "bring_back"])
def test_the_keeper_is_neither_applicant_nor_approver_and_keeps_this_very_seal(name: Any) -> None:
    move = APPLICATION[name]
    assert move.apart_from == ASKING_AND_DECIDING
    assert "own_keeper" in names(move.guards)


@pytest.mark.parametrize("name", ["stamp", "take_out"])
def test_paper_and_seal_are_looked_at_before_a_seal_moves(name: Any) -> None:
    assert {"seal_at_rest", "paper_as_approved"} <= names(APPLICATION[name].guards)


def test_a_seal_is_used_from_one_state_only() -> None:
    assert set(SealState) - rules.AT_REST == {
        SealState.AWAY, SealState.SUSPENDED, SealState.LOST, SealState.RETIRED,
    }  # fmt: skip


def test_a_retired_seal_never_comes_back() -> None:
    assert list(SEAL.from_state(SealState.RETIRED)) == []


def test_a_lost_seal_is_not_in_use_before_somebody_checked_it() -> None:
    targets = {move.target for move in SEAL.from_state(SealState.LOST)}
    assert SealState.IN_USE not in targets


def test_every_state_has_a_word_and_a_sentence() -> None:
    for lifecycle in (SEAL, APPLICATION):
        assert all(str(look.title) and str(look.sentence) for look in lifecycle.states.values())
