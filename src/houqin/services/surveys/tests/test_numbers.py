"""The numbers again by a slower way: intervals by search and by integral, shares by exact fractions, rates by hand."""

import random
from collections import Counter
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from math import gamma, isclose, pi, sqrt
from statistics import NormalDist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from houqin.services.surveys import figures, rules
from houqin.services.surveys.actions.inviting import set_aside
from houqin.services.surveys.actions.rating import revise
from houqin.services.surveys.models import Rating
from houqin.services.surveys.queries import scores
from houqin.services.surveys.rules import Answer, Asked
from houqin.services.surveys.tests.cast import DAY, HOUR, MONDAY_9, Cast, finished, rated

SHARES = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
ANSWERS = st.lists(st.builds(Answer, st.booleans(), st.integers(1, 5)), max_size=40)
END = MONDAY_9 + 60 * DAY


def by_search(hits: int, n: int) -> tuple[float, float]:
    """Return the shares that a score test at 95 % does not throw out, each end found by halving."""
    seen = hits / n

    def kept(share: float) -> bool:
        return (seen - share) ** 2 * n <= rules.Z**2 * share * (1 - share) + 1e-15

    ends = []
    for outside in (0.0, 1.0):
        inside = seen if 0 < seen < 1 else 0.5 / n if seen == 0 else 1 - 0.5 / n
        if kept(outside):
            ends.append(outside)
            continue
        for _ in range(60):
            middle = (outside + inside) / 2
            inside, outside = (middle, outside) if kept(middle) else (inside, middle)
        ends.append(inside)
    return ends[0], ends[1]


def tail(point: float, freedom: int, steps: int = 4000) -> float:
    """Return how much of Student's t lies above a point, by Simpson's rule from nought."""
    front = gamma((freedom + 1) / 2) / (sqrt(freedom * pi) * gamma(freedom / 2))
    width = point / steps
    heights = [front * (1 + (i * width) ** 2 / freedom) ** (-(freedom + 1) / 2) for i in range(steps + 1)]
    area = heights[0] + heights[-1] + 4 * sum(heights[1:-1:2]) + 2 * sum(heights[2:-1:2])
    return 0.5 - float(area) * width / 3


@settings(max_examples=25)
@given(SHARES)
def test_a_wilson_interval_is_what_the_score_test_keeps(pair: tuple[int, int]) -> None:
    assert rules.wilson(*pair) == pytest.approx(by_search(*pair), abs=1e-7)


@given(SHARES)
def test_one_more_hit_moves_a_wilson_interval_up(pair: tuple[int, int]) -> None:
    hits, n = pair
    if hits < n:
        one, more = rules.wilson(hits, n), rules.wilson(hits + 1, n)
        assert one.low < more.low
        assert one.high < more.high or more.high == 1


@given(st.integers(1, 300), st.floats(0.5, 3))
def test_a_surer_interval_is_a_wider_one(n: int, z: float) -> None:
    hits = n // 3
    narrow, wide = rules.wilson(hits, n, z), rules.wilson(hits, n, z + 0.1)
    assert wide.high > narrow.high
    assert wide.low < narrow.low or hits == 0


def test_wilson_covers_the_truth_about_as_often_as_it_says() -> None:
    """Over all outcomes of thirty answers, weighted exactly: about 95 of 100 intervals hold the share they came from."""
    for share in (Fraction(1, 2), Fraction(4, 5), Fraction(9, 10)):
        covered, weight = 0.0, (1 - share) ** 30
        for hits in range(31):
            low, high = rules.wilson(hits, 30)
            covered += float(weight) * (low <= share <= high)
            weight = weight * Fraction(30 - hits, hits + 1) * share / (1 - share)
        assert 0.92 < covered < 0.985, share


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 7, 11, 29, 60, 150])
def test_beyond_the_point_of_student_s_t_lies_a_fortieth(freedom: int) -> None:
    assert tail(rules.t_point(freedom), freedom) == pytest.approx(0.025, abs=1e-6)


def test_the_number_of_the_normal_distribution_is_its_own() -> None:
    assert pytest.approx(NormalDist().inv_cdf(0.975), abs=1e-12) == rules.Z


@given(st.lists(st.integers(1, 5), min_size=2, max_size=30), st.integers(2, 6))
def test_the_interval_of_a_mean_shrinks_with_the_same_answers_again(stars: list[int], times: int) -> None:
    one, many = (rules.mean_interval(values, -50, 50) for values in (stars, stars * times))
    assert (one is None) == (len(set(stars)) == 1) == (many is None)
    if one and many:
        assert many.high - many.low < one.high - one.low
        middle = float(Fraction(sum(stars), len(stars)))
        assert isclose((one.low + one.high) / 2, middle, abs_tol=1e-9)


@given(ANSWERS)
def test_shares_are_exact_fractions_and_intervals_lie_around_them(answers: list[Answer]) -> None:
    told, n = rules.summary(answers), len(answers)
    if n < 5:
        assert [getattr(told, name) for name in told.__slots__ if name != "n"] == [None] * 6
        return
    counted = Counter(one.stars for one in answers)
    assert told.mean == float(Fraction(sum(one * times for one, times in counted.items()), n))
    assert told.satisfied == float(Fraction(counted[4] + counted[5], n))
    assert told.done == float(Fraction(sum(one.done for one in answers), n))
    assert told.done_interval == rules.wilson(sum(one.done for one in answers), n)
    assert rules.distribution(answers) == {one: counted[one] for one in range(1, 6)}


@given(ANSWERS, st.randoms(use_true_random=False))
def test_the_order_of_answers_changes_no_number(answers: list[Answer], rng: random.Random) -> None:
    mixed = list(answers)
    rng.shuffle(mixed)
    one, other = rules.summary(answers), rules.summary(mixed)
    assert (one.n, one.mean, one.satisfied, one.done) == (other.n, other.mean, other.satisfied, other.done)


@given(st.lists(st.integers(), max_size=80), st.integers(5, 12), st.lists(st.integers(), max_size=20))
def test_what_was_in_a_batch_stays_in_it_when_more_come(old: list[int], size: int, new: list[int]) -> None:
    before, after = rules.whole_batches(old, size), rules.whole_batches(old + new, size)
    assert after[: len(before)] == before
    slow = [
        old[i * size : i * size + size] for i in range(10**2) if len(old[i * size : i * size + size]) == size
    ]
    assert before == slow


@given(st.booleans(), st.booleans(), st.booleans(), st.integers(-2, 2))
def test_who_may_rate_is_exactly_who_nothing_speaks_against(
    invited: bool, worked: bool, rated: bool, late: int
) -> None:
    asked = Asked(MONDAY_9 + timedelta(microseconds=late), MONDAY_9, invited, worked, rated)
    codes = {one.code for one in rules.refusals(asked)}
    assert (not codes) == (invited and not worked and not rated and late <= 0)
    assert ("surveys.expired" in codes) == (late > 0 and not rated)
    assert not {"surveys.expired", "surveys.rated_already"} <= codes


def test_figures_equal_a_slow_recount_of_the_rows(cast: Cast) -> None:
    """Thirty cases of all fates, drawn by lot: each number again, row by row, in plain Python."""
    rng = random.Random(7)
    last: dict[object, tuple[bool, int]] = {}
    asked = answered = 0
    for n in range(30):
        at = MONDAY_9 + n * HOUR
        fate = rng.choice(("silent", "back", "rated", "rated", "revised"))
        doers = [[cast.worker], [cast.second_worker], [cast.worker, cast.hired]][n % 3]
        if fate in {"silent", "back"}:
            case = finished(cast, at=at, doers=doers)
            if fate == "back":
                set_aside(case, at=at + HOUR)
            asked += fate == "silent"
            continue
        made = rated(cast, rng.randint(1, 5), done=rng.random() < 0.7, at=at, doers=doers)
        if fate == "revised":
            made = revise(
                made.invitation.case, done=True, stars=5, expected=1, by=cast.student, at=made.at + HOUR
            )
        last[made.invitation_id] = (made.done, made.stars)
        asked, answered = asked + 1, answered + 1
    n, period = len(last), (MONDAY_9, END, END)
    assert figures.stars(cast.head, *period) == round(sum(stars for _done, stars in last.values()) / n, 2)
    assert figures.satisfied(cast.head, *period) == round(100 * sum(s >= 4 for _d, s in last.values()) / n, 1)
    assert figures.done(cast.head, *period) == round(100 * sum(done for done, _s in last.values()) / n, 1)
    told = figures.response(cast.head, *period)
    assert (told.asked, told.answered) == (asked, answered)
    assert told.interval == rules.wilson(answered, asked)
    assert Rating.objects.count() > n, "some were changed, and count once"
    for part in figures.parts("topic", cast.head, *period):
        assert (part.summary.n, part.response.asked) == (n, asked)


@pytest.mark.parametrize(
    ("stars", "waiting", "means"),
    [
        ([5] * 4, 4, []),
        ([5, 5, 5, 5, 3], 0, [4.6]),
        ([5, 5, 5, 5, 3, 1, 1], 2, [4.6]),
        ([1] * 5 + [5] * 5, 0, [5.0, 1.0]),
        ([1] * 5 + [5] * 9, 4, [5.0, 1.0]),
    ],
    ids=["none", "one", "one and two wait", "two", "two and four wait"],
)
def test_a_score_is_its_whole_batches_the_newest_first(
    cast: Cast, stars: list[int], waiting: int, means: list[float]
) -> None:
    for n, each in enumerate(stars):
        rated(cast, each, after=(n + 1) * HOUR)
    score = scores.own_score(cast.worker, END)
    assert (score.waiting, [batch.summary.mean for batch in score.batches]) == (waiting, means)
    assert score.summary.n == 5 * len(means)
    assert all(new.until > old.until for new, old in pairwise(score.batches))
