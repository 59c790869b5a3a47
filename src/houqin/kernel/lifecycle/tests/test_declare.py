"""A wrong declaration is refused when it is imported, not when somebody presses a button."""

import pytest

from houqin.kernel.lifecycle.declare import Declaration, Look, Move, move

A, B, C = "a", "b", "c"


def declared(*moves: Move, states: tuple[str, ...] = (A, B), final: str = B) -> Declaration:
    looks = {state: Look(state, "gray", final=state == final) for state in states}
    return Declaration("test.one", "T", "一", A, looks, moves, "开")


def go(source: str, target: str, name: str = "go") -> Move:
    return move(name, source, target, "lifecycle.own", "走", "走了")


def test_a_sound_declaration_is_kept_and_its_moves_found_by_name() -> None:
    life = declared(go(A, B))
    assert life["go"].target == B
    assert "go" in life
    assert "stay" not in life
    assert life.open_states == (A,)


def test_a_move_into_an_undeclared_state_is_refused() -> None:
    with pytest.raises(ValueError, match="names the undeclared state c"):
        declared(go(A, B), go(A, C, "lost"))


def test_a_state_nobody_can_reach_is_refused() -> None:
    with pytest.raises(ValueError, match="state c is unreachable"):
        declared(go(A, B), go(C, B, "from_nowhere"), states=(A, B, C))


def test_a_state_without_a_way_out_is_refused_unless_final() -> None:
    with pytest.raises(ValueError, match="state b has no way out"):
        declared(go(A, B), final="none")


def test_a_move_declared_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        declared(go(A, B), go(A, B))
