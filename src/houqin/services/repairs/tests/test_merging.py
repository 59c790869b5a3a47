"""Two orders that are one fault: reports move, nobody is forgotten, and it may be undone for a week."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest

from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.timeline import story
from houqin.kernel.people.actions.people import add_person
from houqin.kernel.people.models import Person
from houqin.kernel.places.models import Place
from houqin.services.repairs.actions import answer, dispatch, work
from houqin.services.repairs.actions.joins import join, leave
from houqin.services.repairs.actions.merging import join_many, join_to, part
from houqin.services.repairs.actions.report import report
from houqin.services.repairs.figures import affected, affected_rows
from houqin.services.repairs.figures import reported as reported_figure
from houqin.services.repairs.lifecycle import REPAIR
from houqin.services.repairs.models import Assignment, Order, Report
from houqin.services.repairs.queries import orders, taxonomy
from houqin.services.repairs.queries.joins import apart, live_order, people_on
from houqin.services.repairs.queries.known import twins
from houqin.services.repairs.queries.orders import survivor
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, photo, promised, refused
from houqin.services.repairs.tests.conftest import Ask, SignIn
from houqin.services.repairs.tests.test_joins import told

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LATER = MONDAY_9 + 30 * MINUTE


def fresh(order: Order) -> Order:
    """Return an order as the database has it."""
    return Order.objects.get(pk=order.pk)


def made(
    cast: Cast,
    by: Person | None = None,
    *,
    code: str = "plumbing.faucet",
    place: Place | None = None,
    minutes: int = 0,
) -> Order:
    """Return an order of somebody's, so many minutes after nine."""
    return report(
        place=place or cast.room, category=taxonomy.category(code), text="漏水", photos=[photo(f"{minutes}.jpg")],
        by=by or cast.student, at=MONDAY_9 + minutes * MINUTE,
    )  # fmt: skip


@pytest.fixture
def pair(cast: Cast) -> tuple[Order, Order]:
    """Two orders of one fault: the student's, and the other student's ten minutes later."""
    return made(cast), made(cast, cast.other_student, minutes=10)


def begin(cast: Cast, *orders: Order) -> None:
    """Bring orders to the work."""
    for order in orders:
        dispatch.assign(order, technician=cast.technician, by=cast.dispatcher, at=LATER)
        work.take(order, by=cast.technician, at=LATER)
        work.arrive(order, by=cast.technician, at=LATER)


def test_reports_move_and_the_emptied_order_keeps_its_thread(cast: Cast, pair: tuple[Order, Order]) -> None:
    first, second = pair
    join_to(second, target=first, by=cast.dispatcher, at=LATER)
    assert (second.state, fresh(second).joined_to, fresh(second).joined_at) == ("joined", first, LATER)
    moved = Report.objects.get(reporter=cast.other_student)
    assert (moved.order_id, moved.came_from_id) == (first.pk, second.pk)
    assert (people_on(first), people_on(second)) == (2, 0)
    assert [one.verb for one in story(REPAIR, second)] == ["join_to", "open"]
    assert story(REPAIR, first)[0].sentence == "另一张工单并入了本单"
    assert second.attachments.count() == 1
    assert first.attachments.filter(by=cast.other_student).count() == 1


def test_everybody_on_either_sees_the_one_that_goes_on_and_is_told(
    cast: Cast, pair: tuple[Order, Order]
) -> None:
    first, second = pair
    join(second, place=cast.room, by=cast.outsider, at=LATER)
    join_to(second, target=first, by=cast.dispatcher, at=LATER)
    assert told("join_to", second) == {cast.other_student, cast.outsider}
    for who in (cast.student, cast.other_student, cast.outsider):
        assert first in orders.visible_to(who, LATER)
        assert list(orders.of_reporter(who, LATER)) == [first]
    begin(cast, first)
    work.finish(first, photos=[photo()], by=cast.technician, at=LATER)
    assert told("finish", first) == {cast.student, cast.other_student, cast.outsider}


def test_who_was_on_the_way_is_told_and_freed(cast: Cast, pair: tuple[Order, Order]) -> None:
    first, second = pair
    dispatch.assign(second, technician=cast.technician, by=cast.dispatcher, at=LATER)
    join_to(second, target=first, by=cast.dispatcher, at=LATER)
    assert cast.technician in told("join_to", second)
    assert Assignment.objects.get(order=second).ended == "joined"
    assert not orders.of_technician(cast.technician, LATER).exists()


def test_it_is_taken_out_again_with_its_own_people(cast: Cast, pair: tuple[Order, Order]) -> None:
    first, second = pair
    join(second, place=cast.room, by=cast.outsider, at=LATER)
    join_to(second, target=first, by=cast.dispatcher, at=LATER)
    part(second, by=cast.dispatcher, at=LATER + 7 * DAY)
    assert (second.state, second.handler, fresh(second).joined_to, second.closed_at) == (
        "accepted",
        None,
        None,
        None,
    )
    assert (people_on(first), people_on(second)) == (1, 2)
    assert told("part", second) == {cast.other_student, cast.outsider}
    assert not Report.objects.exclude(came_from=None).exists()
    assert first.attachments.filter(by=cast.other_student).count() == 0
    for who in (cast.other_student, cast.outsider):
        assert list(orders.visible_to(who, LATER)) == [second]


def test_after_a_week_it_stays(cast: Cast, pair: tuple[Order, Order]) -> None:
    first, second = pair
    join_to(second, target=first, by=cast.dispatcher, at=LATER)
    with refused("repairs.too_late_to_part"):
        part(second, by=cast.dispatcher, at=LATER + 7 * DAY + MINUTE)


def test_undo_works_when_the_other_has_been_closed_meanwhile(cast: Cast, pair: tuple[Order, Order]) -> None:
    first, second = pair
    join_to(second, target=first, by=cast.dispatcher, at=LATER)
    begin(cast, first)
    work.finish(first, photos=[photo()], by=cast.technician, at=LATER)
    answer.approve(first, by=cast.student, at=LATER)
    closed = fresh(first).closed_at
    part(second, by=cast.dispatcher, at=LATER + DAY)
    assert (fresh(first).state, fresh(first).closed_at) == ("closed", closed)
    assert people_on(second) == 1


def test_a_chain_is_undone_link_by_link_in_any_order(cast: Cast) -> None:
    one, two, three = made(cast), made(cast, cast.other_student), made(cast, cast.outsider)
    join_to(one, target=two, by=cast.dispatcher, at=LATER)
    join_to(two, target=three, by=cast.dispatcher, at=LATER)
    assert (people_on(three), live_order(one)) == (3, three)
    part(two, by=cast.dispatcher, at=LATER)
    assert (people_on(three), people_on(two), people_on(one), live_order(one)) == (1, 2, 0, two)
    join_to(two, target=three, by=cast.dispatcher, at=LATER)
    part(one, by=cast.dispatcher, at=LATER)
    assert (people_on(three), people_on(two), people_on(one)) == (2, 0, 1)
    for who, theirs in ((cast.student, {one}), (cast.other_student, {two, three}), (cast.outsider, {three})):
        assert set(orders.visible_to(who, LATER)) == theirs


def test_along_a_chain_nobody_reads_another_and_photos_go_back_with_their_own(
    cast: Cast, sign_in: SignIn
) -> None:
    one, two, three = (
        made(cast),
        made(cast, cast.other_student, minutes=1),
        made(cast, cast.outsider, minutes=2),
    )
    (photo_of_one,) = one.attachments.all()
    leave_behind = (two, three)
    join_to(one, target=two, by=cast.dispatcher, at=LATER)
    join_to(two, target=three, by=cast.dispatcher, at=LATER)
    for order in leave_behind:
        assert order.attachments.filter(file=photo_of_one.file).exists()
        assert apart(order, cast.other_student, LATER) >= {cast.student.pk}
    copied = two.attachments.get(file=photo_of_one.file)
    address = f"/m/{two.number}/files/{copied.pk}"
    assert sign_in(cast.other_student).get(address).status_code == 404
    part(one, by=cast.dispatcher, at=LATER)
    for order in leave_behind:
        assert not order.attachments.filter(file=photo_of_one.file).exists()


def test_who_reported_both_with_one_photo_keeps_it_on_both(cast: Cast) -> None:
    one, two = made(cast), made(cast)
    join_to(two, target=one, by=cast.dispatcher, at=LATER)
    part(two, by=cast.dispatcher, at=LATER)
    assert (one.attachments.count(), two.attachments.count()) == (1, 1)


def test_a_join_pressed_on_an_emptied_order_lands_on_the_one_that_lives(
    cast: Cast, pair: tuple[Order, Order]
) -> None:
    first, second = pair
    join_to(second, target=first, by=cast.dispatcher, at=LATER)
    assert join(second, place=cast.room, by=cast.outsider, at=LATER) == first
    assert people_on(first) == 3


@pytest.mark.parametrize(
    ("prepare", "codes"),
    [
        (lambda cast, one, two: answer.cancel(two, by=cast.student, at=LATER), ("repairs.join_over",)),
        (lambda cast, one, two: dispatch.refuse(one, note="重复", by=cast.dispatcher, at=LATER), ("lifecycle.moved_on",)),
        (lambda cast, one, two: begin(cast, one, two), ("repairs.join_both_begun",)),
        (lambda cast, one, two: begin(cast, one), ("repairs.join_begun",)),
    ],
    ids=["the other has ended", "this one has ended", "both begun", "this one begun"],
)  # fmt: skip
def test_what_stands_against_a_join(
    cast: Cast, prepare: Callable[[Cast, Order, Order], object], codes: tuple[str, ...]
) -> None:
    one, two = made(cast), made(cast)
    prepare(cast, one, two)
    with refused(*codes):
        join_to(one, target=two, by=cast.dispatcher, at=LATER)
    assert people_on(one) == 1
    assert fresh(one).joined_to is None


def test_an_order_is_not_joined_to_itself(cast: Cast) -> None:
    one = made(cast)
    with refused("repairs.join_itself"):
        join_to(one, target=fresh(one), by=cast.dispatcher, at=LATER)


def test_danger_is_not_hidden_behind_something_slower(cast: Cast) -> None:
    danger, slow = made(cast, code="lift.trapped"), made(cast, code="lift.abnormal")
    with refused("repairs.join_less_urgent"):
        join_to(danger, target=slow, by=cast.dispatcher, at=LATER)
    join_to(slow, target=danger, by=cast.dispatcher, at=LATER)
    assert slow.state == "joined"


def test_the_earlier_promise_counts(cast: Cast) -> None:
    early, late = made(cast), made(cast, cast.other_student, minutes=120)
    due = promised(early)
    join_to(early, target=late, by=cast.dispatcher, at=LATER + DAY)
    assert fresh(late).due_at == due


def test_across_campuses_a_reason_is_needed_and_authority_over_both(cast: Cast) -> None:
    east, west = made(cast), made(cast, place=cast.lake)
    with refused("repairs.join_far"):
        join_to(west, target=east, by=cast.west_dispatcher, at=LATER)
    with refused("lifecycle.not_permitted"):
        join_to(west, target=east, note="同一台泵", by=cast.west_dispatcher, at=LATER)
    with refused("lifecycle.not_permitted"):
        join_to(west, target=east, note="同一台泵", by=cast.dispatcher, at=LATER)


@pytest.mark.parametrize("who", ["student", "technician", "head", "outsider"])
def test_only_dispatchers_join_and_take_out(cast: Cast, pair: tuple[Order, Order], who: str) -> None:
    first, second = pair
    with refused("lifecycle.not_permitted"):
        join_to(second, target=first, by=getattr(cast, who), at=LATER)
    join_to(second, target=first, by=cast.dispatcher, at=LATER)
    with refused("lifecycle.not_permitted"):
        part(second, by=getattr(cast, who), at=LATER)


def test_who_answers_for_an_order_taken_out_is_on_it(cast: Cast, pair: tuple[Order, Order]) -> None:
    first, second = pair
    join(second, place=cast.room, by=cast.outsider, at=LATER)
    join_to(second, target=first, by=cast.dispatcher, at=LATER)
    leave(first, by=cast.other_student, at=LATER)
    part(second, by=cast.dispatcher, at=LATER)
    assert fresh(second).applicant == cast.outsider
    assert not orders.visible_to(cast.other_student, LATER).exists()


def test_nobody_left_of_it_nothing_to_take_out(cast: Cast, pair: tuple[Order, Order]) -> None:
    first, second = pair
    join_to(second, target=first, by=cast.dispatcher, at=LATER)
    leave(first, by=cast.other_student, at=LATER)
    with refused("repairs.part_nobody"):
        part(second, by=cast.dispatcher, at=LATER)


def test_when_the_heir_goes_with_what_is_taken_out_the_next_answers(
    cast: Cast, pair: tuple[Order, Order]
) -> None:
    first, second = pair
    join_to(second, target=first, by=cast.dispatcher, at=LATER)
    join(first, place=cast.room, by=cast.outsider, at=LATER)
    leave(first, by=cast.student, at=LATER)
    assert fresh(first).applicant == cast.other_student
    part(second, by=cast.dispatcher, at=LATER)
    assert (fresh(first).applicant, fresh(second).applicant) == (cast.outsider, cast.other_student)


def test_one_person_on_both_is_counted_once_and_taken_out_with_theirs(cast: Cast) -> None:
    one, two = made(cast), made(cast, minutes=1)
    join_to(two, target=one, by=cast.dispatcher, at=LATER)
    assert people_on(one) == 1
    part(two, by=cast.dispatcher, at=LATER)
    assert (people_on(one), people_on(two)) == (1, 1)


def test_several_are_joined_at_once_and_one_that_may_not_stops_no_other(cast: Cast) -> None:
    keep, other, begun = made(cast), made(cast, cast.other_student), made(cast, cast.outsider)
    begin(cast, begun)
    batch = join_many([keep, other, begun], target=keep, by=cast.dispatcher, at=LATER)
    assert [one.pk for one in batch.done] == [other.pk]
    assert [(one.pk, why.reasons[0].code) for one, why in batch.refused] == [(begun.pk, "repairs.join_begun")]


def test_the_one_furthest_on_its_way_goes_on_then_the_oldest(cast: Cast) -> None:
    old, young, begun = made(cast), made(cast, minutes=5), made(cast, minutes=9)
    assert survivor([young, old]) == old
    begin(cast, begun)
    assert survivor([young, old, begun]) == begun


def test_orders_are_counted_once_and_people_apart(cast: Cast, pair: tuple[Order, Order]) -> None:
    first, second = pair
    period = (MONDAY_9 - DAY, MONDAY_9 + DAY)
    assert (reported_figure(cast.head, *period, LATER), affected(cast.head, *period, LATER)) == (2, 2)
    join_to(second, target=first, by=cast.dispatcher, at=LATER)
    join(first, place=cast.room, by=cast.outsider, at=LATER)
    assert (reported_figure(cast.head, *period, LATER), affected(cast.head, *period, LATER)) == (1, 3)
    assert list(affected_rows(cast.head, *period, LATER)) == [first]


def test_the_dispatcher_is_offered_what_may_be_the_same(cast: Cast, pair: tuple[Order, Order]) -> None:
    first, second = pair
    assert [one.number for one in twins(second, cast.dispatcher, LATER)] == [first.number]
    assert twins(second, cast.west_dispatcher, LATER) == []
    begin(cast, first)
    work.finish(first, photos=[photo()], by=cast.technician, at=LATER)
    assert twins(second, cast.dispatcher, LATER) == []


def test_the_page_of_a_move_offers_and_takes_a_number(
    cast: Cast, pair: tuple[Order, Order], sign_in: SignIn
) -> None:
    first, second = pair
    browser = sign_in(cast.dispatcher)
    address = f"/m/{second.number}/join_to/"
    assert f'value="{first.number}"' in browser.get(address).content.decode()
    assert browser.post(address, {"number": "BX0000-1"}).status_code == 422
    assert browser.post(address, {}).status_code == 422
    assert browser.post(address, {"target": first.number}).status_code == 302
    assert fresh(second).joined_to == first
    kept = browser.get(f"/m/{second.number}/").content.decode()
    assert f"已并入 {first.number}" in kept
    assert second.number in browser.get(f"/m/{first.number}/").content.decode()
    assert browser.post(f"/m/{second.number}/part/", {}).status_code == 302
    assert fresh(second).state == "accepted"


def test_the_board_joins_what_was_ticked(cast: Cast, pair: tuple[Order, Order], sign_in: SignIn) -> None:
    first, second = pair
    browser, page = sign_in(cast.dispatcher), "/repairs/board/merge/"
    ids = [str(first.pk), str(second.pk)]
    asked = browser.post(page, {"ids": ids}).content.decode()
    assert f'value="{first.pk}"' in asked
    assert browser.post(page, {"ids": ids[:1]}).status_code == 302
    assert browser.post(page, {"ids": ids, "target": "nonsense"}).status_code == 422
    browser.post(page, {"ids": ids, "target": ids[0]})
    assert fresh(second).joined_to == first
    assert "2 人" in browser.get("/repairs/board/?tab=waiting").content.decode()
    assert sign_in(cast.student).post(page, {"ids": ids}).status_code == 404


def test_the_api_joins_by_number(cast: Cast, pair: tuple[Order, Order], ask: Ask) -> None:
    first, second = pair
    address = f"/api/v1/repairs/orders/{second.number}/join_to"
    assert ask(cast.dispatcher, address, {"target": "nonsense"}).status_code in (409, 422)
    joined = ask(cast.dispatcher, address, {"target": first.number})
    assert (joined.status_code, joined.json()["state"]) == (200, "joined")


@pytest.mark.parametrize("seed", range(3))
def test_whatever_dispatchers_and_reporters_do_every_report_is_on_one_order_that_lives(
    cast: Cast, seed: int
) -> None:
    """A random walk of reports, joins, merges, partings and leavings against what must always hold."""
    rng = random.Random(seed)
    people = [add_person(name=f"住户 {n}", kind="student", number=f"W{n}", at=MONDAY_9) for n in range(5)]
    open_orders = [made(cast, person, minutes=n) for n, person in enumerate(people)]
    for _turn in range(30):
        one, two, who = rng.choice(open_orders), rng.choice(open_orders), rng.choice(people)
        deed = rng.choice(("join", "leave", "join_to", "join_to", "part"))
        try:
            match deed:
                case "join":
                    join(fresh(one), place=cast.room, by=who, at=LATER)
                case "leave":
                    leave(fresh(one), by=who, at=LATER)
                case "join_to":
                    join_to(fresh(one), target=fresh(two), by=cast.dispatcher, at=LATER)
                case _:
                    part(fresh(one), by=cast.dispatcher, at=LATER)
        except Refused:
            continue
        check()


def check() -> None:
    """Assert what must always hold of reports, applicants and participants."""
    for order in Order.objects.all():
        live = set(Report.objects.filter(order=order, left_at=None).values_list("reporter_id", flat=True))
        assert (order.state == "joined") == (order.joined_to_id is not None)
        if order.state == "joined":
            assert not live
            assert live_order(order).state != "joined"
        else:
            assert order.applicant_id in live
            parts = set(order.participants.values_list("person_id", flat=True))
            assert parts == live - {order.applicant_id}
