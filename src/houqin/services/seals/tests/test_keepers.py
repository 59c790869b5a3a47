"""Who keeps a seal: hand-overs, what goes along, stand-ins, and what an office may and may not do with a register."""

from datetime import date, timedelta
from typing import Any

import pytest

from houqin.kernel.lifecycle.approvals import decide
from houqin.kernel.lifecycle.models import Attachment
from houqin.kernel.lifecycle.timeline import story
from houqin.kernel.people.actions.grants import appoint_stand_in, end_grant
from houqin.kernel.people.models import Grant, Person
from houqin.kernel.places.models import Place
from houqin.kernel.trail.models import Happening
from houqin.services.seals import queries
from houqin.services.seals.actions import keeping, seals
from houqin.services.seals.lifecycle import APPLICATION, SEAL, SealState, State
from houqin.services.seals.models import Application, Seal, Stamping
from houqin.services.seals.tests.conftest import (
    MONDAY_9,
    MONDAY_10,
    MONDAY_11,
    MONDAY_14,
    TUESDAY_9,
    fresh,
    refused,
    upload,
)
from houqin.services.seals.tests.papers import pdf, png, sheet

HOUR = timedelta(hours=1)


@pytest.fixture
def successor(hire: Any, office: Any, seal_room: Place) -> Person:
    """Somebody else who holds the keeper's role over the room."""
    person: Person = hire("T032", "新保管", unit=office, role="seal-keeper", place=seal_room)
    return person


def hand_over(seal: Seal, keeper: Person, deputy: Person, by: Person, **given: Any) -> None:
    """Give a seal to another keeper."""
    seals.hand_over(seal, keeper=keeper, deputy=deputy, by=by, at=MONDAY_11, **given)


def test_what_waits_goes_along_and_what_is_done_stays_with_who_did_it(
    seal: Seal, submitted: Application, apply: Any, dean: Person, keeper: Person, successor: Person,
    deputy: Person, administrator: Person,
) -> None:  # fmt: skip
    done, back, refused_ = apply(title="已办"), apply(title="退回"), apply(title="不同意")
    decide(APPLICATION, done, verdict="yes", by=dean, at=MONDAY_10)
    keeping.stamp(done, copies=1, code=done.code, by=keeper, at=MONDAY_10)
    decide(APPLICATION, back, verdict="return", by=dean, at=MONDAY_10)
    decide(APPLICATION, refused_, verdict="no", by=dean, at=MONDAY_10)
    hand_over(seal, successor, deputy, administrator)
    handlers = {one.title: one.handler for one in Application.objects.select_related("handler")}
    assert handlers == {"在读证明": successor, "已办": keeper, "退回": successor, "不同意": keeper}
    assert Happening.objects.filter(verb="follow_seal", actor=None).count() == 2
    assert Stamping.objects.get().keeper == keeper


def test_the_keeper_of_before_stamps_no_more_and_the_new_one_does(
    seal: Seal,
    approved: Application,
    keeper: Person,
    successor: Person,
    deputy: Person,
    administrator: Person,
) -> None:
    hand_over(seal, successor, deputy, administrator, note="调岗")
    approved = fresh(approved)
    with refused("seals.not_its_keeper") as caught:
        keeping.stamp(approved, copies=1, code=approved.code, by=keeper, at=MONDAY_14)
    assert caught.value.params["keeper"] == "新保管"
    keeping.stamp(approved, copies=1, code=approved.code, by=successor, at=MONDAY_14)
    assert "王五 → 新保管 调岗" in [one.note for one in story(SEAL, fresh(seal))]


def test_the_desk_moves_with_the_seal(
    seal: Seal,
    approved: Application,
    keeper: Person,
    successor: Person,
    deputy: Person,
    administrator: Person,
) -> None:
    hand_over(seal, successor, deputy, administrator)
    desks = {who.name: queries.waiting_at_desk(who, MONDAY_14) for who in (keeper, successor, deputy)}
    assert desks == {"王五": 0, "新保管": 1, "赵六": 1}


AGAINST: list[tuple[str, str, list[str]]] = [
    ("keeper", "deputy", ["seals.same_keeper"]),
    ("successor", "successor", ["seals.deputy_is_keeper"]),
    ("stranger", "deputy", ["seals.keeper_without_role"]),
    ("successor", "stranger", ["seals.keeper_without_role"]),
    ("stranger", "student", ["seals.keeper_without_role", "seals.keeper_without_role"]),
    ("keeper", "keeper", ["seals.deputy_is_keeper"]),
    (
        "stranger",
        "stranger",
        ["seals.deputy_is_keeper", "seals.keeper_without_role", "seals.keeper_without_role"],
    ),
]


def test_all_that_speaks_against_a_successor_is_told_at_once(
    request: Any, seal: Seal, administrator: Person
) -> None:
    for keeper_is, deputy_is, codes in AGAINST:
        keeper, deputy = (request.getfixturevalue(name) for name in (keeper_is, deputy_is))
        with refused(*codes):
            hand_over(seal, keeper, deputy, administrator)
    assert fresh(seal).version == seal.version


def test_a_keeper_whose_role_has_ended_is_no_successor(
    seal: Seal, successor: Person, deputy: Person, administrator: Person
) -> None:
    end_grant(Grant.objects.get(person=successor), by=None, at=MONDAY_9)
    with refused("seals.keeper_without_role"):
        hand_over(seal, successor, deputy, administrator)


def test_a_keeper_of_another_room_is_no_successor(
    seal: Seal, hire: Any, office: Any, deputy: Person, administrator: Person, seal_room: Place
) -> None:
    elsewhere = Place.objects.exclude(path__startswith=seal_room.path.rsplit(".", 1)[0]).first()
    assert elsewhere is not None
    building = Place.objects.get(code="admin")
    other = hire("T033", "别处", unit=office, role="seal-keeper", place=building)
    hand_over(seal, other, deputy, administrator)  # the whole building holds the room
    assert fresh(seal).handler == other


def test_a_stand_in_acts_within_their_hours_and_is_named_beside_the_keeper(
    seal: Seal, approved: Application, keeper: Person, stranger: Person
) -> None:
    appoint_stand_in(keeper, stranger, starts_at=MONDAY_11, ends_at=MONDAY_14, reason="开会", at=MONDAY_9)
    for moment, allowed in ((MONDAY_11 - HOUR, False), (MONDAY_14, False), (MONDAY_11, True)):
        if not allowed:
            with refused("lifecycle.not_permitted"):
                keeping.stamp(approved, copies=1, code=approved.code, by=stranger, at=moment)
            continue
        keeping.stamp(approved, copies=1, code=approved.code, by=stranger, at=moment)
    line = Stamping.objects.get()
    deed = Happening.objects.get(subject=approved.pk, verb="stamp")
    assert (line.keeper, deed.actor, deed.on_behalf_of) == (stranger, stranger.pk, keeper.pk)


def test_who_applied_does_not_stamp_even_for_the_keeper_they_stand_in_for(
    approved: Application, keeper: Person, applicant: Person
) -> None:
    appoint_stand_in(keeper, applicant, starts_at=MONDAY_9, ends_at=TUESDAY_9, reason="请假", at=MONDAY_9)
    with refused("lifecycle.apart"):
        keeping.stamp(approved, copies=1, code=approved.code, by=applicant, at=MONDAY_11)


def test_who_approved_does_not_stamp_even_for_the_keeper_they_stand_in_for(
    approved: Application, keeper: Person, dean: Person
) -> None:
    appoint_stand_in(keeper, dean, starts_at=MONDAY_9, ends_at=TUESDAY_9, reason="请假", at=MONDAY_9)
    with refused("lifecycle.apart"):
        keeping.stamp(approved, copies=1, code=approved.code, by=dean, at=MONDAY_11)


def test_a_keeper_who_stood_in_for_the_dean_does_not_stamp(
    submitted: Application, keeper: Person, deputy: Person, dean: Person
) -> None:
    appoint_stand_in(dean, keeper, starts_at=MONDAY_9, ends_at=TUESDAY_9, reason="出差", at=MONDAY_9)
    decide(APPLICATION, submitted, verdict="yes", by=keeper, at=MONDAY_10)
    with refused("lifecycle.apart"):
        keeping.stamp(submitted, copies=1, code=submitted.code, by=keeper, at=MONDAY_11)
    keeping.stamp(submitted, copies=1, code=submitted.code, by=deputy, at=MONDAY_11)


def test_a_seal_is_retired_with_its_record_only(seal: Seal, administrator: Person) -> None:
    with refused("lifecycle.evidence_missing"):
        seals.retire(seal, record=[], note="磨损", by=administrator, at=MONDAY_11)
    assert fresh(seal).state == SealState.IN_USE
    seals.retire(seal, record=[upload(pdf("Destroyed"))], note="磨损", by=administrator, at=MONDAY_11)
    gone = fresh(seal)
    assert (gone.state, gone.closed_at) == (SealState.RETIRED, MONDAY_11)
    assert Attachment.objects.filter(case_id=seal.pk, slot="destruction").count() == 1


def test_what_waits_for_a_retired_seal_ends_with_a_reason(
    seal: Seal, approved: Application, administrator: Person, keeper: Person
) -> None:
    seals.retire(seal, record=[upload(pdf("Destroyed"))], note="磨损", by=administrator, at=MONDAY_11)
    with refused("seals.seal_retired"):
        keeping.stamp(approved, copies=1, code=approved.code, by=keeper, at=MONDAY_14)
    keeping.decline(approved, note="印章已作废，请改用新章", by=keeper, at=MONDAY_14)
    assert fresh(approved).state == State.DECLINED


def test_the_filing_number_of_a_retired_seal_is_not_given_again(
    seal: Seal, keeper: Person, deputy: Person, administrator: Person, office: Any, seal_room: Place
) -> None:
    seals.retire(seal, record=[upload(pdf("Destroyed"))], note="磨损", by=administrator, at=MONDAY_11)
    with refused("seals.filing_number_taken"):
        seals.register(
            title="新章", category="school", unit=office, place=seal_room, keeper=keeper, deputy=deputy,
            engraved_on=date(2026, 3, 1), imprint=upload(png(sheet(written=True)), "i.png"),
            filing_number="310-0001", by=administrator, at=MONDAY_14,
        )  # fmt: skip
    assert Seal.objects.count() == 1
    assert not Attachment.objects.exclude(case_id=seal.pk).exists()
