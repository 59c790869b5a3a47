"""The keeper's desk: stamping, carrying out, bringing back, declining, and what is never allowed."""

from datetime import timedelta
from typing import Any

import pytest

from houqin.kernel.lifecycle.approvals import decide
from houqin.kernel.people.actions.grants import appoint_stand_in, grant
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.places.models import Place
from houqin.kernel.trail.models import Happening
from houqin.services.seals.actions import keeping, seals
from houqin.services.seals.lifecycle import APPLICATION, SealState, State
from houqin.services.seals.models import Application, Seal, Stamping, TakeOut
from houqin.services.seals.tasks import chase_late_seals
from houqin.services.seals.tests.conftest import (
    LONG_AGO,
    MONDAY_10,
    MONDAY_11,
    MONDAY_14,
    TUESDAY_9,
    fresh,
    refused,
    upload,
)  # fmt: skip
from houqin.services.seals.tests.papers import pdf

LETTER = pdf("Certificate of enrolment")


def test_the_keeper_stamps_paper_with_the_code_of_the_slip(approved: Application, keeper: Person) -> None:
    keeping.stamp(approved, copies=2, code=approved.code.lower(), by=keeper, at=MONDAY_11)
    assert approved.state == State.STAMPED
    line = Stamping.objects.get()
    assert (line.copies, line.approved_copies, line.keeper, line.check_by) == (2, 2, keeper, "code")


def test_the_keeper_stamps_the_very_file_that_was_approved(approved: Application, keeper: Person) -> None:
    keeping.stamp(approved, copies=1, presented=upload(LETTER), by=keeper, at=MONDAY_11)
    assert Stamping.objects.get().check_by == "file"


def test_a_document_changed_after_approval_is_refused_and_not_registered(
    approved: Application, keeper: Person
) -> None:
    with refused("seals.document_changed") as caught:
        keeping.stamp(approved, copies=1, presented=upload(pdf("Other text")), by=keeper, at=MONDAY_11)
    assert caught.value.params["approved"] == approved.code
    assert fresh(approved).state == State.APPROVED
    assert not Stamping.objects.exists()


def test_a_wrong_code_and_too_many_copies_are_named_together(approved: Application, keeper: Person) -> None:
    with refused("seals.more_than_approved", "seals.code_differs"):
        keeping.stamp(approved, copies=3, code="12345678", by=keeper, at=MONDAY_11)


def test_the_deputy_stamps_too_but_no_other_keeper(
    approved: Application, deputy: Person, hire: Any, seal_room: Place
) -> None:
    other = hire("T032", "周九", role="seal-keeper", place=seal_room)
    with refused("seals.not_its_keeper"):
        keeping.stamp(approved, copies=1, code=approved.code, by=other, at=MONDAY_11)
    keeping.stamp(approved, copies=1, code=approved.code, by=deputy, at=MONDAY_11)


def test_a_stranger_and_the_applicant_do_not_stamp(
    approved: Application, stranger: Person, applicant: Person
) -> None:
    for person in (stranger, applicant):
        with refused("lifecycle.not_permitted"):
            keeping.stamp(approved, copies=1, code=approved.code, by=person, at=MONDAY_11)


def test_the_keeper_s_stand_in_stamps_and_the_trail_names_both(
    approved: Application, keeper: Person, stranger: Person
) -> None:
    appoint_stand_in(
        keeper, stranger, starts_at=MONDAY_10, ends_at=MONDAY_14, reason="", by=keeper, at=MONDAY_10
    )
    keeping.stamp(approved, copies=1, code=approved.code, by=stranger, at=MONDAY_11)
    deed = Happening.objects.get(subject=approved.pk, verb="stamp")
    assert (deed.actor, deed.on_behalf_of) == (stranger.pk, keeper.pk)


def test_a_keeper_who_approved_does_not_stamp(
    submitted: Application, keeper: Person, roles: Any, college: OrgUnit
) -> None:
    grant(keeper, roles["seal-approver"], by=None, at=LONG_AGO, unit=college)
    decide(APPLICATION, submitted, verdict="yes", by=keeper, at=MONDAY_10)
    with refused("lifecycle.apart"):
        keeping.stamp(submitted, copies=1, code=submitted.code, by=keeper, at=MONDAY_11)


def test_a_keeper_who_applied_does_not_stamp(
    apply: Any, keeper: Person, roles: Any, college: OrgUnit, dean: Person, office: OrgUnit
) -> None:
    grant(dean, roles["seal-approver"], by=None, at=LONG_AGO, unit=office)
    own = apply(by=keeper)
    decide(APPLICATION, own, verdict="yes", by=dean, at=MONDAY_10)
    with refused("lifecycle.apart"):
        keeping.stamp(own, copies=1, code=own.code, by=keeper, at=MONDAY_11)


def test_the_keeper_declines_with_a_reason(approved: Application, keeper: Person) -> None:
    keeping.decline(approved, note="夹有空白页，不能用印", by=keeper, at=MONDAY_11)
    assert approved.state == State.DECLINED
    assert approved.closed_at == MONDAY_11


@pytest.mark.parametrize("verb", ["suspend", "report_lost"])
def test_a_seal_not_at_rest_stamps_nothing(
    approved: Application, seal: Seal, keeper: Person, administrator: Person, verb: Any
) -> None:
    if verb == "suspend":
        seals.suspend(seal, note="检修", by=administrator, at=MONDAY_10)
    else:
        seals.report_lost(seal, loss_report="BS-1", note="未找到", by=keeper, at=MONDAY_10)
    state = fresh(seal).state
    with refused(f"seals.seal_{state}"):
        keeping.stamp(approved, copies=1, code=approved.code, by=keeper, at=MONDAY_11)


def test_a_seal_goes_out_with_its_escort_and_is_due_in_working_time(
    going_out: Application, keeper: Person, seal: Seal, stranger: Person
) -> None:
    trip = keeping.take_out(going_out, code=going_out.code, by=keeper, at=MONDAY_14)
    assert (going_out.state, fresh(seal).state) == (State.TAKEN_OUT, SealState.AWAY)
    assert trip.escort == stranger
    assert MONDAY_14 < trip.due_at <= TUESDAY_9 + timedelta(hours=2)
    assert going_out.due_at == trip.due_at


def test_while_a_seal_is_out_nobody_applies_or_stamps(
    going_out: Application, approved: Application, apply: Any, keeper: Person
) -> None:
    keeping.take_out(going_out, code=going_out.code, by=keeper, at=MONDAY_11)
    with refused("seals.seal_away"):
        apply()
    with refused("seals.seal_away"):
        keeping.stamp(approved, copies=1, code=approved.code, by=keeper, at=MONDAY_11)


def test_what_was_stamped_outside_is_registered_when_the_seal_is_back(
    going_out: Application, keeper: Person, seal: Seal
) -> None:
    keeping.take_out(going_out, code=going_out.code, by=keeper, at=MONDAY_11)
    keeping.bring_back(going_out, copies=2, by=keeper, at=MONDAY_14)
    assert (going_out.state, fresh(seal).state) == (State.BROUGHT_BACK, SealState.IN_USE)
    line = Stamping.objects.get()
    assert (line.copies, line.outside) == (2, "区行政服务中心")
    assert TakeOut.objects.get().ended_at == MONDAY_14


def test_a_seal_may_come_back_unused_but_not_with_more_than_approved(
    going_out: Application, keeper: Person
) -> None:
    keeping.take_out(going_out, code=going_out.code, by=keeper, at=MONDAY_11)
    with refused("seals.more_than_approved"):
        keeping.bring_back(going_out, copies=3, by=keeper, at=MONDAY_14)
    keeping.bring_back(going_out, copies=0, by=keeper, at=MONDAY_14)
    assert not Stamping.objects.exists()


def test_a_late_seal_is_asked_for_once_a_working_day(going_out: Application, keeper: Person) -> None:
    trip = keeping.take_out(going_out, code=going_out.code, by=keeper, at=MONDAY_11)
    assert chase_late_seals(trip.due_at - timedelta(minutes=1)) == 0
    assert chase_late_seals(trip.due_at) == 1
    assert chase_late_seals(trip.due_at + timedelta(minutes=15)) == 0
    assert chase_late_seals(trip.due_at + timedelta(days=2)) == 1
    chases = Happening.objects.filter(subject=going_out.pk, verb="chase")
    assert [deed.actor for deed in chases] == [None, None]


def test_a_seal_that_is_back_is_not_asked_for(going_out: Application, keeper: Person) -> None:
    trip = keeping.take_out(going_out, code=going_out.code, by=keeper, at=MONDAY_11)
    keeping.bring_back(going_out, copies=1, by=keeper, at=MONDAY_14)
    assert chase_late_seals(trip.due_at + timedelta(days=3)) == 0


def test_a_reminder_overtaken_by_the_return_does_nothing(going_out: Application, keeper: Person) -> None:
    trip = keeping.take_out(going_out, code=going_out.code, by=keeper, at=MONDAY_11)
    keeping.bring_back(going_out, copies=1, by=keeper, at=MONDAY_14)
    assert keeping.chase(trip, at=trip.due_at + timedelta(days=3)) is False


def test_a_seal_that_was_not_asked_to_go_out_stays(approved: Application, keeper: Person) -> None:
    with refused("seals.stays_here"):
        keeping.take_out(approved, code=approved.code, by=keeper, at=MONDAY_11)
