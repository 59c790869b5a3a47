"""Standing still: pauses with reasons and limits, visits in vain, the reporter's answer, a promise by hand."""

from datetime import timedelta

import pytest

from houqin.kernel.lifecycle.models import Attachment
from houqin.kernel.notices.fanout import fan_out
from houqin.kernel.notices.models import Delivery
from houqin.kernel.places.actions.tags import make_tag
from houqin.kernel.trail.models import Happening
from houqin.services.repairs import figures, tasks
from houqin.services.repairs.actions import answer, dispatch, promising, standing, work
from houqin.services.repairs.lifecycle import State
from houqin.services.repairs.models import Order, Pause, Visit
from houqin.services.repairs.queries import logs
from houqin.services.repairs.sla.clocks import clocks
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, photo, promised, reason_of, refused

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def stood(cast: Cast, key: str = "shutdown", code: str = "lift.trapped") -> Order:
    """Return an order that stands since ten; danger counts every minute, which keeps the sums plain."""
    order = brought_to(cast, "working", code=code)
    standing.pause(order, reason=reason_of(order, key), note="等", by=cast.technician, at=MONDAY_9 + HOUR)
    return order


def test_a_pause_moves_the_promise_by_as_long_as_it_lasted(cast: Cast) -> None:
    order = stood(cast)
    assert promised(order) == MONDAY_9 + 4 * HOUR + DAY, "if it lasts its whole day"
    standing.resume(order, by=cast.technician, at=MONDAY_9 + 3 * HOUR)
    assert (order.state, promised(order)) == (State.WORKING, MONDAY_9 + 6 * HOUR)
    work.finish(order, photos=[photo()], by=cast.technician, at=MONDAY_9 + 5 * HOUR)
    assert order.fix_minutes == 3 * 60
    assert Pause.objects.get(order=order).ended == Pause.Ended.RESUMED


def test_waiting_for_parts_stops_nothing_for_the_reporter_and_the_holder_s_own_clock(cast: Cast) -> None:
    order = stood(cast, "parts")
    assert promised(order) == MONDAY_9 + 4 * HOUR
    standing.resume(order, by=cast.technician, at=MONDAY_9 + 3 * HOUR)
    paused = {one.clock: one.paused_minutes for one in clocks(logs.history_of(order), MONDAY_9 + 3 * HOUR)}
    assert (paused["hold"], paused["fix_total"]) == (120, 0)


def test_what_stands_is_told_of_by_no_step_and_what_runs_is(cast: Cast) -> None:
    order, other = stood(cast), stood(cast, "parts")
    tasks.escalate_overdue(MONDAY_9 + 8 * HOUR)
    assert not order.escalations.filter(clock="fix", step=100).exists()
    assert other.escalations.filter(clock="fix", step=100).exists()


def test_a_pause_nobody_confirmed_ends_after_a_day(cast: Cast) -> None:
    order = stood(cast)
    end = MONDAY_9 + HOUR + DAY
    assert tasks.end_pauses(end - MINUTE) == 0
    assert tasks.end_pauses(end) == 1
    assert tasks.end_pauses(end) == 0
    order.refresh_from_db()
    assert (order.state, promised(order)) == (State.ASSIGNED, MONDAY_9 + 4 * HOUR + DAY)
    assert Pause.objects.get(order=order).ended == Pause.Ended.LAPSED


def test_a_clock_job_that_comes_late_lengthens_no_pause(cast: Cast) -> None:
    order = stood(cast)
    tasks.end_pauses(MONDAY_9 + 5 * DAY)
    order.refresh_from_db()
    assert promised(order) == MONDAY_9 + 4 * HOUR + DAY


def test_a_confirmed_pause_lasts_as_long_as_its_reason_may(cast: Cast) -> None:
    order = stood(cast)
    standing.confirm(order, by=cast.dispatcher, at=MONDAY_9 + 2 * HOUR)
    assert promised(order) == MONDAY_9 + 4 * HOUR + 7 * DAY
    assert tasks.end_pauses(MONDAY_9 + 6 * DAY) == 0
    with refused("repairs.nothing_to_confirm"):
        standing.confirm(order, by=cast.dispatcher, at=MONDAY_9 + 3 * HOUR)
    assert tasks.end_pauses(MONDAY_9 + HOUR + 7 * DAY) == 1


def test_a_pause_after_the_promise_ran_out_mends_nothing(cast: Cast) -> None:
    order = brought_to(cast, "working", code="lift.trapped")
    late = MONDAY_9 + 4 * HOUR + MINUTE
    standing.pause(order, reason=reason_of(order, "shutdown"), by=cast.technician, at=late)
    assert promised(order) == MONDAY_9 + 4 * HOUR
    tasks.escalate_overdue(late + MINUTE)
    assert order.escalations.filter(clock="fix", step=100).exists()


def test_a_visit_in_vain_counts_as_arrival_and_waits_for_the_reporter(cast: Cast) -> None:
    order = brought_to(cast, "taken")
    standing.nobody_home(order, photos=[photo("door.jpg")], by=cast.technician, at=MONDAY_9 + HOUR)
    order.refresh_from_db()
    assert (order.state, order.arrived_at) == (State.PAUSED, MONDAY_9 + HOUR)
    assert (Visit.objects.get(order=order).proof, Attachment.objects.get(case=order).slot) == (
        "photo",
        "door",
    )
    wanted = MONDAY_9 + 6 * HOUR
    standing.answer(order, wanted_at=wanted, by=cast.student, at=MONDAY_9 + 2 * HOUR)
    pause = Pause.objects.get(order=order)
    assert (order.state, pause.ended, pause.wanted_at) == (State.ASSIGNED, "answered", wanted)
    work.take(order, by=cast.technician, at=wanted)
    work.arrive(order, by=cast.technician, at=wanted)
    order.refresh_from_db()
    assert order.arrived_at == MONDAY_9 + HOUR, "the first arrival counts"


def test_the_sticker_at_the_door_is_proof_and_another_one_is_not(cast: Cast) -> None:
    order = brought_to(cast, "taken")
    with refused("repairs.proof_needed"):
        standing.nobody_home(order, by=cast.technician, at=MONDAY_9)
    for wrong in ("nonsense", make_tag(cast.lake, at=MONDAY_9).code):
        with refused("repairs.wrong_tag"):
            standing.nobody_home(order, tag=wrong, by=cast.technician, at=MONDAY_9)
    assert not Pause.objects.exists()
    standing.nobody_home(order, tag=cast.tag.code, by=cast.technician, at=MONDAY_9)
    assert Visit.objects.get(order=order).proof == "tag"


def test_a_second_visit_in_vain_takes_the_place_of_the_pause_before(cast: Cast) -> None:
    order = stood(cast, "parts")
    standing.nobody_home(order, tag=cast.tag.code, by=cast.technician, at=MONDAY_9 + 2 * HOUR)
    first, second = Pause.objects.filter(order=order).order_by("since")
    assert (first.until, first.ended, second.until) == (MONDAY_9 + 2 * HOUR, "replaced", None)
    assert order.standing == second


def test_a_reporter_ends_only_what_waits_for_them(cast: Cast) -> None:
    order = stood(cast, "parts")
    with refused("repairs.not_waiting_for_you"):
        standing.answer(order, note="好了吗", by=cast.student, at=MONDAY_9 + 2 * HOUR)
    with refused("repairs.nothing_answered"):
        standing.answer(order, note=" ", by=cast.student, at=MONDAY_9 + 2 * HOUR)
    with refused("repairs.time_gone_by"):
        standing.answer(order, wanted_at=MONDAY_9, by=cast.student, at=MONDAY_9 + 2 * HOUR)


def test_a_visit_in_vain_is_no_reason_to_pick_and_nor_is_another_edition_s(cast: Cast) -> None:
    order = brought_to(cast, "working")
    with refused("repairs.unknown_reason"):
        standing.pause(order, reason=reason_of(order, "nobody_home"), by=cast.technician, at=MONDAY_9)


@pytest.mark.parametrize("how", ["finish", "reassign", "call_off", "lapse"])
def test_whatever_ends_the_standing_ends_the_pause(cast: Cast, how: str) -> None:
    order, at = stood(cast), MONDAY_9 + 2 * HOUR
    match how:
        case "finish":
            work.finish(order, photos=[photo()], by=cast.technician, at=at)
        case "reassign":
            dispatch.reassign(order, technician=cast.second_technician, by=cast.dispatcher, at=at)
        case "call_off":
            dispatch.call_off(order, note="停用", by=cast.dispatcher, at=at)
        case _:
            standing.lapse(order, by=cast.dispatcher, at=at)
    assert Pause.objects.get(order=order).until == at
    assert promised(order) == MONDAY_9 + 5 * HOUR


def test_a_promise_by_hand_is_moved_by_nothing_that_follows(cast: Cast) -> None:
    order, wanted = brought_to(cast, "working", code="lift.trapped"), MONDAY_9 + 3 * DAY
    with refused("repairs.reason_needed"):
        promising.promise(order, until=wanted, note="", by=cast.dispatcher, at=MONDAY_9)
    with refused("repairs.time_gone_by"):
        promising.promise(order, until=MONDAY_9, note="等料", by=cast.dispatcher, at=MONDAY_9)
    promising.promise(order, until=wanted, note="等厂家", by=cast.dispatcher, at=MONDAY_9 + MINUTE)
    standing.pause(order, reason=reason_of(order, "shutdown"), by=cast.technician, at=MONDAY_9 + HOUR)
    standing.resume(order, by=cast.technician, at=MONDAY_9 + 2 * HOUR)
    order.refresh_from_db()
    assert (order.promised_at, promised(order)) == (wanted, MONDAY_9 + 5 * HOUR)
    work.finish(order, photos=[photo()], by=cast.technician, at=MONDAY_9 + DAY)
    told = {one.clock: one.verdict for one in clocks(logs.history_of(order), MONDAY_9 + 2 * DAY)}
    assert (told["promise"], told["fix_total"]) == ("kept", "broken")


def test_a_reopened_order_has_a_first_fix_of_its_own_in_the_log_of_deeds(cast: Cast) -> None:
    order = brought_to(cast, "fixed", code="lift.trapped")
    answer.approve(order, by=cast.student, at=MONDAY_9 + HOUR)
    answer.reopen(order, note="又坏", by=cast.student, at=MONDAY_9 + DAY)
    told = [one for one in clocks(logs.history_of(order), MONDAY_9 + DAY) if one.clock == "fix_first"]
    assert [(one.part, one.verdict) for one in told] == [(0, "kept"), (1, "running")]


def test_the_reporter_the_dispatcher_and_the_technician_are_told(cast: Cast) -> None:
    order = brought_to(cast, "taken")
    standing.nobody_home(order, tag=cast.tag.code, by=cast.technician, at=MONDAY_9 + HOUR)
    standing.answer(order, note="六点在", by=cast.student, at=MONDAY_9 + 2 * HOUR)
    deeds = list(Happening.objects.filter(subject=order.pk, verb__in=["nobody_home", "answer"]))
    for deed in deeds:
        deed.recorded_at = deed.at
    fan_out(deeds)
    assert set(Delivery.objects.filter(subject=order.pk).values_list("person", "rule")) == {
        (cast.student.pk, "repairs.nobody_home"), (cast.technician.pk, "repairs.answered"),
        (cast.dispatcher.pk, "repairs.to_confirm"), (cast.second_dispatcher.pk, "repairs.to_confirm"),
    }  # fmt: skip
    assert deeds[0].facts == {"proof": "tag", "reason": "nobody_home"}


def test_figures_count_what_stands_and_why(cast: Cast) -> None:
    stood(cast)
    order = stood(cast, "parts")
    now = MONDAY_9 + 2 * HOUR
    assert figures.paused(cast.head, MONDAY_9 - DAY, MONDAY_9 + DAY, now) == 2
    assert figures.by_reason(cast.head, now) == [("等停水停电窗口", 1), ("等配件", 1)]
    standing.resume(order, by=cast.technician, at=now)
    assert list(figures.paused_rows(cast.head, MONDAY_9, now, now + MINUTE)) != [order]
    assert figures.paused(cast.head, MONDAY_9, MONDAY_9 + DAY, now + MINUTE) == 1
    assert figures.paused(cast.west_dispatcher, MONDAY_9, MONDAY_9 + DAY, now) == 0
