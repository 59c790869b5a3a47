"""Who could sit where: the quick answer against trying everything."""

from collections.abc import Set as AbstractSet
from itertools import combinations, product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.lifecycle.seating import Bench, first_stuck

PEOPLE = tuple(UUID(int=n) for n in range(1, 5))
A, B, C, D = PEOPLE
SEAT = st.frozensets(st.sampled_from(PEOPLE), max_size=3)


@st.composite
def benches(draw: st.DrawFn) -> list[Bench]:
    made = []
    for _ in range(draw(st.integers(1, 3))):
        seats = draw(st.lists(SEAT, min_size=1, max_size=3))
        made.append(Bench(draw(st.integers(1, len(seats))), seats))
    return made


def stuck_by_trying(given_benches: list[Bench]) -> int | None:
    """Try every choice of seats and every way to fill them, one step more at a time."""
    for upto in range(1, len(given_benches) + 1):
        choices = product(*(combinations(bench.seats, bench.wanted) for bench in given_benches[:upto]))
        if not any(_can_all_sit([seat for chosen in choice for seat in chosen]) for choice in choices):
            return upto - 1
    return None


def _can_all_sit(seats: list[AbstractSet[UUID]]) -> bool:
    return any(len(set(people)) == len(people) for people in product(*seats))


@given(benches())
def test_a_route_is_stuck_exactly_where_trying_everything_finds_no_way(made: list[Bench]) -> None:
    assert first_stuck(made) == stuck_by_trying(made)


@pytest.mark.parametrize(
    ("made", "stuck"),
    [
        ([Bench(1, [{A}]), Bench(1, [{A}])], 1),
        ([Bench(1, [{A, B}]), Bench(1, [{A}])], None),
        ([Bench(2, [{A}, {A}])], 0),
        ([Bench(2, [{A}, {A}, {B}])], None),
        ([Bench(1, [{A}, {B}]), Bench(1, [{A}]), Bench(1, [{B}])], 2),
        ([Bench(1, [{A}, {B, C}]), Bench(1, [{A}]), Bench(1, [{B}])], None),
        ([], None),
    ],
)  # fmt: skip
def test_people_make_room_for_each_other_and_nobody_sits_twice(made: list[Bench], stuck: int | None) -> None:
    assert first_stuck(made) == stuck
