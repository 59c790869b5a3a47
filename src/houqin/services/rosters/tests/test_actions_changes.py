"""Leave and swaps: asked by one, agreed to by another, and what becomes of the roster."""

from datetime import timedelta

import pytest

from houqin.kernel.trail.queries import timeline
from houqin.kernel.trail.record import read
from houqin.services.rosters import tasks
from houqin.services.rosters.actions import leave, planning, swaps
from houqin.services.rosters.lifecycle import LeaveState, SwapState
from houqin.services.rosters.models import Leave, Shift, Swap
from houqin.services.rosters.queries import cases, standing
from houqin.services.rosters.tests.cast import DAY, HOUR, MONDAY, MONDAY_9, Cast, planned, refused

TUESDAY_9, THURSDAY_9 = MONDAY_9 + DAY, MONDAY_9 + 3 * DAY


def asked(cast: Cast, **given: object) -> Leave:
    """Return a leave the worker asks for, Tuesday to Thursday."""
    told = {"leave_kind": "annual", "starts_at": TUESDAY_9, "ends_at": THURSDAY_9, "by": cast.worker,
            "at": MONDAY_9, "note": "回老家"}  # fmt: skip
    return leave.ask(**{**told, **given})  # type: ignore[arg-type]


def test_a_leave_agreed_to_takes_its_shifts_off_the_roster_and_seals_the_reason(cast: Cast) -> None:
    for n in range(5):
        planned(cast, cast.worker, "early", MONDAY + n * DAY)
    made = asked(cast)
    assert cases.leaves_waiting(cast.leader, MONDAY_9) == 1
    assert cases.leaves_waiting(cast.other_leader, MONDAY_9) == 0
    leave.grant(made, by=cast.leader, at=MONDAY_9 + HOUR)
    assert made.state == LeaveState.GRANTED
    left = Shift.objects.filter(person=cast.worker).order_by("day").values_list("day", flat=True)
    assert list(left) == [MONDAY, MONDAY + 4 * DAY]
    opened, granted = timeline(made.pk)
    assert (read(opened), opened.facts, granted.facts) == (
        {"note": "回老家"},
        {"leave_kind": "annual"},
        {"shifts": 3},
    )
    told = standing.visible_to([cast.worker.pk], TUESDAY_9 + HOUR)[cast.worker.pk]
    assert (told.rank, told.leave_until) == (3, THURSDAY_9)


def test_whom_a_leave_is_asked_of_and_who_may_not_decide(cast: Cast) -> None:
    made = asked(cast)
    for one in (cast.worker, cast.second, cast.other_leader, cast.head):
        with refused("lifecycle.not_permitted"):
            leave.grant(made, by=one, at=MONDAY_9)
    own = asked(cast, by=cast.leader)
    with refused("lifecycle.apart"):
        leave.grant(own, by=cast.leader, at=MONDAY_9)
    with refused("rosters.reason_needed"):
        leave.decline(made, note=" ", by=cast.leader, at=MONDAY_9)
    leave.decline(made, note="人手不够", by=cast.leader, at=MONDAY_9)
    assert Leave.objects.get(pk=made.pk).state == LeaveState.DECLINED


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"ends_at": TUESDAY_9}, "rosters.leave_backwards"),
        ({"starts_at": MONDAY_9 - 2 * DAY, "ends_at": MONDAY_9}, "rosters.leave_over"),
        ({"starts_at": TUESDAY_9 + DAY, "ends_at": THURSDAY_9 + DAY}, "rosters.leave_overlaps"),
    ],
)
def test_a_leave_that_cannot_be_is_refused(cast: Cast, given: dict[str, object], code: str) -> None:
    asked(cast)
    with refused(code):
        asked(cast, **given)
    with refused("rosters.not_by_roster"):
        asked(cast, by=cast.stranger)


def test_a_leave_is_withdrawn_before_it_begins_and_cut_short_afterwards(cast: Cast) -> None:
    made = asked(cast)
    leave.grant(made, by=cast.leader, at=MONDAY_9)
    with refused("rosters.leave_to_come"):
        leave.come_back(made, by=cast.worker, at=MONDAY_9)
    with refused("rosters.leave_begun"):
        leave.withdraw(made, by=cast.worker, at=TUESDAY_9)
    with refused("lifecycle.not_permitted"):
        leave.come_back(made, by=cast.leader, at=TUESDAY_9 + HOUR)
    leave.come_back(made, by=cast.worker, at=TUESDAY_9 + HOUR)
    assert (made.state, made.ends_at) == (LeaveState.RETURNED, TUESDAY_9 + HOUR)
    assert standing.visible_to([cast.worker.pk], TUESDAY_9 + 2 * HOUR)[cast.worker.pk].rank == 2
    later = asked(cast, starts_at=THURSDAY_9, ends_at=THURSDAY_9 + DAY)
    leave.grant(later, by=cast.leader, at=MONDAY_9)
    leave.withdraw(later, by=cast.worker, at=MONDAY_9)
    assert later.state == LeaveState.WITHDRAWN
    assert not cases.on_leave(cast.worker, THURSDAY_9, THURSDAY_9 + DAY)


def test_two_shifts_change_hands_at_once_even_on_one_day(cast: Cast) -> None:
    mine, theirs = (
        planned(cast, who, code, MONDAY + DAY)
        for who, code in ((cast.worker, "early"), (cast.second, "night"))
    )
    swap = swaps.ask(mine, theirs, by=cast.worker, at=MONDAY_9, note="家里有事")
    for one in (cast.worker, cast.third, cast.leader):
        with refused("lifecycle.not_permitted"):
            swaps.agree(swap, by=one, at=MONDAY_9)
    with refused("rosters.swap_asked_already"):
        swaps.ask(mine, theirs, by=cast.worker, at=MONDAY_9)
    swaps.agree(swap, by=cast.second, at=MONDAY_9 + HOUR)
    whose = dict(Shift.objects.values_list("kind__code", "person__name"))
    assert whose == {"early": "孙七", "night": "赵六"}
    assert swap.state == SwapState.AGREED


def test_what_stands_against_a_swap(cast: Cast) -> None:
    mine = planned(cast, cast.worker, "early", MONDAY + DAY)
    theirs = planned(cast, cast.second, "early", MONDAY + 2 * DAY)
    own = planned(cast, cast.worker, "late", MONDAY + 2 * DAY)
    far = planned(cast, cast.elsewhere, "early", MONDAY + DAY, cast.other_crew)
    for one, other, by in ((mine, own, cast.worker), (theirs, mine, cast.worker), (mine, far, cast.worker)):
        with refused("rosters.swap_same"):
            swaps.ask(one, other, by=by, at=MONDAY_9)
    with refused("rosters.swap_begun"):
        swaps.ask(mine, theirs, by=cast.worker, at=TUESDAY_9)
    swap = swaps.ask(mine, theirs, by=cast.worker, at=MONDAY_9)
    with refused("rosters.swap_collides"):  # Wednesday would have two of the worker's
        swaps.agree(swap, by=cast.second, at=MONDAY_9)
    assert {one.person_id for one in Shift.objects.filter(pk__in=(mine.pk, theirs.pk))} == {
        cast.worker.pk,
        cast.second.pk,
    }
    planning.plan(cast.crew, {(cast.worker.pk, own.day): None}, by=None, at=MONDAY_9)
    away = asked(cast, by=cast.second)
    leave.grant(away, by=cast.leader, at=MONDAY_9)  # takes the colleague's shift off as well
    swap.refresh_from_db()
    with refused("rosters.swap_stale"):
        swaps.agree(swap, by=cast.second, at=MONDAY_9)
    assert tasks.lapse_swaps(MONDAY_9) == 1
    assert tasks.lapse_swaps(MONDAY_9) == 0


def test_nobody_is_swapped_into_their_leave_and_no_answer_lapses(cast: Cast) -> None:
    mine = planned(cast, cast.worker, "early", MONDAY + DAY)
    theirs = planned(cast, cast.second, "late", MONDAY + 4 * DAY)
    asked_for = swaps.ask(mine, theirs, by=cast.worker, at=MONDAY_9)
    away = asked(cast, by=cast.second, starts_at=TUESDAY_9, ends_at=TUESDAY_9 + 4 * HOUR)
    leave.grant(away, by=cast.leader, at=MONDAY_9)
    with refused("rosters.swap_on_leave") as why:
        swaps.agree(asked_for, by=cast.second, at=MONDAY_9)
    assert why.value.params["who"] == "孙七"
    assert tasks.lapse_swaps(MONDAY_9 + timedelta(hours=20)) == 0
    assert tasks.lapse_swaps(TUESDAY_9) == 1
    assert Swap.objects.get().state == SwapState.LAPSED


@pytest.mark.parametrize(("deed", "who"), [("decline", "second"), ("withdraw", "worker")])
def test_a_swap_said_no_to_leaves_the_roster(cast: Cast, deed: str, who: str) -> None:
    mine = planned(cast, cast.worker, "early", MONDAY + DAY)
    theirs = planned(cast, cast.second, "night", MONDAY + 3 * DAY)
    swap = swaps.ask(mine, theirs, by=cast.worker, at=MONDAY_9)
    getattr(swaps, deed)(swap, by=getattr(cast, who), at=MONDAY_9)
    assert Swap.objects.get().closed_at == MONDAY_9
    assert Shift.objects.get(pk=mine.pk).person == cast.worker
