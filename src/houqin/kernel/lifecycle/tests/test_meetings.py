"""Meetings by numbers: quorum, votes that add up, ties, and who may write down what was decided."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.base.clock import local_date
from houqin.kernel.base.refused import Refused
from houqin.kernel.evidence.tests.uploads import pdf, upload
from houqin.kernel.lifecycle.approvals import start
from houqin.kernel.lifecycle.meetings import MINUTES, has_quorum, record_meeting
from houqin.kernel.lifecycle.models import Attachment, Case, Meeting, RouteStep, Seat
from houqin.kernel.lifecycle.tests.stage import make_route, person_with
from houqin.kernel.lifecycle.tests.toy import TOY, State, begin
from houqin.kernel.lifecycle.walk import Stage
from houqin.kernel.people.actions.grants import appoint_stand_in
from houqin.kernel.people.models import Person
from houqin.kernel.trail.models import Happening

HOUR = timedelta(hours=1)
APPROVE = "test.approve"
CARRIED = {"entitled": 9, "present": 7, "in_favour": 5, "against": 1}


@pytest.fixture
def secretary(stage: Stage) -> Person:
    return person_with("李四", [APPROVE])


@pytest.fixture
def before_the_board(stage: Stage, secretary: Person) -> Case:
    case = begin(stage)
    start(case, version=make_route("board", ("meeting", 1, [APPROVE])), at=stage.at)
    return case


def meet(case: Case, by: Person, stage: Stage, **votes: Any) -> None:
    given: dict[str, Any] = {"held_on": date(2026, 3, 2), "minutes": upload(pdf(), "minutes.pdf")}
    record_meeting(TOY, case, by=by, at=stage.at + HOUR, **given | CARRIED | votes)


@pytest.mark.parametrize(
    ("votes", "codes"),
    [
        ({"present": 5, "in_favour": 3}, ["lifecycle.no_quorum"]),
        ({"entitled": 0, "present": 0, "in_favour": 0, "against": 0}, ["lifecycle.no_quorum"]),
        ({"in_favour": 7, "against": 1}, ["lifecycle.votes_do_not_add_up"]),
        ({"present": 10}, ["lifecycle.votes_do_not_add_up"]),
        (
            {"present": 5, "in_favour": 5, "against": 5},
            ["lifecycle.no_quorum", "lifecycle.votes_do_not_add_up"],
        ),
        ({"in_favour": 8, "against": -1}, ["lifecycle.votes_do_not_add_up"]),
        ({"in_favour": -1}, ["lifecycle.votes_do_not_add_up"]),
    ],
)
def test_numbers_that_cannot_be_are_refused_with_every_reason(
    before_the_board: Case, secretary: Person, stage: Stage, votes: dict[str, int], codes: list[str]
) -> None:
    with pytest.raises(Refused) as caught:
        meet(before_the_board, secretary, stage, **votes)
    assert [reason.code for reason in caught.value.reasons] == codes
    before_the_board.refresh_from_db()
    assert before_the_board.state == State.ASKED
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    ("in_favour", "against", "state"),
    [(4, 3, State.APPROVED), (4, 0, State.APPROVED), (3, 0, State.REFUSED), (3, 3, State.REFUSED), (0, 0, State.REFUSED), (7, 0, State.APPROVED)],
)  # fmt: skip
def test_more_than_half_of_those_present_carry_it_and_abstaining_does_not_help(
    before_the_board: Case, secretary: Person, stage: Stage, in_favour: int, against: int, state: str
) -> None:
    meet(before_the_board, secretary, stage, in_favour=in_favour, against=against)
    assert before_the_board.state == state
    assert not Seat.objects.filter(open=True).exists()


def test_a_meeting_still_to_come_is_not_written_down(
    before_the_board: Case, secretary: Person, stage: Stage
) -> None:
    with pytest.raises(Refused, match="meeting_ahead"):
        meet(before_the_board, secretary, stage, held_on=local_date(stage.at) + timedelta(days=1))
    meet(before_the_board, secretary, stage, held_on=local_date(stage.at))
    laid = Attachment.objects.get(case_id=before_the_board.pk, slot=MINUTES)
    assert laid.file == Meeting.objects.get().minutes


def test_minutes_that_are_no_document_decide_nothing(
    before_the_board: Case, secretary: Person, stage: Stage
) -> None:
    with pytest.raises(Refused, match=r"evidence\."):
        meet(before_the_board, secretary, stage, minutes=upload(b"MZ" + b"\0" * 99, "minutes.pdf"))
    before_the_board.refresh_from_db()
    assert before_the_board.state == State.ASKED
    assert not Meeting.objects.exists()


def test_a_tie_of_an_even_number_refuses(before_the_board: Case, secretary: Person, stage: Stage) -> None:
    meet(before_the_board, secretary, stage, present=6, in_favour=3, against=3)
    assert before_the_board.state == State.REFUSED


def test_what_was_decided_stands_with_its_votes_in_the_trail(
    before_the_board: Case, secretary: Person, stage: Stage
) -> None:
    meet(before_the_board, secretary, stage)
    told = Happening.objects.get(subject=before_the_board.pk, verb="approve")
    assert told.facts == CARRIED
    assert Meeting.objects.get().recorded_by == secretary


def test_a_meeting_is_written_down_once(before_the_board: Case, secretary: Person, stage: Stage) -> None:
    meet(before_the_board, secretary, stage)
    with pytest.raises(Refused, match="not_permitted"):
        meet(before_the_board, secretary, stage)
    assert Meeting.objects.count() == 1


def test_the_applicant_writes_down_no_meeting_on_their_own_matter_nor_does_their_deputy(
    stage: Stage, secretary: Person
) -> None:
    boss, deputy = person_with("甲", [APPROVE]), person_with("乙", [])
    appoint_stand_in(boss, deputy, starts_at=stage.at, ends_at=stage.at + 9 * HOUR, reason="", at=stage.at)
    case = begin(Stage(applicant=boss, unit=stage.unit, place=stage.place, at=stage.at))
    start(case, version=make_route("board", ("meeting", 1, [APPROVE])), at=stage.at)
    for own in (boss, deputy):
        with pytest.raises(Refused, match=r"lifecycle\.apart"):
            meet(case, own, stage)
    meet(case, secretary, stage)
    assert case.state == State.APPROVED


def test_where_no_meeting_is_waited_for_none_is_written_down(stage: Stage, secretary: Person) -> None:
    case = begin(stage)
    start(case, version=make_route("r", ("any", 1, [APPROVE])), at=stage.at)
    with pytest.raises(Refused, match="not_permitted"):
        meet(case, secretary, stage)


def test_a_meeting_in_the_middle_of_a_route_opens_the_next_step(stage: Stage, secretary: Person) -> None:
    head = person_with("甲", [])
    case = begin(stage)
    start(case, version=make_route("r", ("meeting", 1, [APPROVE]), ("any", 1, [head])), at=stage.at)
    meet(case, secretary, stage)
    assert case.state == State.ASKED
    assert Seat.objects.get(open=True).person == head


def test_a_meeting_on_a_version_nobody_saw_is_refused(
    before_the_board: Case, secretary: Person, stage: Stage
) -> None:
    with pytest.raises(Refused, match="moved_on"):
        meet(before_the_board, secretary, stage, expected=7)


shares = st.tuples(st.integers(1, 9), st.integers(1, 9)).filter(lambda share: share[0] <= share[1])


def step(share: tuple[int, int]) -> RouteStep:
    return RouteStep(quorum_numerator=share[0], quorum_denominator=share[1])


@given(share=shares, entitled=st.integers(0, 500), present=st.integers(0, 500))
def test_one_more_present_never_costs_the_quorum_and_all_present_always_have_it(
    share: tuple[int, int], entitled: int, present: int
) -> None:
    quorate = has_quorum(step(share), entitled=entitled, present=present)
    if quorate:
        assert has_quorum(step(share), entitled=entitled, present=present + 1)
    assert has_quorum(step(share), entitled=entitled, present=entitled) == (entitled > 0)
    assert quorate == (entitled > 0 and present / entitled >= share[0] / share[1] - 1e-12)
