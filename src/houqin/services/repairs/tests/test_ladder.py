"""The ladder told step by step, once each, whatever else happens to the order meanwhile."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.lifecycle.timeline import story
from houqin.kernel.notices.fanout import fan_out
from houqin.kernel.notices.models import Delivery
from houqin.kernel.trail.models import Happening
from houqin.services.repairs import tasks
from houqin.services.repairs.actions import answer, clock, dispatch, work
from houqin.services.repairs.lifecycle import REPAIR
from houqin.services.repairs.models import Escalation, Order, SlaStep, SlaVersion
from houqin.services.repairs.queries import clocks, taxonomy
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, brought_to, photo, promised, reported

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def three_steps(cast: Cast) -> SlaVersion:
    """An edition whose ladder has three rungs, in force since the Sunday before."""
    old = SlaVersion.objects.get()
    targets = list(old.targets.all())
    new = SlaVersion.objects.create(
        number=2, since=MONDAY_9 - DAY, schedule=old.schedule, accept_working_days=old.accept_working_days,
        reopen_days=old.reopen_days,
    )  # fmt: skip
    for percent in (50, 100, 150):
        SlaStep.objects.create(version=new, percent=percent, tells=SlaStep.Tells.HEAD)
    for target in targets:
        target.pk = None
        target._state.adding = True
        target.version = new
        target.save(force_insert=True)
    return new


def told(order: Order) -> list[tuple[str, int]]:
    """Return what has been told of an order, in the order of the telling."""
    return [
        (one.clock, one.step)
        for one in Escalation.objects.filter(order=order).order_by("at", "clock", "step")
    ]


def fresh(deeds: Iterable[Happening]) -> list[Happening]:
    """Return deeds as if recorded when they were done: what is told late is not told of."""
    found = list(deeds)
    for deed in found:
        deed.recorded_at = deed.at
    return found


def every_quarter(order: Order, until: datetime) -> None:
    """Let the clock look every fifteen minutes, as a slow job would."""
    at = order.opened_at
    while at <= until:
        tasks.escalate_overdue(at)
        at += 15 * MINUTE


def test_each_rung_of_each_clock_is_told_once_and_in_time(cast: Cast, three_steps: SlaVersion) -> None:
    order = reported(cast, code="plumbing.pipe_leak")  # urgent: 15, 60 and 480 minutes
    every_quarter(order, MONDAY_9 + timedelta(hours=12, minutes=45))
    assert Counter(told(order)) == Counter(
        (name, step) for name in ("acknowledge", "arrive", "fix") for step in (50, 100, 150)
    )
    by_fix = {one.step: one.at - MONDAY_9 for one in Escalation.objects.filter(order=order, clock="fix")}
    assert by_fix == {50: 255 * MINUTE, 100: 495 * MINUTE, 150: 735 * MINUTE}


def test_looking_late_warns_nobody_of_what_has_happened_and_looking_again_tells_nothing(
    cast: Cast, three_steps: SlaVersion
) -> None:
    order = reported(cast, code="plumbing.pipe_leak")
    late = MONDAY_9 + 3 * DAY
    assert tasks.escalate_overdue(late) == 6
    assert [tasks.escalate_overdue(late + n * MINUTE) for n in range(3)] == [0, 0, 0]
    assert Happening.objects.filter(subject=order.pk, verb="escalate").count() == 6
    assert {step for _clock, step in told(order)} == {100, 150}


def test_what_was_answered_is_not_told_of_and_what_runs_is(cast: Cast, three_steps: SlaVersion) -> None:
    order = reported(cast, code="plumbing.pipe_leak")
    dispatch.assign(order, technician=cast.technician, by=cast.dispatcher, at=MONDAY_9 + 5 * MINUTE)
    tasks.escalate_overdue(MONDAY_9 + 70 * MINUTE)
    assert told(order) == [("arrive", 100)]
    work.take(order, by=cast.technician, at=MONDAY_9 + 71 * MINUTE)
    work.arrive(order, by=cast.technician, at=MONDAY_9 + 72 * MINUTE)
    tasks.escalate_overdue(MONDAY_9 + 2 * DAY)
    assert ("arrive", 150) not in told(order)
    assert {step for name, step in told(order) if name == "fix"} == {100, 150}


def test_a_declined_order_goes_on_where_its_ladder_stood(cast: Cast, three_steps: SlaVersion) -> None:
    order = brought_to(cast, "assigned", code="plumbing.pipe_leak")
    tasks.escalate_overdue(MONDAY_9 + 35 * MINUTE)
    work.decline(order, note="在忙", by=cast.technician, at=MONDAY_9 + 36 * MINUTE)
    dispatch.assign(order, technician=cast.second_technician, by=cast.dispatcher, at=MONDAY_9 + 40 * MINUTE)
    assert tasks.escalate_overdue(MONDAY_9 + 45 * MINUTE) == 0
    assert told(order) == [("arrive", 50)]


def test_rework_is_told_of_by_the_promise_of_the_first_report(cast: Cast, three_steps: SlaVersion) -> None:
    order = brought_to(cast, "fixed", code="plumbing.pipe_leak")
    late = promised(order) + MINUTE
    assert tasks.escalate_overdue(late) == 0, "what is mended is not told of"
    answer.send_back(order, note="还漏", by=cast.student, at=late)
    assert tasks.escalate_overdue(late + MINUTE) == 1
    assert told(order) == [("fix", 100)]
    work.finish(order, photos=[photo("again.jpg")], by=cast.technician, at=late + 2 * MINUTE)
    assert tasks.escalate_overdue(late + 5 * DAY) == 0


def test_an_order_opened_again_is_told_of_once_more_only_for_new_rungs(
    cast: Cast, three_steps: SlaVersion
) -> None:
    order = brought_to(cast, "working", code="plumbing.pipe_leak")
    tasks.escalate_overdue(promised(order) + MINUTE)
    assert told(order) == [("fix", 100)]
    work.finish(order, photos=[photo()], by=cast.technician, at=promised(order) + 2 * MINUTE)
    answer.approve(order, by=cast.student, at=promised(order) + 3 * MINUTE)
    answer.reopen(order, note="又漏", by=cast.student, at=promised(order) + 5 * DAY)
    tasks.escalate_overdue(promised(order) + 6 * DAY)
    assert told(order) == [("fix", 100), ("fix", 150)]


@pytest.mark.parametrize("end", ["cancel", "refuse", "call_off"])
def test_an_order_that_ended_is_told_of_no_more(cast: Cast, three_steps: SlaVersion, end: str) -> None:
    order = brought_to(cast, "assigned" if end == "call_off" else "submitted")
    if end == "cancel":
        answer.cancel(order, by=cast.student, at=MONDAY_9 + MINUTE)
    elif end == "refuse":
        dispatch.refuse(order, note="不归后勤", by=cast.dispatcher, at=MONDAY_9 + MINUTE)
    else:
        dispatch.call_off(order, note="停用", by=cast.dispatcher, at=MONDAY_9 + MINUTE)
    assert tasks.escalate_overdue(MONDAY_9 + 30 * DAY) == 0
    assert told(order) == []


def test_a_new_fault_moves_the_ladder_with_the_promise(cast: Cast, three_steps: SlaVersion) -> None:
    order = reported(cast, code="plumbing.faucet")  # normal: 60, 480, 1440
    at = MONDAY_9 + 20 * MINUTE
    assert tasks.escalate_overdue(at) == 0
    dispatch.accept(order, by=cast.dispatcher, at=at, category=taxonomy.category("plumbing.pipe_leak"))
    assert tasks.escalate_overdue(MONDAY_9 + 31 * MINUTE) == 1
    assert told(order) == [("arrive", 50)]


def test_an_order_keeps_the_ladder_it_was_opened_under(cast: Cast) -> None:
    order = reported(cast, code="plumbing.pipe_leak")
    later = SlaVersion.objects.create(
        number=9, since=MONDAY_9 + MINUTE, schedule="logistics", accept_working_days=1, reopen_days=1
    )
    for percent in (1, 2, 3):
        SlaStep.objects.create(version=later, percent=percent, tells=SlaStep.Tells.HEAD)
    for minutes in (8, 13, 20):
        tasks.escalate_overdue(MONDAY_9 + minutes * MINUTE)
    assert told(order) == [("acknowledge", 50), ("acknowledge", 80), ("acknowledge", 100)]


def test_the_night_is_told_of_for_danger_only(cast: Cast) -> None:
    evening = datetime(2026, 3, 2, 21, 50, tzinfo=SHANGHAI)
    danger, normal = reported(cast, at=evening, code="lift.trapped"), reported(cast, at=evening)
    tasks.escalate_overdue(evening + timedelta(hours=9))
    assert {name for name, _step in told(danger)} == {"acknowledge", "arrive", "fix"}
    assert told(normal) == []


def test_a_step_told_stands_in_the_story_as_the_system_s_deed(cast: Cast) -> None:
    order = reported(cast, code="plumbing.pipe_leak")
    for minutes in (8, 13, 20):
        tasks.escalate_overdue(MONDAY_9 + minutes * MINUTE)
    sentences = {each.verb: each.sentence for each in story(REPAIR, order)}
    assert (sentences["remind"], sentences["warn"]) == ("时限将近，提醒了师傅", "时限将到，提醒了调度")
    assert sentences["escalate"] == "已超时，上报调度和科室负责人"
    deed = Happening.objects.get(subject=order.pk, verb="escalate")
    assert (deed.actor, deed.before, deed.after) == (None, "submitted", "submitted")
    assert deed.facts == {"clock": "acknowledge", "step": 100, "urgent": True}


def test_a_step_of_an_order_that_has_just_been_mended_is_not_told(cast: Cast) -> None:
    order = brought_to(cast, "working", code="plumbing.pipe_leak")
    late = promised(order) + MINUTE
    seen = list(clocks.overruns(late))[-1]
    work.finish(order, photos=[photo()], by=cast.technician, at=late)
    assert clock.escalate(seen.order, clock=seen.clock, step=seen.step, at=late) is False
    assert told(order) == []


def test_reports_of_the_future_are_not_looked_at(cast: Cast) -> None:
    reported(cast, at=MONDAY_9 + DAY)
    assert list(clocks.overruns(MONDAY_9)) == []


def test_each_rung_tells_somebody_higher_once(cast: Cast) -> None:
    order = brought_to(cast, "working", code="plumbing.pipe_leak")
    every_quarter(order, MONDAY_9 + timedelta(hours=12, minutes=45))
    deeds = Happening.objects.filter(subject=order.pk, verb__in=["remind", "warn", "escalate", "raise"])
    assert [(one.verb, one.facts["step"]) for one in deeds.order_by("version")] == [
        ("remind", 50), ("warn", 80), ("escalate", 100), ("raise", 150),
    ]  # fmt: skip
    fan_out(fresh(deeds))
    assert set(Delivery.objects.filter(subject=order.pk).values_list("person", "rule")) == {
        (cast.technician.pk, "repairs.remind"),
        *((one.pk, rule) for one in (cast.dispatcher, cast.second_dispatcher)
          for rule in ("repairs.warn", "repairs.overdue")),
        (cast.head.pk, "repairs.overdue_head"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "urgent"), [("lift.trapped", True), ("plumbing.pipe_leak", True), ("plumbing.faucet", False)]
)
def test_only_what_is_urgent_is_told_in_the_night(cast: Cast, code: str, urgent: bool) -> None:
    order = brought_to(cast, "working", code=code)
    assert clock.escalate(order, clock="fix", step=80, tells="dispatcher", at=MONDAY_9)
    (deed,) = fresh(Happening.objects.filter(subject=order.pk, verb="warn"))
    fan_out([deed])
    assert set(
        Delivery.objects.filter(subject=order.pk, rule="repairs.warn").values_list("urgent", flat=True)
    ) == {urgent}
    assert deed.facts.get("urgent", False) is urgent
