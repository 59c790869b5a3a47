"""What may be rated when, and what ratings add up to, honest about how few they may be. Pure: no Django, no clock.

Intervals are at 95 %. Shares: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
Journal of the American Statistical Association 22 (1927). Means: Student's t over the spread of the ratings.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from math import exp, fsum, lgamma, log, sqrt
from typing import NamedTuple, TypeVar

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.base.refused import Refused

T = TypeVar("T")
STARS = (1, 2, 3, 4, 5)
TOO_FEW = 5
SATISFIED = 4
Z = 1.959963984540054  # the normal distribution's 97.5 % point
TINY = 1e-30


class Interval(NamedTuple):
    """Where the true value lies in 95 of 100 such samples."""

    low: float
    high: float


class Answer(NamedTuple):
    """What numbers are made of: was it done, and how many stars."""

    done: bool
    stars: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What answers add up to; below `TOO_FEW` only their number is told."""

    n: int
    mean: float | None = None
    mean_interval: Interval | None = None
    satisfied: float | None = None
    satisfied_interval: Interval | None = None
    done: float | None = None
    done_interval: Interval | None = None

    @property
    def too_few(self) -> bool:
        """Whether there are not enough answers to say anything of them."""
        return self.n < TOO_FEW


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at before somebody rates: the instant, the end of the invitation, what they had to do with it."""

    at: datetime
    expires_at: datetime
    invited: bool
    worked: bool
    rated: bool = False


def refusals(asked: Asked) -> list[Refused]:
    """Return why somebody may not give a rating; every reason at once."""
    found = []
    if not asked.invited:
        found.append(Refused("surveys.not_invited"))
    if asked.worked:
        found.append(Refused("surveys.own_work"))
    if asked.rated:
        found.append(Refused("surveys.rated_already"))
    elif asked.at > asked.expires_at:
        found.append(Refused("surveys.expired", until=asked.expires_at))
    return found


def may_revise(given_at: datetime, minutes: int, at: datetime) -> bool:
    """Tell whether a rating may still be changed, to the very instant."""
    return at <= given_at + timedelta(minutes=minutes)


def summary(answers: Sequence[Answer]) -> Summary:
    """Add answers up: mean of the stars, share of the satisfied (four stars or five), share that was done."""
    n = len(answers)
    if n < TOO_FEW:
        return Summary(n)
    stars = [float(each.stars) for each in answers]
    satisfied = sum(each.stars >= SATISFIED for each in answers)
    done = sum(each.done for each in answers)
    return Summary(
        n, fsum(stars) / n, mean_interval(stars, 1, 5), satisfied / n, wilson(satisfied, n), done / n,
        wilson(done, n),
    )  # fmt: skip


def distribution(answers: Sequence[Answer]) -> Mapping[int, int]:
    """Return how many gave one star, two, up to five."""
    counted = Counter(each.stars for each in answers)
    return {stars: counted[stars] for stars in STARS}


def wilson(hits: int, n: int, z: float = Z) -> Interval:
    """Return the score interval of a share. Raises ValueError unless 0 <= hits <= n and n > 0."""
    if not 0 <= hits <= n or n == 0:
        raise ValueError(f"{hits} of {n}")
    share, more = hits / n, z * z / n
    middle = (share + more / 2) / (1 + more)
    half = z / (1 + more) * sqrt(share * (1 - share) / n + more / (4 * n))
    return Interval(0.0 if hits == 0 else middle - half, 1.0 if hits == n else middle + half)


def mean_interval(values: Sequence[float], least: float, most: float) -> Interval | None:
    """Return the t interval of a mean, cut to what values can be; None for fewer than two or no spread at all."""
    n = len(values)
    if n < 2 or min(values) == max(values):
        return None
    mean = fsum(values) / n
    spread = sqrt(fsum((value - mean) ** 2 for value in values) / (n - 1))
    half = t_point(n - 1) * spread / sqrt(n)
    return Interval(max(least, mean - half), min(most, mean + half))


@cache
def t_point(freedom: int) -> float:
    """Return the 97.5 % point of Student's t, by halving. Raises ValueError below one degree of freedom."""
    if freedom < 1:
        raise ValueError(f"{freedom} degrees of freedom")
    low, high = 0.0, 16.0
    for _ in range(60):
        middle = (low + high) / 2
        beyond = _beta_share(freedom / (freedom + middle * middle), freedom / 2, 0.5) / 2
        low, high = (middle, high) if beyond > 0.025 else (low, middle)
    return (low + high) / 2


def month(at: datetime) -> str:
    """Return the month of an instant: no finer where names are kept back, the day would tell who it was."""
    return f"{at.astimezone(SHANGHAI):%Y-%m}"


def in_stars(stars: int) -> str:
    """Return stars as they are seen: ★★★☆☆."""
    return "★" * stars + "☆" * (STARS[-1] - stars)


def whole_batches(values: Sequence[T], size: int) -> list[Sequence[T]]:
    """Cut values into batches of `size`, in their order; what does not fill one waits for the next."""
    return [values[start : start + size] for start in range(0, len(values) - size + 1, size)]


def _beta_share(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (Lentz)."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta_share(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x)) / a
    total, up, down = 1.0, 1.0, 0.0
    for step in range(400):
        half = step // 2
        if step == 0:
            part = 1.0
        elif step % 2 == 0:
            part = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        else:
            part = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        down = 1 / (1 + part * down or TINY)
        up = 1 + part / up or TINY
        total *= up * down
        if abs(1 - up * down) < 1e-13:
            break
    return front * (total - 1)
