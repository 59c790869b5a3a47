"""What was approved is what is stamped: the paper by its SHA-256, to the byte, through every change of hands."""

from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.evidence.store import content
from houqin.kernel.lifecycle.approvals import decide
from houqin.kernel.lifecycle.models import Attachment
from houqin.kernel.people.models import Person
from houqin.services.seals import rules
from houqin.services.seals.actions import applications, keeping
from houqin.services.seals.lifecycle import APPLICATION, State
from houqin.services.seals.models import Application, Stamping
from houqin.services.seals.rules import Asked, Presented
from houqin.services.seals.tests.conftest import MONDAY_10, MONDAY_11, MONDAY_14, fresh, refused, upload
from houqin.services.seals.tests.papers import docx, drawn_pdf, pdf, png, scanned_pdf, sheet

LETTER = pdf("Certificate of enrolment")
MENDED: dict[str, Any] = {
    "title": "在读证明（改）",
    "copies": 2,
    "addressee": "市档案馆",
    "purpose": "办理手续",
}
hexes = st.text("0123456789abcdef", min_size=64, max_size=64)


def returned(application: Application, dean: Person) -> Application:
    """Have an application sent back to be mended."""
    decide(APPLICATION, application, verdict="return", by=dean, at=MONDAY_10, note="请补充")
    return application


@pytest.mark.parametrize(
    "paper", [LETTER, pdf("a", "", "b"), drawn_pdf("72 700 m 400 200 l S"), scanned_pdf(sheet(written=True))],
    ids=["written", "with a blank page", "drawn", "scanned"],
)  # fmt: skip
def test_the_code_is_of_the_bytes_and_the_bytes_are_kept(apply: Any, paper: bytes) -> None:
    application = apply(paper)
    assert application.fingerprint == sha256(paper).hexdigest()
    assert application.code == sha256(paper).hexdigest()[:8].upper()
    assert content(application.document) == paper


def test_a_photo_of_the_paper_is_bound_as_it_was_sent(apply: Any, dean: Person, keeper: Person) -> None:
    """The register shows a cleaned picture, the binding is of what the applicant holds in hand."""
    paper = png(sheet(written=True))
    application = apply(paper)
    decide(APPLICATION, application, verdict="yes", by=dean, at=MONDAY_10)
    keeping.stamp(application, copies=1, presented=upload(paper, "p.png"), by=keeper, at=MONDAY_11)
    assert application.state == State.STAMPED


@pytest.mark.parametrize(
    "change", [lambda b: b + b"\n", lambda b: b[:-1], lambda b: b.replace(b"/F1 18", b"/F1 17"), lambda b: b""],
    ids=["a line more", "a byte less", "another size of letters", "nothing"],
)  # fmt: skip
def test_one_byte_s_change_is_another_document(approved: Application, keeper: Person, change: Any) -> None:
    with refused("seals.document_changed"):
        keeping.stamp(approved, copies=1, presented=upload(change(LETTER)), by=keeper, at=MONDAY_11)
    assert not Stamping.objects.exists()
    assert fresh(approved).state == State.APPROVED


def test_the_right_code_does_not_save_the_wrong_file(approved: Application, keeper: Person) -> None:
    with refused("seals.document_changed"):
        keeping.stamp(
            approved, copies=1, code=approved.code, presented=upload(pdf("Other")), by=keeper, at=MONDAY_11
        )


def test_nor_the_right_file_a_wrong_code(approved: Application, keeper: Person) -> None:
    with refused("seals.code_differs"):
        keeping.stamp(approved, copies=1, code="DEADBEEF", presented=upload(LETTER), by=keeper, at=MONDAY_11)


def test_a_wrong_try_does_not_spoil_the_right_one(approved: Application, keeper: Person) -> None:
    for _ in range(3):
        with refused("seals.code_differs"):
            keeping.stamp(approved, copies=1, code="00000000", by=keeper, at=MONDAY_11)
    keeping.stamp(approved, copies=1, code=approved.code, by=keeper, at=MONDAY_11)
    assert Stamping.objects.get().copies == 1


def test_a_mended_document_takes_the_old_code_out_of_force(
    submitted: Application, applicant: Person, dean: Person, keeper: Person
) -> None:
    before = submitted.code
    returned(submitted, dean)
    applications.resubmit(submitted, **MENDED, document=upload(pdf("Mended")), by=applicant, at=MONDAY_11)
    decide(APPLICATION, submitted, verdict="yes", by=dean, at=MONDAY_11)
    assert submitted.code != before
    with refused("seals.code_differs"):
        keeping.stamp(submitted, copies=1, code=before, by=keeper, at=MONDAY_14)
    with refused("seals.document_changed"):
        keeping.stamp(submitted, copies=1, presented=upload(LETTER), by=keeper, at=MONDAY_14)
    keeping.stamp(submitted, copies=1, code=submitted.code, by=keeper, at=MONDAY_14)


def test_a_mended_document_is_approved_anew_and_both_stay_on_record(
    submitted: Application, applicant: Person, dean: Person, keeper: Person
) -> None:
    returned(submitted, dean)
    applications.resubmit(submitted, **MENDED, document=upload(pdf("Mended")), by=applicant, at=MONDAY_11)
    with refused("lifecycle.moved_on"):
        keeping.stamp(submitted, copies=1, code=submitted.code, by=keeper, at=MONDAY_11)
    assert Attachment.objects.filter(case_id=submitted.pk, slot="document").count() == 2


def test_mending_without_a_file_keeps_the_pages_of_a_word_document(
    apply: Any, applicant: Person, dean: Person
) -> None:
    word = apply(docx("words"), pages=4)
    returned(word, dean)
    applications.resubmit(word, **MENDED, by=applicant, at=MONDAY_11)
    assert fresh(word).pages == 4


@pytest.mark.parametrize(
    ("paper", "code"), [(pdf(""), "seals.blank_paper"), (b"%PDF-1.7 rubbish", "seals.unreadable_document")]
)
def test_what_is_no_paper_is_not_slipped_in_when_mending(
    submitted: Application, applicant: Person, dean: Person, paper: bytes, code: str
) -> None:
    returned(submitted, dean)
    with refused(code):
        applications.resubmit(submitted, **MENDED, document=upload(paper), by=applicant, at=MONDAY_11)
    kept = fresh(submitted)
    assert (kept.state, kept.title, kept.fingerprint) == (
        State.RETURNED,
        "在读证明",
        sha256(LETTER).hexdigest(),
    )


def test_more_copies_are_not_slipped_in_when_mending(
    submitted: Application, applicant: Person, dean: Person
) -> None:
    returned(submitted, dean)
    with refused("seals.too_many_copies"):
        applications.resubmit(submitted, **(MENDED | {"copies": 21}), by=applicant, at=MONDAY_11)


@given(hexes, st.sampled_from(["", " ", "-", " - "]), st.booleans())
def test_a_code_is_read_however_it_is_written(fingerprint: str, gap: str, small: bool) -> None:
    code = rules.check_code(fingerprint)
    written = gap.join((code[:4], code[4:]))
    assert rules.same_code(written.lower() if small else written, fingerprint)


@given(hexes, hexes)
def test_another_document_s_code_is_never_this_one_s(one: str, two: str) -> None:
    assert rules.same_code(rules.check_code(two), one) == (one[:8] == two[:8])


@given(st.text(max_size=30), hexes)
def test_nothing_typed_is_a_code_but_the_code(typed: str, fingerprint: str) -> None:
    letters = "".join(letter for letter in typed.upper() if letter.isalnum())
    assert rules.same_code(typed, fingerprint) == (letters == fingerprint[:8].upper())


@given(st.integers(-5, 30), st.integers(1, 20))
def test_copies_are_stamped_within_what_was_approved_and_outside_perhaps_none(
    copies: int, approved: int
) -> None:
    facts = Presented("印章", "in_use", "王五", True, copies, approved, "0" * 64)
    assert (list(rules.copies_as_approved(facts)) == []) == (1 <= copies <= approved)
    assert (list(rules.copies_outside(facts)) == []) == (0 <= copies <= approved)


@given(
    st.builds(
        Asked, seal=st.just("印章"), seal_state=st.sampled_from(["in_use", "away", "suspended", "lost", "retired"]),
        copies=st.integers(1, 9), most_copies=st.integers(1, 9), blank=st.booleans(),
        pages_found=st.none() | st.integers(1, 3), pages_said=st.none() | st.integers(1, 3), out=st.booleans(),
        may_go_out=st.booleans(), escort_is_staff=st.booleans(), escort_is_applicant=st.booleans(),
        untold=st.sampled_from([(), ("destination",), ("out_minutes",)]),
    )
)  # fmt: skip
def test_an_application_is_taken_exactly_when_no_rule_speaks_against_it(asked: Asked) -> None:
    trip = not asked.out or (asked.may_go_out and asked.escort_is_staff and not asked.escort_is_applicant)
    pages = {asked.pages_found, asked.pages_said} - {None}
    fine = (
        asked.seal_state == "in_use" and not asked.blank and len(pages) == 1
        and asked.copies <= asked.most_copies and trip and not asked.untold
    )  # fmt: skip
    against = rules.reasons_against(asked)
    assert (against == []) == fine
    assert len({reason.code for reason in against}) == len(against)
