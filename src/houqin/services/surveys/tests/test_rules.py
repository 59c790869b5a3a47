"""The arithmetic against known values and properties; who may rate, every reason at once."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import NormalDist, fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houqin.services.surveys import rules
from houqin.services.surveys.rules import Answer, Asked

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
STARS = st.integers(1, 5)
ANSWERS = st.lists(st.builds(Answer, st.booleans(), STARS), max_size=60)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (8, 10, 0.490162, 0.943318),
        (0, 5, 0.0, 0.434482),
        (5, 5, 0.565518, 1.0),
        (50, 100, 0.403832, 0.596168),
        (81, 263, 0.255289, 0.366213),
    ],
)
def test_wilson_gives_the_intervals_of_the_literature(hits: int, n: int, low: float, high: float) -> None:
    """81 of 263: Newcombe, "Two-sided confidence intervals for the single proportion" (1998), table I, method 3."""
    assert rules.wilson(hits, n) == pytest.approx((low, high), abs=1e-4)


@pytest.mark.parametrize(("hits", "n"), [(-1, 5), (6, 5), (0, 0)])
def test_wilson_wants_a_share(hits: int, n: int) -> None:
    with pytest.raises(ValueError, match=f"{hits} of {n}"):
        rules.wilson(hits, n)


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_wilson_interval_holds_the_share_and_stays_between_nought_and_one(pair: tuple[int, int]) -> None:
    hits, n = pair
    low, high = rules.wilson(hits, n)
    assert 0 <= low <= hits / n + 1e-12
    assert hits / n <= high + 1e-12
    assert high <= 1
    other = rules.wilson(n - hits, n)
    assert (1 - other.high, 1 - other.low) == pytest.approx((low, high), abs=1e-9), (
        "yes and no mirror each other"
    )


@given(st.integers(1, 40), st.integers(1, 40))
def test_more_answers_of_the_same_share_make_it_surer(hits: int, misses: int) -> None:
    one = rules.wilson(hits, hits + misses)
    ten = rules.wilson(10 * hits, 10 * (hits + misses))
    assert ten.high - ten.low < one.high - one.low


@pytest.mark.parametrize(
    ("freedom", "point"),
    [(1, 12.706205), (2, 4.302653), (4, 2.776445), (9, 2.262157), (30, 2.042272), (120, 1.979930)],
)
def test_the_points_of_student_s_t_are_those_of_the_tables(freedom: int, point: float) -> None:
    assert rules.t_point(freedom) == pytest.approx(point, abs=1e-5)


def test_student_s_t_comes_down_to_the_normal_distribution() -> None:
    points = [rules.t_point(freedom) for freedom in (1, 2, 3, 5, 10, 50, 200, 3000)]
    assert all(before > after for before, after in pairwise(points))
    assert points[-1] == pytest.approx(NormalDist().inv_cdf(0.975), abs=2e-3)
    with pytest.raises(ValueError, match="0 degrees"):
        rules.t_point(0)


def test_the_interval_of_a_mean_is_worked_out_by_hand() -> None:
    """Five ratings 5, 4, 4, 5, 2: mean 4, spread 1.2247, so 4 - and + 2.776445 * 1.2247 / sqrt(5), cut at five."""
    low, high = rules.mean_interval([5, 4, 4, 5, 2], 1, 5) or (0, 0)
    assert low == pytest.approx(2.479278, abs=1e-5)
    assert high == 5


@given(st.lists(STARS, min_size=2, max_size=80))
def test_the_interval_of_a_mean_holds_the_mean_or_is_not_told(stars: list[int]) -> None:
    interval = rules.mean_interval(stars, 1, 5)
    if len(set(stars)) == 1:
        assert interval is None, "without spread there is nothing to tell how sure one is"
        return
    assert interval is not None
    assert 1 <= interval.low <= fmean(stars) <= interval.high <= 5
    half = rules.t_point(len(stars) - 1) * stdev(stars) / len(stars) ** 0.5
    assert interval.low == pytest.approx(max(1, fmean(stars) - half))


@given(ANSWERS)
def test_a_summary_counts_every_answer_and_tells_nothing_below_five(answers: list[Answer]) -> None:
    told = rules.summary(answers)
    assert told.n == len(answers)
    assert told.too_few == (len(answers) < 5)
    assert sum(rules.distribution(answers).values()) == len(answers)
    if told.too_few:
        assert (told.mean, told.satisfied, told.done, told.mean_interval) == (None, None, None, None)
        return
    assert told.mean == pytest.approx(fmean(one.stars for one in answers))
    assert told.satisfied == sum(one.stars >= 4 for one in answers) / len(answers)
    assert told.satisfied_interval is not None
    assert told.satisfied_interval.low <= (told.satisfied or 0) + 1e-12


def test_four_stars_are_content_and_three_are_not() -> None:
    told = rules.summary([Answer(True, stars) for stars in (5, 4, 3, 2, 1)])
    assert (told.mean, told.satisfied, told.done) == (3.0, 0.4, 1.0)


@given(st.lists(st.integers(), max_size=60), st.integers(5, 12))
def test_batches_are_whole_in_order_and_leave_less_than_one_waiting(values: list[int], size: int) -> None:
    batches = rules.whole_batches(values, size)
    assert all(len(batch) == size for batch in batches)
    told = [one for batch in batches for one in batch]
    assert told == values[: len(told)]
    assert 0 <= len(values) - len(told) < size


def asked(**other: object) -> Asked:
    """Return somebody who may rate, but for what is named."""
    known: dict[str, object] = {
        "at": AT, "expires_at": AT, "invited": True, "worked": False, "rated": False,
    }  # fmt: skip
    return Asked(**(known | other))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("other", "codes"),
    [
        ({}, []),
        ({"expires_at": AT - timedelta(microseconds=1)}, ["surveys.expired"]),
        ({"invited": False}, ["surveys.not_invited"]),
        ({"worked": True}, ["surveys.own_work"]),
        ({"rated": True}, ["surveys.rated_already"]),
        ({"rated": True, "expires_at": AT - timedelta(1)}, ["surveys.rated_already"]),
        (
            {"invited": False, "worked": True, "expires_at": AT - timedelta(1)},
            ["surveys.not_invited", "surveys.own_work", "surveys.expired"],
        ),
    ],
    ids=["to the instant", "too late", "not invited", "own work", "twice", "twice and late", "all at once"],
)
def test_every_reason_against_a_rating_is_told_at_once(other: dict[str, object], codes: list[str]) -> None:
    assert [one.code for one in rules.refusals(asked(**other))] == codes


@pytest.mark.parametrize(("minutes", "fine"), [(0, True), (60, True), (61, False)])
def test_a_rating_may_be_changed_for_its_minutes(minutes: int, fine: bool) -> None:
    assert rules.may_revise(AT, 60, AT + timedelta(minutes=minutes)) is fine


def test_a_month_is_the_campus_s_and_no_finer() -> None:
    assert rules.month(datetime(2026, 2, 28, 17, tzinfo=UTC)) == "2026-03"
    assert rules.in_stars(3) == "★★★☆☆"
