"""Every move of the four stories, from every state, by everybody: who may, who is offered it, and that nothing else moves."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.people.models import Person
from houqin.kernel.registry.feature import Matter
from houqin.kernel.trail.models import Happening
from houqin.kernel.web.matter.doors import open_doors
from houqin.services.rosters.actions import certificates, handing, leave, swaps
from houqin.services.rosters.matter import CERTIFICATES, HANDOVERS, LEAVES, SWAPS
from houqin.services.rosters.models import Certificate, CertificateKind, Handover, Leave, Shift, Swap
from houqin.services.rosters.tests.cast import DAY, HOUR, MONDAY, MONDAY_9, Cast, kind, planned

PEOPLE = ("worker", "second", "third", "elsewhere", "leader", "other_leader", "head", "stranger")
NEAREST = ("worker", "second", "leader")
TUESDAY_9 = MONDAY_9 + DAY
Table = Mapping[str, Mapping[str, set[str]]]
"""By state, by move: who may make it."""


class Undone(Exception):
    """Thrown to take back what was tried."""


def outcome(matter: Matter, case: Case, move: str, by: Person | None, at: datetime) -> str:
    """Return what is said to a move, "" for yes; either way nothing of it stays."""
    form = matter.moves[move].form
    given: dict[str, object] = {"note": "原因"} if form else {}
    if move == "renew":
        given = {"valid_until": MONDAY + 900 * DAY}
    fresh = matter.model._default_manager.get(pk=case.pk)
    before = _stand(case)
    try:
        with transaction.atomic():
            matter.moves[move].action(fresh, by=by, at=at, **given)
            after = _stand(case)
            assert after != before, f"{move} said yes and did nothing"
            assert after[1] == before[1] + 1
            raise Undone
    except Undone:
        return ""
    except Refused as said:
        assert _stand(case) == before, f"{move} said no and did something"
        return "+".join(reason.code for reason in said.reasons)


def _stand(case: Case) -> tuple[Any, ...]:
    row = Case.objects.values_list("state", "version", "moved_at", "closed_at").get(pk=case.pk)
    told = Happening.objects.filter(subject=case.pk).count()
    return (*row, told, *Shift.objects.order_by("pk").values_list("pk", "person_id"))


def check(cast: Cast, matter: Matter, cases: Mapping[str, Case], table: Table, at: datetime) -> None:
    """Hold a table against what is said to everybody; buttons are offered to those of the table and no others."""
    assert set(cases) == set(table)
    for state, may in table.items():
        case: Any = matter.model._default_manager.get(pk=cases[state].pk)
        assert case.state == state
        for move in matter.moves:
            open_here = case.state in matter.lifecycle[move].source
            asked_of = PEOPLE if open_here else NEAREST  # a state that is over asks nobody's name
            said = {who: outcome(matter, case, move, getattr(cast, who), at) for who in asked_of}
            yes = {who for who, word in said.items() if not word}
            assert yes == may.get(move, set()), (state, move, said)
            refusals = {word for word in said.values() if word}
            assert ("lifecycle.moved_on" in refusals) is not open_here, (state, move, said)
            assert open_here or refusals == {"lifecycle.moved_on"}
        for who in PEOPLE if may else NEAREST:
            offered = {one.move.name for one in open_doors(matter, case, getattr(cast, who), at)}
            allowed = {move for move, people in may.items() if who in people}
            assert allowed <= offered, (state, who, offered)
            for move in offered - allowed:  # offered, but not at this hour: the reason is one of time
                assert outcome(matter, case, move, getattr(cast, who), at).startswith("rosters.leave_")


def asked(cast: Cast, by: Person, days: int = 1, length: int = 2) -> Leave:
    """Return a leave somebody asks for."""
    starts_at = MONDAY_9 + days * DAY
    return leave.ask(
        leave_kind="annual", starts_at=starts_at, ends_at=starts_at + length * DAY, by=by, at=MONDAY_9
    )


def test_a_leave_moves_for_the_applicant_and_the_one_who_leads_and_for_nobody_else(cast: Cast) -> None:
    mine = {"withdraw": {"worker"}}
    states: dict[str, Case] = {}
    deeds: Mapping[str, Callable[[Leave], None]] = {
        "asked": lambda one: None,
        "granted": lambda one: leave.grant(one, by=cast.leader, at=MONDAY_9),
        "declined": lambda one: leave.decline(one, note="缺人", by=cast.leader, at=MONDAY_9),
        "withdrawn": lambda one: leave.withdraw(one, by=cast.worker, at=MONDAY_9),
    }
    for n, (state, deed) in enumerate(deeds.items()):
        states[state] = one = asked(cast, cast.worker, 1 + 3 * n)
        deed(one)
    states["returned"] = away = asked(cast, cast.worker, 20)
    leave.grant(away, by=cast.leader, at=MONDAY_9)
    leave.come_back(away, by=cast.worker, at=MONDAY_9 + 21 * DAY)
    answer = {"grant": {"leader"}, "decline": {"leader"}}
    over: Table = {"declined": {}, "withdrawn": {}, "returned": {}}
    before: Table = {"asked": {**answer, **mine}, "granted": mine, **over}
    check(cast, LEAVES, states, before, MONDAY_9 + HOUR)
    begun = {
        (days, move): outcome(LEAVES, states["granted"], move, cast.worker, MONDAY_9 + days * DAY)
        for days in (4, 5, 6)
        for move in ("withdraw", "come_back")
    }
    assert begun == {
        (4, "withdraw"): "rosters.leave_begun", (4, "come_back"): "", (5, "withdraw"): "rosters.leave_begun",
        (5, "come_back"): "", (6, "withdraw"): "rosters.leave_begun", (6, "come_back"): "rosters.leave_ended",
    }  # fmt: skip
    own = asked(cast, cast.leader)
    assert outcome(LEAVES, own, "grant", cast.leader, MONDAY_9) == "lifecycle.apart"
    assert outcome(LEAVES, own, "decline", cast.leader, MONDAY_9) == "lifecycle.apart"
    assert [one.move.name for one in open_doors(LEAVES, own, cast.leader, MONDAY_9)] == ["withdraw"]
    for move in LEAVES.moves:
        assert outcome(LEAVES, states["asked"], move, None, MONDAY_9) in {
            "lifecycle.not_permitted", "lifecycle.moved_on",
        }  # fmt: skip


def test_a_swap_is_answered_by_the_other_and_taken_back_by_the_one_who_asked(cast: Cast) -> None:
    states: dict[str, Case] = {}
    deeds: Mapping[str, Callable[[Swap], object]] = {
        "asked": lambda one: None,
        "agreed": lambda one: swaps.agree(one, by=cast.second, at=MONDAY_9),
        "declined": lambda one: swaps.decline(one, by=cast.second, at=MONDAY_9),
        "withdrawn": lambda one: swaps.withdraw(one, by=cast.worker, at=MONDAY_9),
        "lapsed": lambda one: swaps.lapse(one, at=MONDAY_9),
    }
    for n, (state, deed) in enumerate(deeds.items(), start=1):
        mine, theirs = (
            planned(cast, who, code, MONDAY + n * DAY)
            for who, code in ((cast.worker, "early"), (cast.second, "late"))
        )
        states[state] = one = swaps.ask(mine, theirs, by=cast.worker, at=MONDAY_9)
        deed(one)
    asked_of = {"agree": {"second"}, "decline": {"second"}, "withdraw": {"worker"}}
    table: Table = {"asked": asked_of, **{state: {} for state in deeds if state != "asked"}}
    check(cast, SWAPS, states, table, MONDAY_9 + HOUR)
    owners = Shift.objects.order_by("day", "starts_at").values_list("person__name", flat=True)
    assert "".join(one[0] for one in owners) == "赵孙孙赵赵孙赵孙赵孙"
    assert not swaps.lapse(Swap.objects.get(pk=states["agreed"].pk), at=MONDAY_9)
    assert outcome(SWAPS, states["asked"], "agree", None, MONDAY_9) == "lifecycle.not_permitted"
    assert outcome(SWAPS, states["asked"], "agree", cast.second, MONDAY_9 + 22 * HOUR) == "rosters.swap_begun"


def test_a_shift_is_taken_by_whom_it_is_handed_to_and_voided_by_the_giver(cast: Cast) -> None:
    states: dict[str, Case] = {}
    deeds: Mapping[str, Callable[[Handover], None]] = {
        "waiting": lambda one: None,
        "taken": lambda one: handing.take(one, by=cast.second, at=MONDAY_9),
        "withdrawn": lambda one: handing.withdraw(one, by=cast.worker, at=MONDAY_9),
    }
    for n, (state, deed) in enumerate(deeds.items()):
        states[state] = one = handing.hand_over(
            team=cast.crew, day=MONDAY + n * DAY, shift_kind=kind("night"), taker=cast.second, by=cast.worker,
            at=MONDAY_9,
        )  # fmt: skip
        deed(one)
    table: Table = {
        "waiting": {"take": {"second"}, "withdraw": {"worker"}},
        "taken": {},
        "withdrawn": {},
    }
    check(cast, HANDOVERS, states, table, MONDAY_9 + HOUR)
    kept = Handover.objects.order_by("day").values_list("taken_at", "withdrawn_at")
    assert list(kept) == [(None, None), (MONDAY_9, None), (None, MONDAY_9)]


def test_a_certificate_is_renewed_and_revoked_by_who_leads_the_holder_s_team(cast: Cast) -> None:
    states: dict[str, Case] = {}
    deeds: Mapping[str, Callable[[Certificate], object]] = {
        "valid": lambda one: None,
        "expired": lambda one: certificates.expire(one, at=MONDAY_9 + 2 * DAY),
        "revoked": lambda one: certificates.revoke(one, note="离岗", by=cast.leader, at=MONDAY_9),
    }
    for state, deed in deeds.items():
        states[state] = one = certificates.register(
            person=cast.worker, certificate_kind=CertificateKind.objects.get(code="height"), serial=f"G-{state}",
            valid_from=MONDAY - 700 * DAY, valid_until=MONDAY + DAY, by=cast.leader, at=MONDAY_9,
        )  # fmt: skip
        deed(one)
    lead = {"renew": {"leader"}, "revoke": {"leader"}}
    check(cast, CERTIFICATES, states, {"valid": lead, "expired": lead, "revoked": {}}, TUESDAY_9)
    assert not certificates.expire(Certificate.objects.get(pk=states["revoked"].pk), at=TUESDAY_9)
