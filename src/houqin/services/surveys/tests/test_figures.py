"""Numbers, each counted from the rows it opens down to, and none of fewer than five."""

from datetime import timedelta

import pytest

from houqin.kernel.registry.feature import Figure
from houqin.services.surveys import figures
from houqin.services.surveys.actions.inviting import set_aside
from houqin.services.surveys.actions.rating import rate, revise
from houqin.services.surveys.figures import FIGURES
from houqin.services.surveys.models import Invitation
from houqin.services.surveys.tests.cast import DAY, HOUR, MONDAY_9, POWER, Cast, finished, rated

START, END = MONDAY_9 - DAY, MONDAY_9 + 30 * DAY
ASKED = (START, END, END)


def five(cast: Cast, **how: object) -> None:
    """Give five ratings: 5, 4, 3, 5, 3; one says it was not done; two people worked."""
    for n, stars in enumerate((5, 4, 3, 5, 3)):
        doers = [cast.worker if n % 2 else cast.second_worker]
        rated(cast, stars, done=n != 4, doers=doers, **how)  # type: ignore[arg-type]


def test_the_numbers_of_five_ratings_by_hand(cast: Cast) -> None:
    five(cast)
    assert figures.stars(cast.head, *ASKED) == 4.0
    assert figures.satisfied(cast.head, *ASKED) == 60.0
    assert figures.done(cast.head, *ASKED) == 80.0
    assert figures.response_rate(cast.head, *ASKED) == 100.0


@pytest.mark.parametrize("figure", FIGURES, ids=lambda one: one.key)
def test_four_are_too_few_and_five_are_enough(cast: Cast, figure: Figure) -> None:
    for _ in range(4):
        rated(cast, 5)
    assert figure.value(cast.head, *ASKED) is None
    rated(cast, 5)
    assert figure.value(cast.head, *ASKED) is not None
    assert figure.rows(cast.head, *ASKED).count() == 5


@pytest.mark.parametrize("figure", FIGURES, ids=lambda one: one.key)
@pytest.mark.parametrize("who", ["student", "worker", "leader", "west_head", "stranger"])
def test_a_number_is_told_only_of_places_one_answers_for(cast: Cast, figure: Figure, who: str) -> None:
    five(cast)
    person = getattr(cast, who)
    assert figure.value(person, *ASKED) is None
    assert not figure.rows(person, *ASKED).exists()


def test_a_period_is_half_open_and_counts_the_last_version(cast: Cast) -> None:
    five(cast)
    at = MONDAY_9 + HOUR
    assert figures.given_rows(cast.head, START, at, END).count() == 0
    assert figures.given_rows(cast.head, at, END, END).count() == 5
    worst = figures.given_rows(cast.head, *ASKED).filter(stars=3).first()
    assert worst is not None
    revise(worst.invitation.case, done=True, stars=5, expected=1, by=cast.student, at=at)
    assert figures.stars(cast.head, *ASKED) == 4.4
    assert figures.given_rows(cast.head, *ASKED).count() == 5


def test_a_response_rate_is_told_only_of_what_is_over(cast: Cast) -> None:
    for n in range(10):
        case = finished(cast)
        if n < 3:
            rate(case, done=True, stars=5, by=cast.student, at=MONDAY_9 + HOUR)
    last = MONDAY_9 + 14 * DAY
    assert figures.response(cast.head, START, END, last).asked == 0, "all may still answer"
    told = figures.response(cast.head, START, END, last + timedelta(seconds=1))
    assert (told.asked, told.answered, told.share) == (10, 3, 0.3)
    assert told.interval is not None
    assert told.interval.low == pytest.approx(0.107789, abs=1e-5)


def test_a_round_sent_back_in_silence_is_no_silence(cast: Cast) -> None:
    for n in range(6):
        case = finished(cast)
        if n < 2:
            set_aside(case, at=MONDAY_9 + HOUR)
        if n == 0:
            rate(case, done=False, stars=1, by=cast.student, at=MONDAY_9 + 2 * HOUR)
    told = figures.response(cast.head, *ASKED)
    assert (told.asked, told.answered) == (5, 1)


def test_default_closings_give_no_stars_and_lower_the_response(cast: Cast) -> None:
    five(cast)
    for _ in range(15):
        finished(cast)
    assert figures.stars(cast.head, *ASKED) == 4.0
    assert figures.response_rate(cast.head, *ASKED) == 25.0


def test_parts_are_compared_by_service_topic_building_and_team(cast: Cast) -> None:
    five(cast)
    five(cast, topic=POWER, place=cast.east)
    for kind, names in (
        ("kind", {"报修单": 10}), ("topic", {"水": 5, "电": 5}), ("building", {"东校区 3 号楼": 5, "东校区": 5}),
        ("team", {"水电班": 10}),
    ):  # fmt: skip
        parts = figures.parts(kind, cast.head, *ASKED)  # type: ignore[arg-type]
        assert {str(one.name): one.summary.n for one in parts} == names
        assert all(one.summary.mean == 4.0 for one in parts)
        assert sum(one.response.asked for one in parts) == 10


def test_contractors_stand_beside_teams_and_a_shared_job_counts_once_for_each(cast: Cast) -> None:
    for _ in range(5):
        rated(cast, 4, doers=[cast.worker, cast.second_worker, cast.hired])
    parts = {str(one.name): one for one in figures.parts("team", cast.head, *ASKED)}
    assert {name: one.summary.n for name, one in parts.items()} == {"水电班": 5, "某物业公司": 5}
    assert parts["水电班"].summary.mean == 4.0
    assert parts["某物业公司"].alone, "a firm of one person would be that person's score"
    assert parts["某物业公司"].summary.mean is None


@pytest.mark.parametrize("what", ["topic", "building", "team"])
def test_one_person_s_work_is_no_part_of_its_own(cast: Cast, what: figures.What) -> None:
    for _ in range(6):
        rated(cast, 2)
    (part,) = figures.parts(what, cast.head, *ASKED)
    assert (part.alone, part.summary.n, part.summary.mean) == (True, 6, None)
    assert figures.stars(cast.head, *ASKED) == 2.0


def test_a_kind_narrows_every_number(cast: Cast) -> None:
    five(cast)
    Invitation.objects.filter(pk__in=Invitation.objects.values("pk")[:2]).update(kind="other.kind")
    assert figures.given_rows(cast.head, *ASKED, kind="repairs.order").count() == 3
    assert figures.ended_rows(cast.head, *ASKED, kind="other.kind").count() == 2
    own = figures.rating_figure("x.rating", "x", "other.kind")
    assert own.rows(cast.head, *ASKED).count() == 2
    assert own.value(cast.head, *ASKED) is None


def test_every_figure_has_its_unit_and_direction() -> None:
    assert {one.key for one in FIGURES} == {
        "surveys.stars", "surveys.satisfied", "surveys.done", "surveys.response",
    }  # fmt: skip
    assert all(str(one.unit) and one.better == "up" for one in FIGURES)
