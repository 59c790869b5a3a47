"""Which seat a person fills: their own before another's, once a round, never one they could not fill."""

from datetime import timedelta

import pytest

from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.approvals import decide, end, next_step, start, will_pass
from houqin.kernel.lifecycle.models import ApprovalRun, Case, RouteVersion, Seat, StepRun
from houqin.kernel.lifecycle.permits import warrant_for
from houqin.kernel.lifecycle.queries import todo, visible_cases
from houqin.kernel.lifecycle.seats import open_seats, seats_of
from houqin.kernel.lifecycle.tests.receiving import received
from houqin.kernel.lifecycle.tests.stage import make_route, person_with
from houqin.kernel.lifecycle.tests.toy import TOY, State, begin
from houqin.kernel.lifecycle.walk import Stage
from houqin.kernel.people.actions.grants import appoint_stand_in, end_grant
from houqin.kernel.people.actions.people import erase_person
from houqin.kernel.people.models import Grant, Person

HOUR = timedelta(hours=1)
APPROVE = "test.approve"


def asked(stage: Stage, version: RouteVersion) -> Case:
    case = begin(stage)
    start(case, version=version, at=stage.at)
    return case


def yes(case: Case, person: Person, stage: Stage, *, after: timedelta = HOUR, verdict: str = "yes") -> None:
    decide(TOY, case, verdict=verdict, by=person, at=stage.at + after)


def stand_in(principal: Person, deputy: Person, stage: Stage, hours: int = 9) -> None:
    appoint_stand_in(
        principal, deputy, starts_at=stage.at, ends_at=stage.at + hours * HOUR, reason="", at=stage.at
    )


def test_a_deputy_with_a_seat_of_their_own_fills_that_one_and_leaves_the_principals(stage: Stage) -> None:
    boss, deputy = person_with("甲", []), person_with("乙", [])
    stand_in(boss, deputy, stage)
    case = asked(stage, make_route("r", ("all", 1, [boss, deputy])))
    yes(case, deputy, stage)
    filled = Seat.objects.exclude(verdict="").get()
    assert (filled.person, filled.on_behalf_of) == (deputy, None)
    yes(case, boss, stage)
    assert case.state == State.APPROVED, "each has filled their own"


def test_a_deputy_with_the_permission_themself_fills_the_permissions_seat_in_their_own_name(
    stage: Stage,
) -> None:
    boss, deputy = person_with("甲", []), person_with("乙", [APPROVE])
    stand_in(boss, deputy, stage)
    case = asked(stage, make_route("r", ("all", 1, [boss, APPROVE])))
    warrant = warrant_for("lifecycle.decide", case, by=deputy, at=stage.at)
    assert warrant is not None
    assert warrant.on_behalf_of is None
    yes(case, deputy, stage)
    assert Seat.objects.exclude(verdict="").get().permission == APPROVE


def test_a_deputy_without_a_seat_of_their_own_fills_the_principals_until_the_time_is_out(
    stage: Stage,
) -> None:
    boss, deputy = person_with("甲", []), person_with("乙", [])
    stand_in(boss, deputy, stage, hours=2)
    case = asked(stage, make_route("r", ("any", 1, [boss])))
    with pytest.raises(Refused, match="not_permitted"):
        yes(case, deputy, stage, after=2 * HOUR)
    yes(case, deputy, stage, after=2 * HOUR - timedelta(seconds=1))
    filled = Seat.objects.get()
    assert (filled.decided_by, filled.on_behalf_of) == (deputy, boss)


def test_a_seat_is_open_only_while_its_holder_holds_the_permission_over_the_unit(stage: Stage) -> None:
    near = person_with("甲", [APPROVE], stage.unit)
    far = person_with("乙", [APPROVE], stage.unit.parent)
    other = person_with("丙", ["lifecycle.routes"])
    case = asked(stage, make_route("r", ("any", 1, [APPROVE])))
    assert [seats_of(one, stage.at).count() for one in (near, far, other)] == [1, 1, 0]
    end_grant(Grant.objects.get(person=near), by=None, at=stage.at)
    with pytest.raises(Refused, match="not_permitted"):
        yes(case, near, stage)
    yes(case, far, stage)


def test_after_the_round_nobody_sits_any_more(stage: Stage) -> None:
    first, second = person_with("甲", [APPROVE]), person_with("乙", [APPROVE])
    case = asked(stage, make_route("r", ("any", 1, [APPROVE, APPROVE])))
    yes(case, first, stage)
    with pytest.raises(Refused, match="moved_on"):
        yes(case, second, stage)
    assert not open_seats().exists()


@pytest.mark.parametrize("verdict", ["maybe", "", "YES"])
def test_a_verdict_that_is_none_changes_nothing(stage: Stage, verdict: str) -> None:
    boss = person_with("甲", [APPROVE])
    case = asked(stage, make_route("r", ("any", 1, [APPROVE])))
    with pytest.raises(ValueError, match="not a valid"):
        yes(case, boss, stage, verdict=verdict)
    case.refresh_from_db()
    assert (case.state, open_seats().count()) == (State.ASKED, 1)


def test_a_withdrawn_round_closes_its_seats_and_the_next_one_is_the_second(stage: Stage) -> None:
    boss = person_with("甲", [APPROVE])
    version = make_route("r", ("any", 1, [APPROVE]))
    case = asked(stage, version)
    end(case, outcome="withdrawn", at=stage.at)
    end(case, outcome="refused", at=stage.at + HOUR)
    assert not seats_of(boss, stage.at).exists()
    run = start(case, version=version, at=stage.at + HOUR)
    assert run.round == 2
    assert [one.outcome for one in ApprovalRun.objects.order_by("round")] == ["withdrawn", ""]


def test_a_route_without_steps_is_said_to_be_missing(stage: Stage) -> None:
    version = make_route("r")
    case = begin(stage)
    with pytest.raises(Refused, match="no_route"):
        start(case, version=version, at=stage.at)


@pytest.mark.parametrize("why", ["erased", "applicant"])
def test_a_route_that_names_only_somebody_who_cannot_decide_is_refused_when_asked(
    stage: Stage, why: str
) -> None:
    named = stage.applicant if why == "applicant" else person_with("甲", [])
    version = make_route("r", ("all", 1, [named]))
    if why == "erased":
        erase_person(named, by=None, at=stage.at)
    with pytest.raises(Refused, match="no_approver"):
        asked(stage, version)


def test_one_of_several_named_who_cannot_decide_stops_only_what_needs_them_all(stage: Stage) -> None:
    able = [person_with(name, []) for name in ("甲", "乙")]
    seats = [stage.applicant, *able]
    yes(asked(stage, make_route("any", ("any", 1, list(seats)))), able[0], stage)
    asked(stage, make_route("two", ("count", 2, list(seats))))
    for number, (mode, count) in enumerate((("count", 3), ("all", 1), ("ordered", 1))):
        with pytest.raises(Refused, match="no_approver"):
            asked(stage, make_route(f"r{number}", (mode, count, list(seats))))


@pytest.mark.parametrize(
    ("mode", "count", "seats", "needed"),
    [("any", 1, 3, 1), ("outside", 1, 3, 1), ("count", 2, 3, 2), ("count", 3, 3, 3), ("all", 1, 3, 3), ("ordered", 1, 3, 3)],
)  # fmt: skip
def test_a_step_passes_with_just_as_many_as_its_mode_asks_for(
    stage: Stage, mode: str, count: int, seats: int, needed: int
) -> None:
    people = [person_with(f"甲{n}", []) for n in range(seats)]
    case = asked(stage, make_route("r", (mode, count, list(people))))
    run = StepRun.objects.get()
    for number, person in enumerate(people[:needed]):
        assert case.state == State.ASKED
        assert not will_pass(run, extra=needed - number - 1)
        yes(case, person, stage)
    assert case.state == State.APPROVED
    assert next_step(run) is None


def test_what_waits_for_an_approver_is_on_their_list_and_not_on_the_applicants(stage: Stage) -> None:
    boss, stranger = person_with("甲", [APPROVE]), person_with("乙", [])
    with received():
        case = asked(stage, make_route("r", ("any", 1, [APPROVE, stage.applicant])))
        assert list(todo(boss, stage.at)) == [case]
        assert not todo(stage.applicant, stage.at).exists()
        yes(case, boss, stage)
        assert not todo(boss, stage.at).exists()
        assert list(visible_cases(boss, stage.at)) == [case], "who has decided goes on seeing it"
        assert not visible_cases(stranger, stage.at).exists()


def test_two_steps_that_only_one_person_could_decide_are_refused_when_asked(stage: Stage) -> None:
    only = person_with("甲", [APPROVE])
    version = make_route("r", ("any", 1, [APPROVE]), ("any", 1, [APPROVE]))
    with pytest.raises(Refused, match="no_approver"):
        asked(stage, version)
    second = person_with("乙", [APPROVE])
    case = asked(stage, make_route("r2", ("any", 1, [APPROVE]), ("any", 1, [APPROVE])))
    yes(case, only, stage)
    yes(case, second, stage)
    assert case.state == State.APPROVED


def test_a_stand_in_is_not_a_second_person(stage: Stage) -> None:
    principal, deputy = person_with("甲", [APPROVE]), person_with("乙", [])
    appoint_stand_in(
        principal, deputy, starts_at=stage.at, ends_at=stage.at + timedelta(days=9), reason="", at=stage.at
    )
    with pytest.raises(Refused, match="no_approver"):
        asked(stage, make_route("r", ("all", 1, [APPROVE, APPROVE])))
