"""From values to places: round ticks that hold all values, and the linear map."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear map from values `low`..`high` to places `start`..`end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the place of a value; a flat scale puts everything in the middle."""
        if self.high == self.low:
            return (self.start + self.end) / 2
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def ticks(low: float, high: float, *, about: int = 4) -> Sequence[float]:
    """Return round, evenly spaced numbers that enclose `low`..`high`; raises ValueError for low > high."""
    if low > high:
        raise ValueError("low lies above high")
    if low == high:
        high = low + 1
    step = nice((high - low) / about)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(count * step, 10) for count in range(first, last + 1)]


def nice(rough: float) -> float:
    """Return the smallest round step (1, 2, 2.5, 5 times a power of ten) not below `rough` > 0."""
    power = 10.0 ** floor(log10(rough))
    return next((step * power for step in STEPS if step * power >= rough * (1 - 1e-9)), 10 * power)


def known(values: Iterable[float | None]) -> list[float]:
    """Return the values that are there."""
    return [value for value in values if value is not None]
