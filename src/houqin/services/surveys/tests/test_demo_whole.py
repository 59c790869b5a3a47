"""The demo hangs together: every number of it is counted from its rows, and every row could have been pressed."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from houqin.services.surveys import demo, figures
from houqin.services.surveys.actions.inviting import Round, invite_many
from houqin.services.surveys.models import Invitation, Rating
from houqin.services.surveys.queries import ratings, scores
from houqin.services.surveys.queries.terms import tags_in_use
from houqin.services.surveys.tests.cast import DAY, MONDAY_9, POWER, WATER, Cast, finished
from houqin.services.surveys.tests.conftest import SignIn

UNTIL = MONDAY_9 + 30 * DAY
PERIOD = (MONDAY_9 - DAY, UNTIL, UNTIL)


@pytest.fixture
def history(cast: Cast) -> Cast:
    """A closed case of many rounds by three hands, answered as the demo answers."""
    case = finished(cast, at=MONDAY_9 - DAY)
    case.closed_at = MONDAY_9
    case.save(update_fields=["closed_at"])
    hands = ([cast.worker], [cast.second_worker], [cast.hired, cast.worker])
    instants = [MONDAY_9 + n * timedelta(hours=2) for n in range(150)]
    invite_many(
        Round(
            case, cast.student, hands[n % 3], (WATER, POWER)[n % 2], at, n + 2, at + DAY if n % 12 == 0 else None
        )
        for n, at in enumerate(instants)
    )  # fmt: skip
    demo.load(None, rng=random.Random(11), until=UNTIL)
    assert Rating.objects.count() > 30
    return cast


def test_every_row_could_have_been_pressed(history: Cast) -> None:
    known = {tag.key for tag in tags_in_use()}
    for one in Rating.objects.select_related("invitation"):
        asked = one.invitation
        assert one.number == 1
        assert one.stars in {1, 2, 3, 4, 5}
        assert set(one.tags) <= known
        assert one.tags == sorted(set(one.tags))
        assert len(one.words) <= 500
        assert asked.rater_id == history.student.pk
        assert asked.opened_at < one.at <= asked.expires_at
        assert asked.set_aside_at is None or one.at <= asked.set_aside_at
    assert Rating.objects.values("invitation").distinct().count() == Rating.objects.count()


def test_every_number_is_counted_from_its_rows(history: Cast) -> None:
    rows = list(Rating.objects.select_related("invitation"))
    whole = figures.whole(history.head, *PERIOD)
    assert whole.n == len(rows) == figures.given_rows(history.head, *PERIOD).count()
    assert whole.mean == pytest.approx(sum(one.stars for one in rows) / len(rows))
    topics = figures.parts("topic", history.head, *PERIOD)
    assert sum(part.summary.n for part in topics) == whole.n
    ended = Invitation.objects.filter(expires_at__lt=UNTIL, expires_at__gte=PERIOD[0])
    answered = {one.invitation_id for one in rows}
    counted = [one for one in ended if one.set_aside_at is None or one.pk in answered]
    told = figures.response(history.head, *PERIOD)
    assert (told.asked, told.answered) == (len(counted), sum(one.pk in answered for one in counted))
    assert 0 < told.answered < told.asked


def test_every_score_is_made_of_the_worker_s_own_settled_rows(history: Cast) -> None:
    for person in (history.worker, history.second_worker, history.hired):
        rows = Rating.objects.filter(invitation__doers__person=person).order_by("at", "id")
        settled = [one.stars for one in rows if one.at + timedelta(minutes=60) < UNTIL]
        score = scores.own_score(person, UNTIL)
        full = len(settled) - len(settled) % 5
        assert (score.summary.n, score.waiting) == (full, len(settled) - full)
        assert full
        assert score.summary.mean == pytest.approx(sum(settled[:full]) / full)
    team = scores.team_scores(history.leader, *PERIOD)
    assert {one.person for one in team} == {history.worker, history.second_worker}


def test_every_page_of_the_demo_opens(history: Cast, sign_in: SignIn, clock: Callable[[Any], None]) -> None:
    clock(UNTIL)
    browser = sign_in(history.head)
    for page in ("report/", "ratings/", "invited/", "team/", "mine/", "report/?kind=repairs.order"):
        assert browser.get(f"/surveys/{page}").status_code == 200, page
    assert "还没有满一批评价" not in sign_in(history.worker).get("/surveys/mine/").content.decode()
    assert ratings.kinds(history.head, UNTIL) == ["repairs.order"]


def test_other_seeds_give_other_answers_of_the_same_kind(history: Cast) -> None:
    asked = list(Invitation.objects.order_by("opened_at", "id"))
    seeds = []
    for seed in range(4):
        rng = random.Random(seed)
        seeds.append(
            [made and (made.stars, made.done) for made in (demo._answer(rng, one, UNTIL) for one in asked)]
        )
    assert len({str(one) for one in seeds}) == 4
    for answers in seeds:
        given = [one for one in answers if one]
        assert 0.2 * len(asked) < len(given) < 0.7 * len(asked)
        assert sum(stars for stars, _done in given) / len(given) > 3
