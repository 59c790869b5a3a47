"""Who sees what: access is a query, asked by the rater, another rater, the worker, heads here and elsewhere, a stranger."""

import pytest

from houqin.kernel.people.models import Grant
from houqin.services.surveys.actions.rating import revise
from houqin.services.surveys.models import Rating
from houqin.services.surveys.queries import ratings, scores
from houqin.services.surveys.queries import terms as editions
from houqin.services.surveys.tests.cast import DAY, HOUR, MONDAY_9, POWER, Cast, finished, rated, refused

LATE = MONDAY_9 + 20 * DAY
PERIOD = (MONDAY_9 - DAY, MONDAY_9 + 30 * DAY, MONDAY_9 + 30 * DAY)


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("head", 1), ("west_head", 0), ("leader", 0), ("student", 0), ("other_student", 0), ("worker", 0),
        ("setter", 0), ("stranger", 0),
    ],
)  # fmt: skip
def test_ratings_are_read_by_the_head_of_the_place_alone(cast: Cast, who: str, seen: int) -> None:
    rated(cast, 4)
    person = getattr(cast, who)
    assert ratings.visible_to(person, LATE).count() == seen
    assert ratings.invitations_visible_to(person, LATE).count() == seen
    assert ratings.kinds(person, LATE) == ["repairs.order"] * seen


def test_a_head_elsewhere_reads_what_happened_there(cast: Cast) -> None:
    made = rated(cast, 4, place=cast.west)
    assert list(ratings.visible_to(cast.west_head, LATE)) == [made]
    assert not ratings.visible_to(cast.head, LATE).exists()


@pytest.mark.parametrize("who", ["other_student", "worker", "head", "leader", "stranger"])
def test_one_s_own_rating_beside_a_case_is_one_s_own(cast: Cast, who: str) -> None:
    case = rated(cast, 4).invitation.case
    assert ratings.own(case, getattr(cast, who), LATE) is None
    assert ratings.case_to_rate(getattr(cast, who), case.number) is None
    mine = ratings.own(case, cast.student, LATE)
    assert mine is not None
    assert (mine.stars, mine.may_rate, mine.may_revise) == ("★★★★☆", False, False)


def test_before_a_rating_one_may_rate_and_soon_after_change_it(cast: Cast) -> None:
    case = finished(cast)
    mine = ratings.own(case, cast.student, MONDAY_9 + HOUR)
    assert mine is not None
    assert (mine.rating, mine.stars, mine.may_rate, mine.may_revise) == (None, "", True, False)
    made = rated(cast, 3, case=case)
    after = ratings.own(case, cast.student, made.at + HOUR)
    assert after is not None
    assert (after.may_rate, after.may_revise, after.revise_until) == (False, True, made.at + HOUR)


def test_what_waits_for_me_is_mine_the_first_to_expire_first(cast: Cast) -> None:
    late, soon = finished(cast, at=MONDAY_9 + DAY), finished(cast)
    finished(cast, rater=cast.other_student)
    rated(cast, 5)
    assert [one.case for one in ratings.invited(cast.student, MONDAY_9 + 2 * DAY)] == [soon, late]


def test_names_of_topics_follow_the_reader(cast: Cast) -> None:
    finished(cast, topic=POWER)
    assert ratings.topic_names(["电", "没有"]) == {"电": "电"}
    assert ratings.all_kinds() == ["repairs.order"]
    assert ratings.service("no.such") == "no.such"


def test_a_score_counts_settled_ratings_of_one_s_own_work_in_whole_batches(cast: Cast) -> None:
    for n in range(7):
        rated(cast, 5 if n < 5 else 1, after=(n + 1) * HOUR, tags=["speed"])
    rated(cast, 1, doers=[cast.second_worker])
    score = scores.own_score(cast.worker, LATE)
    assert (score.summary.n, score.summary.mean, score.waiting, score.size) == (5, 5.0, 2, 5)
    assert score.tags == [("速度快", 5)]
    assert len(score.batches) == 1
    assert scores.own_score(cast.second_worker, LATE).summary.n == 0


def test_a_fifth_rating_that_may_still_change_waits(cast: Cast) -> None:
    last = [rated(cast, 5, after=(n + 1) * HOUR) for n in range(5)][-1]
    assert scores.own_score(cast.worker, last.at + HOUR).summary.n == 0
    assert scores.own_score(cast.worker, last.at + HOUR + DAY).summary.n == 5


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("leader", ["孙七", "赵六"]), ("head", ["孙七", "赵六"]), ("west_head", []), ("worker", []), ("student", []),
        ("setter", []), ("stranger", []),
    ],
)  # fmt: skip
def test_a_team_s_scores_are_its_leader_s(cast: Cast, who: str, names: list[str]) -> None:
    for doer in (cast.worker, cast.second_worker, cast.hired):
        rated(cast, 4, doers=[doer])
    members = scores.team_scores(getattr(cast, who), *PERIOD)
    assert [one.person.name for one in members] == names
    assert all(one.summary.too_few and one.summary.mean is None for one in members)


def test_a_team_score_counts_the_last_version_in_its_period_once(cast: Cast) -> None:
    first = [rated(cast, 1, doers=[cast.worker, cast.second_worker]) for _ in range(5)]
    for each in first:
        revise(each.invitation.case, done=True, stars=5, expected=1, by=cast.student, at=each.at)
    members = scores.team_scores(cast.leader, *PERIOD)
    assert [(one.summary.n, one.summary.mean) for one in members] == [(5, 5.0), (5, 5.0)]
    assert scores.team_scores(cast.leader, *PERIOD, kind="other") == []
    assert scores.team_scores(cast.leader, PERIOD[1], PERIOD[1] + DAY, PERIOD[2]) == []


def test_who_leads_does_not_find_their_own_score_among_the_team_s(cast: Cast) -> None:
    for _ in range(5):
        rated(cast, 4, doers=[cast.worker])
    Grant.objects.filter(person=cast.leader).update(person=cast.worker)
    assert scores.team_scores(cast.worker, *PERIOD) == [], "one's own comes in batches, on one's own page"


def test_terms_are_those_in_force_and_missing_ones_say_so(cast: Cast) -> None:
    edition = editions.in_force(MONDAY_9)
    assert (edition.open_days, edition.remind_days, edition.revise_minutes, edition.batch) == (14, 3, 60, 5)
    edition.since = LATE
    edition.save()
    with refused("surveys.no_terms"):
        editions.in_force(MONDAY_9)


def test_a_closed_tag_is_no_longer_offered_and_keeps_its_words(cast: Cast) -> None:
    editions.all_tags().filter(key="mess").update(closed_on="2026-01-01")
    assert "mess" not in {tag.key for tag in editions.tags_in_use()}
    assert editions.tag_titles()["mess"] == "没有收拾"
    assert not Rating.objects.exists()
