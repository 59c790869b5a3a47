"""Sets of instants as half-open intervals [start, end): union, intersection, subtraction. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple


class Interval(NamedTuple):
    """From `start` (included) to `end` (excluded); both aware instants of one zone."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """How long it lasts by the wall clock."""
        return self.end - self.start


def union(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return the same instants as disjoint intervals in order; touching ones become one.

    Empty intervals vanish. Raises ValueError for one that ends before it starts.
    """
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if end < start:
            raise ValueError(f"an interval ends before it starts: {start} > {end}")
        if end == start:
            continue
        if merged and start <= merged[-1].end:
            merged[-1] = Interval(merged[-1].start, max(merged[-1].end, end))
        else:
            merged.append(Interval(start, end))
    return tuple(merged)


def intersection(one: Sequence[Interval], other: Sequence[Interval]) -> tuple[Interval, ...]:
    """Return the instants in both; each argument is disjoint and in order, as `union` returns."""
    shared: list[Interval] = []
    i = j = 0
    while i < len(one) and j < len(other):
        start, end = max(one[i].start, other[j].start), min(one[i].end, other[j].end)
        if start < end:
            shared.append(Interval(start, end))
        if one[i].end <= other[j].end:
            i += 1
        else:
            j += 1
    return tuple(shared)


def subtraction(one: Sequence[Interval], other: Sequence[Interval]) -> tuple[Interval, ...]:
    """Return the instants in `one` and not in `other`; each argument as `union` returns."""
    left: list[Interval] = []
    for start, end in one:
        for cut in other:
            if cut.end <= start:
                continue
            if cut.start >= end:
                break
            if cut.start > start:
                left.append(Interval(start, cut.start))
            start = cut.end
            if start >= end:
                break
        if start < end:
            left.append(Interval(start, end))
    return tuple(left)


def total(intervals: Iterable[Interval]) -> timedelta:
    """Return the summed length of disjoint intervals."""
    return sum((one.length for one in intervals), timedelta())
