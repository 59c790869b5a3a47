"""Rating a repair: accepting stays one press, "mended" accepts too, "not mended" leads back to the technician."""

from datetime import timedelta

import pytest

from houqin.kernel.lifecycle.tests.stage import person_with
from houqin.kernel.registry.house import house
from houqin.services.repairs import tasks
from houqin.services.repairs.actions import answer, dispatch, work
from houqin.services.repairs.actions.rating import rate
from houqin.services.repairs.actions.report import report
from houqin.services.repairs.lifecycle import State
from houqin.services.repairs.models import Order
from houqin.services.repairs.queries.ratings import beside
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, photo, refused
from houqin.services.surveys.figures import response, stars
from houqin.services.surveys.models import Doer, Invitation, Rating
from houqin.services.surveys.tasks import remind

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = MONDAY_9 + HOUR


def mended_again(cast: Cast, order: Order, at: object) -> None:
    """Bring a reopened order to the next repair, by the second technician."""
    dispatch.assign(order, technician=cast.second_technician, by=cast.dispatcher, at=at)  # type: ignore[arg-type]
    work.take(order, by=cast.second_technician, at=at)  # type: ignore[arg-type]
    work.arrive(order, by=cast.second_technician, at=at)  # type: ignore[arg-type]
    work.finish(order, photos=[photo("two.jpg")], by=cast.second_technician, at=at)  # type: ignore[arg-type]


def test_finishing_invites_the_reporter_to_rate_whose_work_it_was(cast: Cast) -> None:
    order = brought_to(cast, "fixed")
    one = Invitation.objects.get()
    assert (one.case_id, one.rater, one.kind, one.topic_zh) == (
        order.pk, cast.student, "repairs.order", order.category.trade.name_zh,
    )  # fmt: skip
    assert [doer.person for doer in Doer.objects.all()] == [cast.technician]
    assert one.expires_at == MONDAY_9 + 14 * DAY


def test_mended_accepts_with_the_same_press(cast: Cast) -> None:
    order = brought_to(cast, "fixed")
    rate(order, done=True, stars=5, by=cast.student, at=LATER)
    order.refresh_from_db()
    assert (order.state, order.closed_at, Rating.objects.get().stars) == (State.CLOSED, LATER, 5)


def test_not_mended_accepts_nothing_and_leads_to_sending_back(cast: Cast) -> None:
    order = brought_to(cast, "fixed")
    rate(order, done=False, stars=1, by=cast.student, at=LATER)
    order.refresh_from_db()
    assert order.state == State.FIXED
    assert beside(order, cast.student, LATER)["lead"] == "send_back"
    answer.send_back(order, note="还漏", by=cast.student, at=LATER)
    assert beside(order, cast.student, LATER)["lead"] == ""


def test_not_mended_after_acceptance_leads_to_reopening(cast: Cast) -> None:
    order = brought_to(cast, "fixed")
    answer.approve(order, by=cast.student, at=LATER)
    rate(order, done=False, stars=2, by=cast.student, at=LATER + DAY)
    assert beside(order, cast.student, LATER + DAY)["lead"] == "reopen"


def test_accepting_without_a_rating_leaves_it_open_for_its_days(cast: Cast) -> None:
    order = brought_to(cast, "fixed")
    answer.approve(order, by=cast.student, at=LATER)
    assert not Rating.objects.exists()
    rate(order, done=True, stars=4, by=cast.student, at=MONDAY_9 + 14 * DAY)
    assert Rating.objects.get().stars == 4


def test_closing_by_itself_invents_no_stars_and_leaves_the_rating_open(cast: Cast) -> None:
    orders = [brought_to(cast, "fixed") for _ in range(5)]
    assert tasks.close_unanswered(MONDAY_9 + 3 * DAY) == 5
    assert not Rating.objects.exists()
    orders[0].refresh_from_db()
    rate(orders[0], done=True, stars=4, by=cast.student, at=MONDAY_9 + 4 * DAY)
    assert Rating.objects.count() == 1


@pytest.mark.parametrize("who", ["technician", "other_student", "dispatcher", "head", "outsider"])
def test_nobody_else_rates_and_nothing_is_accepted(cast: Cast, who: str) -> None:
    order = brought_to(cast, "fixed")
    with refused("lifecycle.not_permitted"):
        rate(order, done=True, stars=5, by=getattr(cast, who), at=LATER)
    fresh = Order.objects.get(pk=order.pk)
    assert (fresh.state, Rating.objects.count()) == (State.FIXED, 0)


def test_a_refused_rating_accepts_nothing(cast: Cast) -> None:
    order = brought_to(cast, "fixed")
    with refused("surveys.unknown_tag"):
        rate(order, done=True, stars=5, tags=["x"], by=cast.student, at=LATER)
    assert Order.objects.get(pk=order.pk).state == State.FIXED


def test_after_a_reopening_the_second_repair_is_rated_for_whoever_did_it(cast: Cast) -> None:
    order = brought_to(cast, "fixed")
    rate(order, done=True, stars=5, by=cast.student, at=LATER)
    answer.reopen(order, note="又漏了", by=cast.student, at=LATER + DAY)
    mended_again(cast, order, LATER + 2 * DAY)
    made = rate(order, done=True, stars=3, by=cast.student, at=LATER + 3 * DAY)
    assert [doer.person for doer in made.invitation.doers.all()] == [cast.second_technician]
    assert list(Rating.objects.order_by("at").values_list("stars", flat=True)) == [5, 3]


def test_sending_back_is_an_answer_and_no_silence(cast: Cast) -> None:
    order = brought_to(cast, "fixed")
    answer.send_back(order, note="还漏", by=cast.student, at=LATER)
    assert Invitation.objects.get().set_aside_at == LATER
    assert remind(MONDAY_9 + 12 * DAY) == 0


def test_a_technician_who_reports_is_not_asked_to_rate_their_own_repair(cast: Cast) -> None:
    order = report(place=cast.room, text="灯不亮", by=cast.technician, at=MONDAY_9)
    dispatch.assign(order, technician=cast.technician, by=cast.dispatcher, at=MONDAY_9)
    work.take(order, by=cast.technician, at=MONDAY_9)
    work.arrive(order, by=cast.technician, at=MONDAY_9)
    work.finish(order, photos=[photo()], by=cast.technician, at=MONDAY_9)
    assert Invitation.objects.get().rater is None
    with refused("surveys.not_invited", "surveys.own_work"):
        rate(order, done=True, stars=5, by=cast.technician, at=LATER)
    assert beside(order, cast.technician, LATER) == {}


def test_the_number_of_the_repairs_counts_only_repairs_and_opens_to_its_ratings(cast: Cast) -> None:
    reader = person_with("处长", ["surveys.see"])
    asked = (MONDAY_9 - DAY, MONDAY_9 + 30 * DAY, MONDAY_9 + 30 * DAY)
    for n in range(6):
        order = brought_to(cast, "fixed")
        if n < 5:
            rate(order, done=True, stars=5 - (n == 0), by=cast.student, at=LATER)
    figure = house().figures["repairs.rating"]
    assert figure.value(reader, *asked) == 4.8 == stars(reader, *asked)
    assert figure.rows(reader, *asked).count() == 5
    assert figure.value(cast.head, *asked) is None, "the figure is for whoever may read ratings"
    told = response(reader, *asked)
    assert (told.asked, told.answered) == (6, 5)
