"""Rating by JSON: whoever asked, once however often it is sent; to everybody else the case is not there."""

from collections.abc import Callable
from typing import Any

import pytest

from houqin.services.surveys.models import Rating
from houqin.services.surveys.tests.cast import DAY, MONDAY_9, Cast, finished, rated
from houqin.services.surveys.tests.conftest import Ask

RATINGS, INVITATIONS = "/api/v1/surveys/ratings", "/api/v1/surveys/invitations"


@pytest.fixture(autouse=True)
def next_day(clock: Callable[[Any], None]) -> None:
    """Let every call come the day after the work."""
    clock(MONDAY_9 + DAY)


def given(number: str, **other: object) -> dict[str, object]:
    """Return a rating as a client sends it."""
    return {"number": number, "done": True, "stars": 4, "tags": ["speed"], "words": "很快"} | other


def test_whoever_asked_rates(cast: Cast, ask: Ask) -> None:
    case = finished(cast)
    answer = ask(cast.student, RATINGS, given(case.number))
    assert answer.status_code == 201
    told = answer.json()
    assert (told["number"], told["version"], told["stars"], told["tags"]) == (case.number, 1, 4, ["speed"])
    assert Rating.objects.get().words == "很快"


@pytest.mark.parametrize("who", ["other_student", "worker", "head", "leader", "stranger"])
def test_for_others_the_case_is_not_there(cast: Cast, ask: Ask, who: str) -> None:
    case = finished(cast)
    assert ask(getattr(cast, who), RATINGS, given(case.number)).status_code == 404
    assert ask(getattr(cast, who), INVITATIONS).json() == []
    assert not Rating.objects.exists()


def test_no_such_case_and_somebody_else_s_answer_alike(cast: Cast, ask: Ask) -> None:
    case = finished(cast, rater=cast.other_student)
    told = [ask(cast.student, RATINGS, given(number)).json() for number in (case.number, "BX-NONE")]
    assert told[0]["status"] == told[1]["status"] == 404
    assert told[0]["title"] == told[1]["title"]


def test_a_repeat_with_the_same_key_is_one_rating(cast: Cast, ask: Ask) -> None:
    case = finished(cast)
    answers = [ask(cast.student, RATINGS, given(case.number), key="once").json() for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert Rating.objects.count() == 1


def test_a_second_rating_is_refused_with_its_sentence(cast: Cast, ask: Ask) -> None:
    case = finished(cast)
    ask(cast.student, RATINGS, given(case.number))
    answer = ask(cast.student, RATINGS, given(case.number, stars=1))
    assert answer.status_code == 409
    assert "surveys.rated_already" in answer.content.decode()


def test_a_change_names_the_version_it_saw(cast: Cast, ask: Ask) -> None:
    case = finished(cast)
    ask(cast.student, RATINGS, given(case.number))
    changed = ask(cast.student, RATINGS, given(case.number, stars=2, revises=1))
    assert (changed.status_code, changed.json()["version"]) == (201, 2)
    assert ask(cast.student, RATINGS, given(case.number, stars=3, revises=1)).status_code == 409
    assert Rating.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"stars": 0}, {"stars": 6}, {"stars": None}, {"done": None}, {"done": "perhaps"}, {"words": "长" * 501},
        {"tags": ["x"] * 11}, {"revises": 0}, {"number": "x" * 25}, {"stars": 4.5},
    ],
    ids=lambda one: "-".join(one),
)  # fmt: skip
def test_what_is_no_rating_is_told_so(cast: Cast, ask: Ask, wrong: dict[str, object]) -> None:
    case = finished(cast)
    assert ask(cast.student, RATINGS, given(case.number) | wrong).status_code == 422
    assert not Rating.objects.exists()


@pytest.mark.parametrize("missing", ["number", "done", "stars"])
def test_nothing_is_assumed(cast: Cast, ask: Ask, missing: str) -> None:
    sent = given(finished(cast).number)
    del sent[missing]
    assert ask(cast.student, RATINGS, sent).status_code == 422


def test_what_waits_is_listed_until_it_is_rated(cast: Cast, ask: Ask) -> None:
    case = finished(cast)
    rated(cast, 5)
    (one,) = ask(cast.student, INVITATIONS).json()
    assert (one["number"], one["kind"], one["round"]) == (case.number, "repairs.order", 1)
    ask(cast.student, RATINGS, given(case.number))
    assert ask(cast.student, INVITATIONS).json() == []


def test_a_tag_out_of_use_is_refused(cast: Cast, ask: Ask) -> None:
    answer = ask(cast.student, RATINGS, given(finished(cast).number, tags=["bribe"]))
    assert answer.status_code in (409, 422)
    assert "bribe" in answer.content.decode()
