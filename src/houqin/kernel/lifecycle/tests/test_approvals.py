"""Routes at work: any-of, all-of, n-of-m, in order, meetings, timers, return, refusal, who may sit."""

from datetime import date, timedelta

import pytest

from houqin.kernel.base.refused import Refused
from houqin.kernel.evidence.tests.uploads import pdf, upload
from houqin.kernel.lifecycle.approvals import decide, start
from houqin.kernel.lifecycle.meetings import pass_timers, record_meeting
from houqin.kernel.lifecycle.models import ApprovalRun, Case, RouteVersion, Seat
from houqin.kernel.lifecycle.seats import seats_of
from houqin.kernel.lifecycle.tests.stage import make_route, person_with
from houqin.kernel.lifecycle.tests.toy import TOY, State, begin
from houqin.kernel.lifecycle.walk import Stage
from houqin.kernel.people.actions.grants import appoint_stand_in
from houqin.kernel.people.models import Person
from houqin.kernel.trail.models import Happening

HOUR = timedelta(hours=1)
APPROVE = "test.approve"


def asked(stage: Stage, version: RouteVersion) -> Case:
    case = begin(stage)
    start(case, version=version, at=stage.at)
    return case


def yes(case: Case, person: Person, stage: Stage, verdict: str = "yes") -> None:
    decide(TOY, case, verdict=verdict, by=person, at=stage.at + HOUR, note="知道了")


def approver(name: str) -> Person:
    return person_with(name, [APPROVE])


def test_one_yes_is_enough_where_any_of_several_may_decide(stage: Stage) -> None:
    first, second = approver("李四"), approver("王五")
    case = asked(stage, make_route("r", ("any", 1, [APPROVE])))
    yes(case, second, stage)
    assert case.state == State.APPROVED
    assert not seats_of(first, stage.at).exists()
    assert ApprovalRun.objects.get().outcome == "approved"


def test_joint_signing_waits_for_all_seats(stage: Stage) -> None:
    people = [person_with(name, []) for name in ("甲", "乙", "丙")]
    case = asked(stage, make_route("r", ("all", 1, list(people))))
    yes(case, people[2], stage)
    yes(case, people[0], stage)
    assert case.state == State.ASKED
    yes(case, people[1], stage)
    assert case.state == State.APPROVED


def test_two_of_three_are_enough_where_the_step_says_so(stage: Stage) -> None:
    people = [person_with(name, []) for name in ("甲", "乙", "丙")]
    case = asked(stage, make_route("r", ("count", 2, list(people))))
    yes(case, people[2], stage)
    assert case.state == State.ASKED
    yes(case, people[0], stage)
    assert case.state == State.APPROVED


def test_in_an_ordered_step_nobody_sits_before_their_turn(stage: Stage) -> None:
    first, second = person_with("甲", []), person_with("乙", [])
    case = asked(stage, make_route("r", ("ordered", 1, [first, second])))
    with pytest.raises(Refused, match="not_permitted"):
        yes(case, second, stage)
    yes(case, first, stage)
    yes(case, second, stage)
    assert case.state == State.APPROVED


def test_steps_follow_one_another_and_nobody_sits_twice(stage: Stage) -> None:
    first, second = approver("李四"), approver("王五")
    case = asked(stage, make_route("r", ("any", 1, [APPROVE]), ("any", 1, [APPROVE])))
    yes(case, first, stage)
    assert case.state == State.ASKED
    with pytest.raises(Refused, match="sat_already"):
        yes(case, first, stage)
    yes(case, second, stage)
    assert case.state == State.APPROVED
    assert [one.verb for one in Happening.objects.filter(subject=case.pk).order_by("version")] == [
        "open", "consent", "approve",
    ]  # fmt: skip


def test_the_applicant_never_sits_nor_does_their_stand_in(stage: Stage) -> None:
    boss, deputy, other = approver("李四"), person_with("王五", []), approver("赵六")
    appoint_stand_in(boss, deputy, starts_at=stage.at, ends_at=stage.at + 9 * HOUR, reason="", at=stage.at)
    own = Stage(applicant=boss, unit=stage.unit, place=stage.place, at=stage.at)
    case = asked(own, make_route("r", ("any", 1, [APPROVE])))
    for person in (boss, deputy):
        with pytest.raises(Refused, match="apart"):
            yes(case, person, stage)
    yes(case, other, stage)
    assert case.state == State.APPROVED


def test_a_stand_in_cannot_fill_the_seat_after_their_principal_did(stage: Stage) -> None:
    boss, deputy, _third = approver("李四"), person_with("王五", []), approver("赵六")
    appoint_stand_in(boss, deputy, starts_at=stage.at, ends_at=stage.at + 9 * HOUR, reason="", at=stage.at)
    case = asked(stage, make_route("r", ("all", 1, [boss, APPROVE])))
    yes(case, deputy, stage)
    with pytest.raises(Refused, match="sat_already"):
        yes(case, boss, stage)


def test_a_return_sends_it_back_and_a_second_round_starts_afresh(stage: Stage) -> None:
    boss = approver("李四")
    version = make_route("r", ("any", 1, [APPROVE]))
    case = asked(stage, version)
    yes(case, boss, stage, "return")
    assert case.state == State.BACK
    with TOY.move(case, "submit", by=stage.applicant, at=stage.at + 2 * HOUR):
        start(case, version=version, at=stage.at + 2 * HOUR)
    yes(case, boss, stage)
    assert case.state == State.APPROVED
    assert list(ApprovalRun.objects.order_by("round").values_list("outcome", flat=True)) == [
        "returned",
        "approved",
    ]


def test_one_no_ends_a_joint_signing(stage: Stage) -> None:
    people = [person_with(name, []) for name in ("甲", "乙")]
    case = asked(stage, make_route("r", ("all", 1, list(people))))
    yes(case, people[0], stage, "no")
    assert case.state == State.REFUSED
    assert not Seat.objects.filter(open=True).exists()


def test_a_route_nobody_could_decide_is_refused_when_asked(stage: Stage) -> None:
    with pytest.raises(Refused, match="no_approver"):
        asked(stage, make_route("r", ("any", 1, [APPROVE])))


def meet(case: Case, clerk: Person, stage: Stage, present: int = 7, in_favour: int = 5) -> None:
    record_meeting(
        TOY, case, held_on=date(2026, 3, 2), entitled=9, present=present, in_favour=in_favour, against=1,
        minutes=upload(pdf(), "minutes.pdf"), by=clerk, at=stage.at + HOUR,
    )  # fmt: skip


def test_a_meeting_decides_by_votes_and_a_click_does_not(stage: Stage) -> None:
    clerk = approver("李四")
    case = asked(stage, make_route("r", ("meeting", 1, [APPROVE])))
    with pytest.raises(Refused, match="meeting_decides"):
        yes(case, clerk, stage)
    meet(case, clerk, stage)
    assert case.state == State.APPROVED


def test_without_quorum_a_meeting_decides_nothing(stage: Stage) -> None:
    clerk = approver("李四")
    case = asked(stage, make_route("r", ("meeting", 1, [APPROVE])))
    with pytest.raises(Refused, match="no_quorum"):
        meet(case, clerk, stage, present=5)
    assert case.state == State.ASKED


def test_a_meeting_that_votes_it_down_refuses_the_case(stage: Stage) -> None:
    clerk = approver("李四")
    case = asked(stage, make_route("r", ("meeting", 1, [APPROVE])))
    meet(case, clerk, stage, in_favour=3)
    assert case.state == State.REFUSED


def test_a_timer_step_passes_once_when_its_time_has_come(stage: Stage) -> None:
    case = asked(stage, make_route("r", ("timer", 1, [])))
    assert pass_timers(TOY, stage.at + timedelta(minutes=30)) == 0
    assert pass_timers(TOY, stage.at + timedelta(days=1)) == 1
    assert pass_timers(TOY, stage.at + timedelta(days=1)) == 0
    case.refresh_from_db()
    assert case.state == State.APPROVED
