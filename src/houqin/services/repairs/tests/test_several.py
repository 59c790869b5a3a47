"""Several people on one order: one yes closes it, anybody's no goes on. And what other systems' users asked for."""

from datetime import timedelta

import pytest

from houqin.kernel.people.models import Person
from houqin.services.repairs import tasks
from houqin.services.repairs.actions import answer, work
from houqin.services.repairs.actions.joins import join
from houqin.services.repairs.actions.merging import join_to, part
from houqin.services.repairs.actions.report import report
from houqin.services.repairs.lifecycle import AFFECTED, OWN, REPAIR
from houqin.services.repairs.models import Order
from houqin.services.repairs.queries import taxonomy
from houqin.services.repairs.queries.joins import people_on
from houqin.services.repairs.queries.known import known
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, photo, refused, reported
from houqin.services.repairs.tests.conftest import SignIn
from houqin.services.repairs.tests.test_joins import told

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LATER = MONDAY_9 + 30 * MINUTE
SEND_BACK, APPROVE = "send_back", "approve"


@pytest.fixture
def shared(cast: Cast) -> Order:
    """A fault mended at half past nine; the student reported it, the other student and the outsider met it too."""
    order = brought_to(cast, "working")
    for who in (cast.other_student, cast.outsider):
        join(order, place=cast.room, by=who, at=MONDAY_9)
    work.finish(order, photos=[photo("done.jpg")], by=cast.technician, at=LATER)
    return order


def test_the_rule_stands_in_the_declaration() -> None:
    assert {move.name for move in REPAIR.moves if move.permission == OWN} == {
        "answer",
        "appoint",
        "approve",
        "cancel",
    }
    assert {move.name for move in REPAIR.moves if move.permission == AFFECTED} == {
        "send_back",
        "reopen",
        "leave",
    }


@pytest.mark.parametrize("who", ["student", "other_student", "outsider"])
def test_any_one_of_them_sends_it_back_within_the_days(cast: Cast, shared: Order, who: str) -> None:
    answer.send_back(shared, note="还没好", by=getattr(cast, who), at=LATER + DAY)
    assert (shared.state, shared.reworks) == ("working", 1)


@pytest.mark.parametrize("who", ["other_student", "outsider", "dispatcher", "technician"])
def test_only_the_first_reporter_accepts(cast: Cast, shared: Order, who: str) -> None:
    with refused("lifecycle.not_permitted"):
        answer.approve(shared, by=getattr(cast, who), at=LATER)
    answer.approve(shared, by=cast.student, at=LATER)
    assert shared.state == "closed"


def test_one_s_yes_does_not_silence_another_s_no(cast: Cast, shared: Order) -> None:
    answer.approve(shared, by=cast.student, at=LATER)
    answer.reopen(shared, note="我这边还漏", by=cast.outsider, at=LATER + DAY)
    assert (shared.state, shared.handler) == ("accepted", None)
    assert cast.student in told("reopen", shared)


def test_nobody_s_answer_closes_it_for_all_and_all_are_told(cast: Cast, shared: Order) -> None:
    closes = Order.objects.get(pk=shared.pk).closes_at
    assert closes is not None
    assert tasks.close_unanswered(closes) == 1
    assert told("auto_close", shared) == {cast.student, cast.other_student, cast.outsider}
    with refused("lifecycle.moved_on"):
        answer.send_back(shared, note="晚了", by=cast.outsider, at=closes + MINUTE)
    with refused("repairs.too_late_to_reopen"):
        answer.reopen(Order.objects.get(pk=shared.pk), note="晚了", by=cast.outsider, at=closes + 31 * DAY)


@pytest.mark.parametrize(
    ("who", "may"), [("student", (SEND_BACK, APPROVE)), ("outsider", (SEND_BACK,)), ("technician", ())]
)
def test_the_dock_offers_each_what_is_theirs(
    cast: Cast, shared: Order, sign_in: SignIn, who: str, may: tuple[str, ...]
) -> None:
    page = sign_in(getattr(cast, who)).get(f"/m/{shared.number}/").content.decode()
    assert tuple(one for one in (SEND_BACK, APPROVE) if f"/m/{shared.number}/{one}/" in page) == may
    assert f"/m/{shared.number}/cancel/" not in page


def test_what_one_of_them_writes_in_sending_back_is_for_the_technician(
    cast: Cast, shared: Order, sign_in: SignIn
) -> None:
    answer.send_back(shared, note="床边还在滴", photos=[photo("bed.jpg")], by=cast.outsider, at=LATER)
    seen = {who: sign_in(getattr(cast, who)).get(f"/m/{shared.number}/").content.decode() for who in (
        "technician", "outsider", "student", "other_student",
    )}  # fmt: skip
    assert [who for who, page in seen.items() if "床边还在滴" in page] == ["technician", "outsider"]


# The threads of other systems (domain/repairs.md 1.3)


def fellow(cast: Cast, n: int) -> Person:
    """Return one of the others by turn."""
    return (cast.other_student, cast.outsider, cast.head)[n]


def test_fixmystreet_1677_a_reporter_near_a_known_fault_is_shown_it_and_subscribes_instead(
    cast: Cast,
) -> None:
    """FixMyStreet #1677: nearby reports are suggested before a new one is sent; who takes one gets its updates."""
    fault = taxonomy.category("plumbing.pipe_leak")
    order = report(place=cast.room, category=fault, by=cast.student, at=MONDAY_9)
    for n in range(3):
        (seen,) = known(fellow(cast, n), cast.room, LATER, category=fault)
        assert (seen.number, seen.likely, seen.people) == (order.number, True, n + 1)
        join(order, place=cast.room, by=fellow(cast, n), at=LATER)
    assert Order.objects.count() == 1
    assert told("join", order) == set(), "a crowd of joins disturbs nobody"


def test_fixmystreet_1677_a_short_list_can_be_judged_state_time_promise_and_photo(cast: Cast) -> None:
    """The finding of that thread: a bare title is not enough to know one's own fault again."""
    fault = taxonomy.category("plumbing.pipe_leak")
    report(place=cast.room, category=fault, photos=[photo("pipe.jpg")], by=cast.student, at=MONDAY_9)
    (seen,) = known(cast.dispatcher, cast.room, LATER, category=fault)
    assert (str(seen.look.title), seen.opened_at, seen.due_at is not None) == ("待派单", MONDAY_9, True)
    assert seen.photo is not None


def test_fixmystreet_1581_staff_merge_two_reports_and_each_leads_to_the_other(
    cast: Cast, sign_in: SignIn
) -> None:
    """FixMyStreet #1581: staff mark a duplicate; the link is there from both ends and can be taken back."""
    one, two = reported(cast), report(place=cast.room, text="漏", by=cast.other_student, at=MONDAY_9)
    join_to(two, target=one, by=cast.dispatcher, at=LATER)
    browser = sign_in(cast.dispatcher)
    assert f"/m/{one.number}/" in browser.get(f"/m/{two.number}/").content.decode()
    assert f"/m/{two.number}/" in browser.get(f"/m/{one.number}/").content.decode()
    part(two, by=cast.dispatcher, at=LATER)
    assert (
        f"/m/{two.number}/"
        not in browser.get(f"/m/{one.number}/").content.decode().split("可能是同一个故障")[0]
    )


def test_fixmystreet_1581_the_duplicate_s_reporter_follows_the_original(cast: Cast, sign_in: SignIn) -> None:
    one, two = reported(cast), report(place=cast.room, text="漏", by=cast.other_student, at=MONDAY_9)
    join_to(two, target=one, by=cast.dispatcher, at=LATER)
    browser = sign_in(cast.other_student)
    page = browser.get(f"/m/{two.number}/").content.decode()
    assert f"已并入 {one.number}" in page
    assert browser.get(f"/m/{one.number}/").status_code == 200


def test_fixmystreet_897_a_fixed_report_is_opened_again_by_its_reporter_and_counted(
    cast: Cast, shared: Order
) -> None:
    """FixMyStreet #897: "fixed" was the end, a fault that came back had to be reported anew and lost its history."""
    answer.approve(shared, by=cast.student, at=LATER)
    number, people = shared.number, people_on(shared)
    answer.reopen(shared, note="又坏了", by=cast.student, at=LATER + 29 * DAY)
    again = Order.objects.get(pk=shared.pk)
    assert (again.number, again.state, again.reworks, people_on(again)) == (number, "accepted", 1, people)


def test_fixmystreet_897_after_the_days_a_new_report_still_knows_the_old_one(
    cast: Cast, shared: Order
) -> None:
    answer.approve(shared, by=cast.student, at=LATER)
    with refused("repairs.too_late_to_reopen"):
        answer.reopen(shared, note="又坏了", by=cast.student, at=LATER + 31 * DAY)
    assert reported(cast, at=LATER + 29 * DAY).repeats == shared
