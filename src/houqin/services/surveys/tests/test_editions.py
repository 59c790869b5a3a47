"""Which edition holds when; reminders and ends to the second; what is left of a person who is erased."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.notices.fanout import fan_out
from houqin.kernel.notices.models import Delivery
from houqin.kernel.people.actions.employments import employ, end_employment
from houqin.kernel.people.actions.people import erase_person
from houqin.kernel.people.queries import home_unit
from houqin.kernel.trail.models import Happening
from houqin.services.surveys import figures, tasks
from houqin.services.surveys.actions.inviting import Round, invite, invite_many, set_aside
from houqin.services.surveys.actions.rating import rate
from houqin.services.surveys.actions.terms import add_edition
from houqin.services.surveys.models import Doer, Invitation, Rating, Terms
from houqin.services.surveys.queries import ratings
from houqin.services.surveys.queries import terms as editions
from houqin.services.surveys.tests.cast import DAY, HOUR, MONDAY_9, WATER, Cast, finished, rated
from houqin.services.surveys.tests.conftest import Ask, SignIn

SECOND = timedelta(seconds=1)
LAST = MONDAY_9 + 14 * DAY
REMINDED = MONDAY_9 + 11 * DAY
END = MONDAY_9 + 60 * DAY


def edition(cast: Cast, since: datetime, **other: int) -> Terms:
    """Add an edition in force from an instant; what is named is otherwise than shipped."""
    known = {"open_days": 14, "remind_days": 3, "revise_minutes": 60, "batch": 5} | other
    return add_edition(since=since, source="《办法》", by=cast.setter, at=MONDAY_9, **known)


def test_an_edition_holds_from_its_second_and_the_later_written_wins(cast: Cast) -> None:
    first = Terms.objects.get()
    second = edition(cast, MONDAY_9 + 10 * DAY)
    third = edition(cast, MONDAY_9 + 5 * DAY)
    fourth = edition(cast, MONDAY_9 + 5 * DAY)
    held = {
        MONDAY_9: first, MONDAY_9 + 5 * DAY - SECOND: first, MONDAY_9 + 5 * DAY: fourth, MONDAY_9 + 6 * DAY: fourth,
        MONDAY_9 + 10 * DAY - SECOND: fourth, MONDAY_9 + 10 * DAY: second, MONDAY_9 + 900 * DAY: second,
    }  # fmt: skip
    assert {at: editions.in_force(at) for at in held} == held
    assert list(editions.editions()) == [fourth, third, second, first]


def test_replayed_history_stands_under_the_edition_of_its_day(cast: Cast) -> None:
    """Forty instants drawn by lot: the bulk way finds the edition that one deed alone would find."""
    rng = random.Random(3)
    for n in range(4):
        edition(cast, MONDAY_9 + rng.randrange(30) * DAY, open_days=5 + n)
    case = finished(cast)
    instants = sorted(MONDAY_9 + timedelta(hours=rng.randrange(24 * 40)) for _ in range(40))
    made = invite_many(
        Round(case, cast.student, [cast.worker], WATER, at, number)
        for number, at in enumerate(instants, start=2)
    )
    assert [one.terms for one in made] == [editions.in_force(one.opened_at) for one in made]
    assert [one.expires_at - one.opened_at for one in made] == [one.terms.open_days * DAY for one in made]
    assert len({one.terms_id for one in made}) >= 3


def test_replayed_history_keeps_the_team_of_each_day(cast: Cast) -> None:
    """Who changed the team between two rounds is counted for each where they were then."""
    end_employment(cast.worker.employments.get(), on=date(2026, 3, 5), by=None, at=MONDAY_9)
    employ(cast.worker, cast.contractor, starts_on=date(2026, 3, 6), post="维修")
    case = finished(cast, at=MONDAY_9 - DAY)
    invite_many(Round(case, cast.student, [cast.worker], WATER, MONDAY_9 + n * DAY, n + 2) for n in range(7))
    for one in Doer.objects.select_related("invitation", "team", "person"):
        assert one.team == home_unit(one.person, one.invitation.opened_at), one.invitation.opened_at
    assert Doer.objects.filter(team=cast.contractor).count() == 3


@pytest.mark.parametrize(
    ("terms", "seconds"),
    [
        ({}, 0),
        ({"open_days": 1, "remind_days": 0}, None),
        ({"open_days": 20, "remind_days": 19}, -10 * 86400),
    ],
    ids=["shipped", "never reminded", "nearly the whole time"],
)
def test_a_reminder_comes_once_at_the_second_its_terms_say(
    cast: Cast, terms: dict[str, int], seconds: int | None
) -> None:
    if terms:
        edition(cast, MONDAY_9, **terms)
    case = finished(cast)
    one = Invitation.objects.get()
    if seconds is None:
        moments = [one.expires_at + n * SECOND for n in (-86400, -1, 0, 1)]
        assert [tasks.remind(at) for at in moments] == [0, 0, 0, 0]
        return
    first = REMINDED + timedelta(seconds=seconds)
    assert [tasks.remind(at) for at in (first - SECOND, first, first, first + DAY, one.expires_at)] == [
        0,
        1,
        0,
        0,
        0,
    ]
    assert list(Happening.objects.filter(subject=case.pk).values_list("verb", "at")) == [
        ("surveys.remind", first)
    ]


def test_a_new_edition_moves_neither_end_nor_reminder_nor_the_hour_of_the_old(cast: Cast) -> None:
    case = finished(cast)
    made = rated(cast, 3)
    edition(cast, MONDAY_9 + HOUR, open_days=2, remind_days=1, revise_minutes=0, batch=9)
    assert tasks.remind(MONDAY_9 + DAY) == 0
    assert tasks.remind(REMINDED) == 1
    own = ratings.own(made.invitation.case, cast.student, made.at + HOUR)
    assert own is not None
    assert own.may_revise
    assert rate(case, done=True, stars=4, by=cast.student, at=LAST).number == 1


ENDS = [(-SECOND, True), (timedelta(0), True), (timedelta(microseconds=1), False), (SECOND, False)]


@pytest.mark.parametrize(("after", "fine"), ENDS, ids=["before", "at", "a microsecond late", "late"])
def test_page_call_and_list_close_at_the_same_instant(
    cast: Cast, sign_in: SignIn, ask: Ask, clock: Callable[[Any], None], after: timedelta, fine: bool
) -> None:
    by_page, by_call = finished(cast), finished(cast)
    clock(LAST + after)
    browser = sign_in(cast.student)
    assert ("<textarea" in browser.get(f"/surveys/rate/{by_page.number}/").content.decode()) is fine
    assert len(ask(cast.student, "/api/v1/surveys/invitations").json()) == (2 if fine else 0)
    call = {"number": by_call.number, "done": True, "stars": 4}
    answer = ask(cast.student, "/api/v1/surveys/ratings", call)
    page = browser.post(f"/surveys/rate/{by_page.number}/", {"done": "yes", "stars": "4"})
    assert (answer.status_code, page.status_code) == ((201, 302) if fine else (409, 422))
    assert Rating.objects.count() == (2 if fine else 0)
    if not fine:
        assert "surveys.expired" in answer.content.decode()
        assert "2026-03-16 09:00" in page.content.decode()


@pytest.mark.parametrize("order", ["rate, then back", "back, then rate"])
def test_a_rating_counts_whether_it_came_before_or_after_sending_back(cast: Cast, order: str) -> None:
    case = finished(cast)
    deeds: list[Callable[[datetime], object]] = [
        lambda at: rate(case, done=False, stars=1, by=cast.student, at=at),
        lambda at: set_aside(case, at=at),
    ]
    for n, deed in enumerate(deeds if order.startswith("rate") else reversed(deeds)):
        deed(MONDAY_9 + (n + 1) * HOUR)
    told = figures.response(cast.head, MONDAY_9, END, END)
    assert (told.asked, told.answered) == (1, 1)
    assert (Invitation.objects.get().set_aside_at is None) == order.startswith("rate")


def test_an_erased_rater_leaves_stars_and_words_and_no_name(
    cast: Cast, sign_in: SignIn, clock: Callable[[Any], None]
) -> None:
    name = cast.student.name
    for n in range(6):
        rated(cast, 4, doers=[cast.worker, cast.second_worker][: 1 + n % 2], words="谢谢", named=True)
    clock(MONDAY_9 + DAY)
    browser = sign_in(cast.head)
    assert name in browser.get("/surveys/ratings/").content.decode()
    erase_person(cast.student, by=None, at=MONDAY_9 + DAY)
    assert figures.stars(cast.head, MONDAY_9, END, END) == 4.0
    for page in ("ratings/", "report/?period=2026-03-01..2026-03-31", "invited/"):
        shown = browser.get(f"/surveys/{page}")
        assert shown.status_code == 200
        assert name not in shown.content.decode(), page
    assert browser.get("/surveys/ratings/").content.decode().count("谢谢") >= 6


def test_an_erased_rater_is_reminded_of_nothing(cast: Cast) -> None:
    case = finished(cast)
    erase_person(cast.student, by=None, at=MONDAY_9 + DAY)
    tasks.remind(REMINDED)
    for told in Happening.objects.filter(subject=case.pk):
        told.recorded_at = told.at
        fan_out([told])
    assert not Delivery.objects.exists()


def test_an_erased_worker_has_ratings_and_no_name_in_the_team(
    cast: Cast, sign_in: SignIn, clock: Any
) -> None:
    for _ in range(5):
        rated(cast, 2)
    name = cast.worker.name
    erase_person(cast.worker, by=None, at=MONDAY_9 + DAY)
    clock(MONDAY_9 + DAY)
    shown = sign_in(cast.leader).get("/surveys/team/?period=2026-03-01..2026-03-31")
    page = shown.content.decode()
    assert (shown.status_code, name in page, "2.00" in page) == (200, False, True)


def test_no_trail_of_a_rating_tells_stars_words_or_tags(cast: Cast) -> None:
    rated(cast, 1, words="漏得很", tags=["slow"], named=True)
    (told,) = Happening.objects.filter(kind="surveys.rating")
    said = str({field.attname: getattr(told, field.attname) for field in told._meta.concrete_fields})
    assert not any(secret in said for secret in ("漏得很", "slow", "stars"))


def test_rounds_of_a_case_are_rated_each_by_its_own_doers(cast: Cast) -> None:
    """Five rounds, every second one rated; each rating stands by the round it was given to."""
    case: Case = finished(cast, doers=[cast.worker])
    turns = [cast.worker, cast.second_worker, cast.hired, cast.worker, cast.second_worker]
    for n, doer in enumerate(turns):
        at = MONDAY_9 + n * DAY
        if n:
            invite(case, rater=cast.student, doers=[doer], topic=WATER, at=at)
        if n % 2 == 0:
            rate(case, done=n == 4, stars=n + 1, by=cast.student, at=at + HOUR)
    given = Rating.objects.order_by("at").select_related("invitation")
    assert [(one.invitation.round, one.stars, one.invitation.doers.get().person) for one in given] == [
        (1, 1, cast.worker), (3, 3, cast.hired), (5, 5, cast.second_worker),
    ]  # fmt: skip
    silent = Invitation.objects.exclude(set_aside_at=None)
    assert sorted(silent.values_list("round", flat=True)) == [2, 4]


def test_history_before_any_edition_is_no_history(cast: Cast) -> None:
    Terms.objects.update(since=MONDAY_9)
    with pytest.raises(Refused) as caught:
        finished(cast, at=MONDAY_9 - SECOND)
    assert caught.value.code == "surveys.no_terms"
    assert not Invitation.objects.exists()
