"""Interval arithmetic against sets of whole hours."""

import itertools
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.worktime.intervals import Interval, intersection, subtraction, total, union

NOON = datetime(2025, 3, 14, 12, tzinfo=UTC)


def between(start: int, end: int) -> Interval:
    return Interval(NOON + timedelta(hours=start), NOON + timedelta(hours=end))


def hours_in(intervals: Iterable[Interval]) -> set[int]:
    return {hour for hour in range(60) if any(a <= NOON + timedelta(hours=hour) < b for a, b in intervals)}


sets = st.lists(
    st.tuples(st.integers(0, 50), st.integers(0, 9)).map(lambda pair: between(pair[0], sum(pair))), max_size=6
)


@given(sets)
def test_a_union_has_the_same_hours_in_order_and_apart(some: list[Interval]) -> None:
    merged = union(some)
    assert hours_in(merged) == hours_in(some)
    assert all(one.end < other.start for one, other in itertools.pairwise(merged))
    assert all(one.length for one in merged)


@given(sets, sets)
def test_an_intersection_has_the_hours_of_both(one: list[Interval], other: list[Interval]) -> None:
    assert hours_in(intersection(union(one), union(other))) == hours_in(one) & hours_in(other)


@given(sets, sets)
def test_a_subtraction_has_the_hours_of_the_first_alone(one: list[Interval], other: list[Interval]) -> None:
    assert hours_in(subtraction(union(one), union(other))) == hours_in(one) - hours_in(other)


@given(sets, sets)
def test_what_is_shared_and_what_is_left_make_up_the_whole(
    one: list[Interval], other: list[Interval]
) -> None:
    whole, cut = union(one), union(other)
    assert total(intersection(whole, cut)) + total(subtraction(whole, cut)) == total(whole)


def test_touching_intervals_become_one() -> None:
    assert union([between(3, 4), between(1, 3)]) == (between(1, 4),)


def test_an_interval_that_ends_before_it_starts_is_an_error() -> None:
    with pytest.raises(ValueError, match="ends before it starts"):
        union([between(3, 1)])
