"""The score of likeness: the order that the field gives, in bounds, the same both ways."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houqin.services.repairs.likeness import (
    HALF_LIFE,
    LIKELY,
    Fault,
    Spot,
    jaccard,
    kinship,
    nearness,
    score,
)
from houqin.services.repairs.queries.known import spot_of
from houqin.services.repairs.tests.cast import MONDAY_9

HOUSE = "east.d3"
ROOM = spot_of("east.d3.f4.r412", HOUSE)
FAULTS = st.sampled_from(["plumbing.faucet", "plumbing.pipe_leak", "electrical.light", ""])
PLACES = st.sampled_from(
    ["east", "east.lake", "east.d3", "east.d3.f4", "east.d3.f4.r412", "east.d3.f5.r512", "east.d3.f5.r501"]
)


def fault(
    path: str = "east.d3.f4.r412", code: str = "plumbing.faucet", hours: float = 0, words: str = ""
) -> Fault:
    """Return a fault in the house, so many hours before Monday 9."""
    at = MONDAY_9 - timedelta(hours=hours)
    return Fault(spot_of(path, HOUSE), code, code.split(".")[0] if code else "", at, words)


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("east.d3.f4.r412", "place"),
        ("east.d3.f5.r512", "riser"),
        ("east.d3.f4.r401", "floor"),
        ("east.d3.f4", "floor"),
        ("east.d3.f5.r501", "building"),
        ("east.d3", "building"),
        ("east.d4.f4.r412", None),
        ("east", None),
        ("east.d30.f4.r412", None),
    ],
)
def test_how_near_a_place_is_to_a_room(path: str, near: str | None) -> None:
    assert nearness(ROOM, spot_of(path, HOUSE)) == near


def test_outdoors_only_the_same_point_is_near() -> None:
    assert nearness(spot_of("west.lake", ""), spot_of("west.lake", "")) == "place"
    assert nearness(spot_of("west.lake", ""), spot_of("west.gate", "")) is None


def test_the_building_itself_is_near_all_its_rooms() -> None:
    assert nearness(spot_of("east.d3", HOUSE), ROOM) == "building"


def test_nearer_beats_farther_and_the_same_fault_beats_its_trade() -> None:
    paths = ("east.d3.f4.r412", "east.d3.f5.r512", "east.d3.f4.r401", "east.d3.f5.r501", "east.d4.f1.r101")
    by_place = [score(fault(), fault(path)) for path in paths]
    assert all(near > far for near, far in pairwise(by_place))
    by_fault = [
        score(fault(), fault(code=code)) for code in ("plumbing.faucet", "plumbing.pipe_leak", "lift.noise")
    ]
    assert all(like > unlike for like, unlike in pairwise(by_fault))


def test_a_fault_without_a_name_is_kin_to_none() -> None:
    assert kinship(fault(code=""), fault(code="")) == "other"


def test_time_halves_the_score_each_half_life() -> None:
    whole, half = score(fault(), fault()), score(fault(), fault(hours=HALF_LIFE / timedelta(hours=1)))
    assert half == pytest.approx(whole / 2)


@pytest.mark.parametrize(
    ("known", "likely"),
    [
        (fault(hours=1), True),
        (fault(hours=48), True),
        (fault(hours=90), False),
        (fault("east.d3.f4.r401", hours=2), True),
        (fault("east.d3.f5.r501", hours=2), False),
        (fault(code="plumbing.pipe_leak", hours=1), False),
    ],
    ids=["now", "two days", "long ago", "next door", "another floor", "another fault"],
)
def test_what_is_likely_enough_to_ask(known: Fault, likely: bool) -> None:
    assert (score(fault(), known) >= LIKELY) is likely


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("水管漏水", "水管漏水", 1.0),
        ("水管漏水", "水管 漏水！", 1.0),
        ("水管漏水", "电灯不亮", 0.0),
        ("水管漏水", "", 0.0),
        ("漏", "漏", 1.0),
        ("水管漏水", "厨房水管漏", 0.4),
        ("Tap LEAKS", "tap leaks", 1.0),
    ],
)
def test_words_are_compared_by_pairs_of_characters(one: str, other: str, share: float) -> None:
    assert jaccard(one, other) == pytest.approx(share)


def test_like_words_lift_the_score_and_unlike_ones_lower_it() -> None:
    asked = fault(words="洗手池下方一直滴水")
    like, unsaid, unlike = (
        score(asked, fault(words=words)) for words in ("洗手池下方滴水", "", "钥匙断在锁里")
    )
    assert like > unsaid > unlike > 0


@given(
    one=PLACES,
    other=PLACES,
    first=FAULTS,
    second=FAULTS,
    hours=st.integers(0, 500),
    text=st.text(max_size=30),
)
def test_every_score_is_a_share_and_the_same_both_ways(
    one: str, other: str, first: str, second: str, hours: int, text: str
) -> None:
    asked, known = fault(one, first, words=text), fault(other, second, hours, words="漏水 leak")
    assert 0 <= score(asked, known) <= 1
    assert score(asked, known) == pytest.approx(score(known, asked))


@given(one=st.text(max_size=40), other=st.text(max_size=40))
def test_shares_of_words_are_symmetric_and_in_bounds(one: str, other: str) -> None:
    assert 0 <= jaccard(one, other) == jaccard(other, one) <= 1


def test_a_spot_knows_its_floor_and_building() -> None:
    assert Spot("east.d3.f4.r412", "east.d3.f4", "east.d3") == ROOM
    assert spot_of("east.d3", HOUSE) == Spot("east.d3", "", "east.d3")
    assert spot_of("west.lake", HOUSE) == Spot("west.lake")
