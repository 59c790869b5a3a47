"""Asking for a seal, and what the route makes of it."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from houqin.kernel.lifecycle.approvals import decide
from houqin.kernel.lifecycle.models import Attachment, Participant, Seat
from houqin.kernel.people.models import Person
from houqin.kernel.places.models import Place
from houqin.kernel.trail.models import Happening
from houqin.services.seals.actions import applications, seals
from houqin.services.seals.lifecycle import APPLICATION, State
from houqin.services.seals.models import Application, Seal
from houqin.services.seals.tests.conftest import MONDAY_9, MONDAY_10, MONDAY_11, fresh, refused, upload
from houqin.services.seals.tests.papers import docx, pdf, png, sheet

LETTER = pdf("Certificate of enrolment")


def test_an_application_is_numbered_bound_to_its_document_and_waits_for_the_dean(
    submitted: Application, dean: Person
) -> None:
    assert submitted.number.startswith("YZ2603-")
    assert submitted.state == State.SUBMITTED
    assert submitted.fingerprint == sha256(LETTER).hexdigest() == submitted.document.sha256
    assert submitted.code == submitted.fingerprint[:8].upper()
    assert submitted.pages == 1
    (seat,) = Seat.objects.filter(case_id=submitted.pk)
    assert (seat.permission, seat.unit) == ("seals.approve", submitted.unit)


def test_the_document_is_laid_to_the_case(submitted: Application) -> None:
    (laid,) = Attachment.objects.filter(case_id=submitted.pk)
    assert (laid.slot, laid.file) == ("document", submitted.document)


def test_the_keeper_and_the_seal_s_room_are_known_from_the_start(
    submitted: Application, keeper: Person, seal_room: Place
) -> None:
    assert (submitted.handler, submitted.place) == (keeper, seal_room)


@pytest.mark.parametrize(
    ("paper", "name", "pages"),
    [
        (pdf("", ""), "blank.pdf", 2),
        (docx("  "), "blank.docx", 1),
        (png(sheet(written=False)), "white.png", 1),
    ],
)
def test_blank_paper_is_refused_in_every_format_and_leaves_nothing_behind(
    apply: Any, paper: Any, name: Any, pages: Any
) -> None:
    with refused("seals.blank_paper"):
        apply(document=upload(paper, name), pages=pages)
    assert not Application.objects.exists()


def test_what_cannot_be_opened_is_refused(apply: Any) -> None:
    with refused("seals.unreadable_document"):
        apply(b"no document at all")


def test_blank_pages_among_written_ones_are_told_to_the_keeper(apply: Any) -> None:
    assert apply(pdf("Contract", "", "Signatures")).blank_pages == [2]


def test_a_word_document_needs_its_pages_said(apply: Any) -> None:
    word = docx("关于同意学生甲赴外交流的函")
    with refused("seals.pages_unknown"):
        apply(document=upload(word, "letter.docx"))
    assert apply(document=upload(word, "letter.docx"), pages=2).pages == 2


def test_more_copies_than_the_kind_allows_are_refused(apply: Any) -> None:
    with refused("seals.too_many_copies"):
        apply(key="introduction", copies=6)


def test_a_suspended_seal_cannot_be_asked_for(apply: Any, seal: Seal, administrator: Person) -> None:
    seals.suspend(seal, note="更换印油", by=administrator, at=MONDAY_9)
    with refused("seals.seal_suspended"):
        apply()


def test_the_escort_is_staff_and_not_the_applicant_and_certificates_stay_here(
    apply: Any, applicant: Person, student: Person
) -> None:
    with refused("seals.stays_here", "seals.escort_not_staff"):
        apply(destination="公证处", escort=student, out_minutes=240)
    with refused("seals.escort_is_applicant"):
        apply(key="contract", destination="公证处", escort=applicant, out_minutes=240)


def test_the_escort_sees_the_application(going_out: Application, stranger: Person) -> None:
    assert Participant.objects.filter(case_id=going_out.pk, person=stranger, part="escort").exists()


def test_nothing_is_left_when_nobody_could_approve(seal: Seal, applicant: Person, kind: Any) -> None:
    with refused("lifecycle.no_approver"):
        applications.apply(
            seal=seal, matter_kind=kind("certificate"), title="证明", copies=1, addressee="某单位",
            purpose="用", document=upload(LETTER), by=applicant, at=MONDAY_9,
        )  # fmt: skip
    assert not Application.objects.exists()


def test_the_dean_s_yes_is_enough_for_a_certificate(approved: Application) -> None:
    assert approved.state == State.APPROVED


def test_a_contract_wants_the_dean_and_the_head(apply: Any, dean: Person, head: Person) -> None:
    contract = apply(key="contract")
    decide(APPLICATION, contract, verdict="yes", by=dean, at=MONDAY_10)
    assert contract.state == State.SUBMITTED
    decide(APPLICATION, contract, verdict="yes", by=head, at=MONDAY_11)
    assert contract.state == State.APPROVED


def test_who_applied_never_decides(apply: Any, dean: Person) -> None:
    own = None
    with refused("lifecycle.no_approver"):
        own = apply(by=dean)
    assert own is None


def test_clicks_do_not_replace_a_meeting(apply: Any, dean: Person, head: Person) -> None:
    major = apply(key="major-contract")
    decide(APPLICATION, major, verdict="yes", by=dean, at=MONDAY_10)
    with refused("lifecycle.meeting_decides"):
        decide(APPLICATION, major, verdict="yes", by=head, at=MONDAY_11)


def test_a_returned_application_is_mended_and_goes_round_again(
    submitted: Application, applicant: Person, dean: Person
) -> None:
    decide(APPLICATION, submitted, verdict="return", by=dean, at=MONDAY_10, note="请补充用途")
    assert submitted.state == State.RETURNED
    old_code, new_letter = submitted.code, pdf("Corrected certificate", "Annex")
    applications.resubmit(
        submitted, title="在读证明（更正）", copies=1, addressee="市档案馆", purpose="办理落户手续",
        document=upload(new_letter), by=applicant, at=MONDAY_11,
    )  # fmt: skip
    mended = fresh(submitted)
    assert (mended.state, mended.title, mended.copies, mended.pages) == (
        State.SUBMITTED,
        "在读证明（更正）",
        1,
        2,
    )
    assert mended.code != old_code
    decide(APPLICATION, mended, verdict="yes", by=dean, at=MONDAY_11 + timedelta(hours=1))
    assert mended.state == State.APPROVED


def test_mending_without_a_new_document_keeps_the_old_one(
    submitted: Application, applicant: Person, dean: Person
) -> None:
    decide(APPLICATION, submitted, verdict="return", by=dean, at=MONDAY_10, note="份数有误")
    applications.resubmit(
        submitted, title=submitted.title, copies=3, addressee=submitted.addressee, purpose=submitted.purpose,
        by=applicant, at=MONDAY_11,
    )  # fmt: skip
    assert fresh(submitted).document == submitted.document


def test_a_blank_page_does_not_slip_in_when_mending(
    submitted: Application, applicant: Person, dean: Person
) -> None:
    decide(APPLICATION, submitted, verdict="return", by=dean, at=MONDAY_10, note="请更换")
    with refused("seals.blank_paper"):
        applications.resubmit(
            submitted, title="证明", copies=1, addressee="某单位", purpose="用", document=upload(pdf("")),
            by=applicant, at=MONDAY_11,
        )  # fmt: skip


def test_only_the_applicant_withdraws_and_the_dean_is_spared(
    submitted: Application, applicant: Person, stranger: Person
) -> None:
    with refused("lifecycle.not_permitted"):
        applications.withdraw(submitted, by=stranger, at=MONDAY_10)
    applications.withdraw(submitted, by=applicant, at=MONDAY_10)
    assert submitted.state == State.WITHDRAWN
    assert not Seat.objects.filter(case_id=submitted.pk, open=True).exists()


def test_the_trail_holds_the_code_and_no_name(submitted: Application) -> None:
    (opened,) = Happening.objects.filter(subject=submitted.pk)
    assert opened.verb == "open"
    assert opened.facts == {"code": submitted.code}
