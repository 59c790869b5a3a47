"""Whether the seats of a route can be filled at all, when nobody sits twice in a round. Pure."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from uuid import UUID

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Bench:
    """A step's seats by who could fill each, and how many of them must be filled."""

    wanted: int
    seats: Sequence[AbstractSet[UUID]]


@dataclass(slots=True)
class _Seating:
    """Who would sit where; people make room along a path until everybody sits, or nobody more can."""

    benches: Sequence[Bench]
    by_person: dict[UUID, Place] = field(default_factory=dict)
    filled: set[Place] = field(default_factory=set)

    def seat_one(self, step: int, passed: set[Place], asked: set[UUID]) -> bool:
        """Fill one more seat of a step."""
        free = ((step, nth) for nth in range(len(self.benches[step].seats)))
        return any(self._fill(seat, passed, asked) for seat in free if seat not in self.filled)

    def _fill(self, seat: Place, passed: set[Place], asked: set[UUID]) -> bool:
        if seat in passed:
            return False
        passed.add(seat)
        for person in self.benches[seat[0]].seats[seat[1]] - asked:
            asked.add(person)
            held = self.by_person.get(person)
            if held is None or self._refill(held, passed, asked):
                self.by_person[person] = seat
                self.filled.add(seat)
                return True
        return False

    def _refill(self, held: Place, passed: set[Place], asked: set[UUID]) -> bool:
        """Find somebody else for a seat whose sitter is wanted, or another seat of its step."""
        self.filled.discard(held)
        if self._fill(held, passed, asked) or self.seat_one(held[0], passed, asked):
            return True
        self.filled.add(held)
        return False


def first_stuck(benches: Sequence[Bench]) -> int | None:
    """Return the first step that could not be filled with people who have not sat before, or None."""
    seating = _Seating(benches)
    for step, bench in enumerate(benches):
        for _nth in range(bench.wanted):
            if not seating.seat_one(step, set(), set()):
                return step
    return None
