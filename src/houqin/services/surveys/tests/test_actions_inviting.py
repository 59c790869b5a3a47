"""Inviting: each finished round once, with whose work it was; one reminder; silence that is no silence."""

from datetime import UTC, date, datetime, timedelta

from houqin.kernel.lifecycle.timeline import story
from houqin.kernel.notices.fanout import fan_out
from houqin.kernel.notices.models import Delivery
from houqin.kernel.notices.words import in_words
from houqin.kernel.people.actions.employments import employ, end_employment
from houqin.kernel.registry.house import house
from houqin.kernel.trail.models import Happening
from houqin.services.surveys import tasks
from houqin.services.surveys.actions.inviting import Round, invite, invite_many, remind, set_aside
from houqin.services.surveys.actions.rating import rate
from houqin.services.surveys.models import Doer, Invitation
from houqin.services.surveys.queries import ratings
from houqin.services.surveys.tests.cast import DAY, HOUR, MONDAY_9, POWER, WATER, Cast, finished, rated

REMINDED = MONDAY_9 + 11 * DAY


def test_an_invitation_keeps_what_it_is_compared_by_as_it_was(cast: Cast) -> None:
    case = finished(cast, doers=[cast.worker, cast.hired], topic=POWER)
    one = Invitation.objects.get()
    assert (one.round, one.kind, one.rater, one.place, one.topic_zh, one.topic_en) == (
        1, "repairs.order", cast.student, cast.room, "电", "Power",
    )  # fmt: skip
    assert one.building is not None
    assert one.building.code == "d3"
    assert one.expires_at == MONDAY_9 + 14 * DAY
    assert {doer.person: doer.team for doer in Doer.objects.all()} == {
        cast.worker: cast.crew, cast.hired: cast.contractor,
    }  # fmt: skip
    assert ratings.newest(case) == one


def test_a_team_is_the_one_of_the_day(cast: Cast) -> None:
    finished(cast)
    end_employment(cast.worker.employments.get(), on=date(2026, 3, 5), by=None, at=MONDAY_9)
    employ(cast.worker, cast.contractor, starts_on=date(2026, 3, 6), post="维修")
    finished(cast, at=MONDAY_9 + 7 * DAY)
    teams = Doer.objects.order_by("invitation__opened_at").values_list("team__code", flat=True)
    assert list(teams) == ["crew", "firm"]


def test_nobody_asked_so_nobody_is_invited(cast: Cast) -> None:
    case = finished(cast)
    unasked = invite(case, rater=None, doers=[cast.worker], at=MONDAY_9 + DAY)
    assert (unasked.rater, unasked.round) == (None, 2)
    first = Invitation.objects.get(round=1)
    assert first.set_aside_at == MONDAY_9 + DAY, "what was done anew ends the old invitation"
    assert tasks.remind(MONDAY_9 + 13 * DAY) == 0
    assert not ratings.invitations_visible_to(cast.head, MONDAY_9).counted().exists()


def test_a_new_round_sets_the_silent_one_aside_and_leaves_a_rating_alone(cast: Cast) -> None:
    silent, told = finished(cast), rated(cast, 3).invitation
    for case in (silent, told.case):
        finished(cast, case=case, at=MONDAY_9 + DAY)
    first = Invitation.objects.get(case=silent, round=1)
    told.refresh_from_db()
    assert (first.set_aside_at, told.set_aside_at) == (MONDAY_9 + DAY, None)
    assert Invitation.objects.filter(round=2).count() == 2


def test_one_reminder_three_days_before_the_end_and_no_more(cast: Cast) -> None:
    finished(cast)
    assert tasks.remind(REMINDED - timedelta(seconds=1)) == 0
    assert tasks.remind(REMINDED) == 1
    assert tasks.remind(REMINDED) == 0
    assert tasks.remind(REMINDED + DAY) == 0
    assert Invitation.objects.get().reminded_at == REMINDED


def test_reminders_reach_the_rater_satisfaction_49_60(cast: Cast) -> None:
    """A reminder is one message to whoever asked, with the last day; the story of the case does not tell of it."""
    case = finished(cast)
    tasks.remind(REMINDED)
    told = Happening.objects.get(subject=case.pk)
    told.recorded_at = told.at
    fan_out([told])
    fan_out([told])
    (sent,) = Delivery.objects.all()
    assert (sent.person, sent.rule) == (cast.student, "surveys.reminder")
    (words,) = in_words([sent])
    assert "2026-03-16" in words.body
    assert case.number in words.body
    assert story(house().matters["repairs.order"].lifecycle, case) == []


def test_nobody_is_reminded_of_what_they_rated_sent_back_or_missed(cast: Cast) -> None:
    rated(cast, 5)
    back = finished(cast)
    set_aside(back, at=MONDAY_9 + DAY)
    assert tasks.remind(REMINDED) == 0
    finished(cast)
    assert tasks.remind(MONDAY_9 + 14 * DAY) == 0, (
        "to the last instant there is nothing to remind of any more"
    )


def test_who_rates_while_the_clock_looks_is_not_reminded(cast: Cast) -> None:
    case = finished(cast)
    (seen,) = ratings.to_remind(REMINDED)
    rate(case, done=True, stars=5, by=cast.student, at=REMINDED)
    assert not remind(seen, at=REMINDED)
    assert not Happening.objects.filter(subject=case.pk).exists()


def test_replayed_history_invites_as_deeds_would(cast: Cast) -> None:
    case, other = finished(cast), finished(cast, rater=cast.other_student)
    Doer.objects.all().delete()
    Invitation.objects.all().delete()
    at = datetime(2025, 6, 1, tzinfo=UTC)
    invite_many(
        [
            Round(case, cast.student, [cast.worker], WATER, at, 1, at + DAY),
            Round(case, cast.student, [cast.hired], WATER, at + 2 * DAY, 2),
            Round(other, cast.other_student, [cast.worker], POWER, at),
        ]
    )
    first, second, third = Invitation.objects.order_by("case__number", "round")
    assert (first.set_aside_at, first.round, second.round, third.round) == (at + DAY, 1, 2, 1)
    assert second.expires_at == at + 16 * DAY
    assert third.building == first.building
    assert Doer.objects.filter(team=cast.crew).count() == 2
    assert second.expires_at - second.opened_at > HOUR
