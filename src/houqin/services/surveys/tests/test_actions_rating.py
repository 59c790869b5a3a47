"""Rating: by whoever asked, once, in time, never by who worked; a change is another version."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from houqin.kernel.people.actions.stand_ins import appoint_stand_in
from houqin.kernel.trail.queries import timeline
from houqin.services.surveys.actions.inviting import invite
from houqin.services.surveys.actions.rating import rate, revise
from houqin.services.surveys.models import Invitation, Rating
from houqin.services.surveys.queries import ratings
from houqin.services.surveys.tests.cast import DAY, HOUR, MONDAY_9, Cast, finished, rated, refused

LAST = MONDAY_9 + 14 * DAY
SECOND = timedelta(seconds=1)


def test_whoever_asked_rates_and_it_is_recorded_without_stars_or_words(cast: Cast) -> None:
    case = finished(cast)
    made = rate(
        case, done=True, stars=4, tags=["speed", "speed"], words=" 很快 ", by=cast.student, at=MONDAY_9 + HOUR
    )
    assert (made.number, made.done, made.stars, made.tags, made.words, made.named) == (
        1, True, 4, ["speed"], "很快", False,
    )  # fmt: skip
    (told,) = timeline(made.invitation_id)
    assert (told.kind, told.verb, told.actor, told.facts) == ("surveys.rating", "rate", cast.student.pk, {})
    assert timeline(case.pk) == [], "nothing stands in the story that the one who worked reads"


@pytest.mark.parametrize("who", ["other_student", "worker", "second_worker", "leader", "head", "stranger"])
def test_nobody_else_rates(cast: Cast, who: str) -> None:
    case = finished(cast)
    person = getattr(cast, who)
    codes = ["surveys.not_invited", "surveys.own_work"] if who == "worker" else ["surveys.not_invited"]
    with refused(*codes):
        rate(case, done=True, stars=5, by=person, at=MONDAY_9 + HOUR)
    assert not Rating.objects.exists()


def test_nobody_stands_in_for_a_rater(cast: Cast) -> None:
    case = finished(cast, rater=cast.head)
    appoint_stand_in(
        cast.head, cast.leader, starts_at=MONDAY_9, ends_at=LAST, reason="出差", at=MONDAY_9, by=None
    )
    with refused("surveys.not_invited"):
        rate(case, done=True, stars=5, by=cast.leader, at=MONDAY_9 + HOUR)


def test_solver_rates_himself_glpi_474(cast: Cast) -> None:
    """Nobody is invited to rate their own work, nor may they where they worked on it in any round, or work on it now."""
    own = finished(cast, rater=cast.worker, doers=[cast.worker, cast.second_worker])
    assert [one.rater for one in Invitation.objects.filter(case=own)] == [None]
    with refused("surveys.not_invited", "surveys.own_work"):
        rate(own, done=True, stars=5, by=cast.worker, at=MONDAY_9 + HOUR)
    again = finished(cast, rater=cast.worker, doers=[cast.second_worker])
    invite(again, rater=cast.worker, doers=[cast.worker], at=MONDAY_9 + HOUR)
    with refused("surveys.not_invited", "surveys.own_work"):
        rate(again, done=True, stars=5, by=cast.worker, at=MONDAY_9 + 2 * HOUR)
    invite(again, rater=cast.worker, doers=[cast.second_worker], at=MONDAY_9 + 2 * HOUR)
    with refused("surveys.own_work"):
        rate(again, done=True, stars=5, by=cast.worker, at=MONDAY_9 + 3 * HOUR)
    taken = finished(cast, rater=cast.worker, doers=[cast.second_worker])
    taken.handler = cast.worker
    taken.save(update_fields=["handler"])
    with refused("surveys.own_work"):
        rate(taken, done=True, stars=5, by=cast.worker, at=MONDAY_9 + HOUR)


@pytest.mark.parametrize(("at", "fine"), [(LAST - SECOND, True), (LAST, True), (LAST + SECOND, False)])
def test_a_rating_is_due_within_fourteen_days_to_the_second(cast: Cast, at: object, fine: bool) -> None:
    case = finished(cast)
    if fine:
        assert rate(case, done=True, stars=5, by=cast.student, at=at).number == 1  # type: ignore[arg-type]
        return
    with refused("surveys.expired") as why:
        rate(case, done=True, stars=5, by=cast.student, at=at)  # type: ignore[arg-type]
    assert why.value.params["until"] == LAST


def test_invitations_that_never_expire_glpi_4192_6510_7028(cast: Cast) -> None:
    """Three years of silence leave nothing open: what a person may rate is what the last fourteen days finished."""
    for weeks in range(0, 150, 2):
        finished(cast, at=MONDAY_9 - weeks * 7 * DAY)
    assert Invitation.objects.count() == 75
    assert ratings.invited(cast.student, MONDAY_9 + HOUR).count() == 1
    assert ratings.invited(cast.student, LAST + SECOND).count() == 0
    assert ratings.to_remind(LAST + SECOND) == []


def test_rated_once_is_rated(cast: Cast) -> None:
    case = finished(cast)
    rate(case, done=True, stars=5, by=cast.student, at=MONDAY_9 + HOUR)
    with refused("surveys.rated_already"):
        rate(case, done=True, stars=1, by=cast.student, at=MONDAY_9 + 2 * HOUR)
    assert Rating.objects.get().stars == 5


def test_after_a_reopening_the_new_round_is_rated_and_the_old_one_no_more(cast: Cast) -> None:
    case = finished(cast)
    rate(case, done=False, stars=2, by=cast.student, at=MONDAY_9 + HOUR)
    finished(cast, case=case, doers=[cast.second_worker], at=MONDAY_9 + 3 * DAY)
    made = rate(case, done=True, stars=5, by=cast.student, at=MONDAY_9 + 16 * DAY)
    assert (made.invitation.round, Rating.objects.count()) == (2, 2)
    with refused("surveys.rated_already"):
        rate(case, done=True, stars=5, by=cast.student, at=MONDAY_9 + 16 * DAY)


def test_what_nobody_was_invited_to_is_not_rated(cast: Cast) -> None:
    case = finished(cast)
    Invitation.objects.get().doers.all().delete()
    Invitation.objects.all().delete()
    with refused("surveys.not_invited"):
        rate(case, done=True, stars=5, by=cast.student, at=MONDAY_9 + HOUR)


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_stars_are_one_to_five(cast: Cast, stars: int) -> None:
    case = finished(cast)
    with refused("surveys.stars_needed"):
        rate(case, done=True, stars=stars, by=cast.student, at=MONDAY_9 + HOUR)


def test_a_tag_that_is_not_in_use_is_refused(cast: Cast) -> None:
    with refused("surveys.unknown_tag"):
        rate(finished(cast), done=True, stars=5, tags=["bribe"], by=cast.student, at=MONDAY_9 + HOUR)


def test_a_change_adds_a_version_and_keeps_the_first(cast: Cast) -> None:
    first = rated(cast, 2, words="太慢")
    case = first.invitation.case
    known = {"by": cast.student, "at": first.at + HOUR}
    second = revise(case, done=True, stars=4, words="后来弄好了", expected=1, **known)  # type: ignore[arg-type]
    assert [(one.number, one.stars, one.words) for one in Rating.objects.order_by("number")] == [
        (1, 2, "太慢"), (2, 4, "后来弄好了"),
    ]  # fmt: skip
    assert list(ratings.visible_to(cast.head, second.at)) == [second]
    with refused("surveys.changed_meanwhile"):
        revise(case, done=True, stars=1, expected=1, **known)  # type: ignore[arg-type]
    assert [one.verb for one in timeline(first.invitation_id)] == ["rate", "revise"]


def test_a_change_comes_within_the_hour_counted_from_the_first_version(cast: Cast) -> None:
    first = rated(cast, 2)
    case, late = first.invitation.case, first.at + HOUR + SECOND
    revise(case, done=True, stars=3, expected=1, by=cast.student, at=first.at + HOUR)
    with refused("surveys.revise_over") as why:
        revise(case, done=True, stars=4, expected=2, by=cast.student, at=late)
    assert why.value.params["minutes"] == 60


@pytest.mark.parametrize("who", ["other_student", "worker", "head"])
def test_nobody_else_changes_a_rating(cast: Cast, who: str) -> None:
    first = rated(cast, 2)
    with refused("surveys.not_invited"):
        revise(first.invitation.case, done=True, stars=5, expected=1, by=getattr(cast, who), at=first.at)


def test_what_was_not_rated_is_not_changed(cast: Cast) -> None:
    with refused("surveys.not_invited"):
        revise(finished(cast), done=True, stars=5, expected=1, by=cast.student, at=MONDAY_9 + HOUR)


@pytest.mark.parametrize("deed", ["update", "delete"])
def test_the_database_overwrites_no_rating(cast: Cast, deed: str) -> None:
    first = rated(cast, 1)
    rows = Rating.objects.filter(pk=first.pk)
    with pytest.raises(DatabaseError, match="never overwritten"), transaction.atomic():
        rows.update(stars=5) if deed == "update" else rows.delete()
    assert Rating.objects.get().stars == 1


@pytest.mark.parametrize(
    ("field", "value"), [("stars", 0), ("stars", 6), ("number", 1), ("number", 0)], ids=str
)
def test_the_database_takes_no_odd_rating(cast: Cast, field: str, value: int) -> None:
    first = rated(cast, 3)
    odd = Rating(invitation=first.invitation, number=2, done=True, stars=3, at=first.at)
    setattr(odd, field, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        odd.save(force_insert=True)


def test_a_refused_rating_leaves_nothing(cast: Cast) -> None:
    case = finished(cast)
    with refused("surveys.unknown_tag"), transaction.atomic():
        rate(case, done=True, stars=5, tags=["speed", "x"], by=cast.student, at=MONDAY_9 + HOUR)
    assert not Rating.objects.exists()
    assert timeline(Invitation.objects.get().pk) == []
