"""The forms of the seals filled in by nobody's browser: nothing breaks, nothing typed is lost, nothing is made."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape

from houqin.kernel.lifecycle.models import Attachment
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.places.models import Place
from houqin.services.seals.actions import seals
from houqin.services.seals.models import Application, KindOfMatter, Seal
from houqin.services.seals.tests.conftest import MONDAY_9, fresh, upload
from houqin.services.seals.tests.papers import docx, locked_pdf, pdf, png, sheet

TYPED = "办理<b>落户</b> & 存档"


def form(given_seal: Seal, kind: Any, **given: Any) -> dict[str, Any]:
    """Return what the page sends, with something typed in every field."""
    return {
        "matter_kind": kind("certificate").pk, "seal": given_seal.pk, "title": "在读证明", "copies": "2",
        "addressee": "市档案馆", "purpose": TYPED, "document": upload(pdf("Certificate")),
    } | given  # fmt: skip


WRONG: dict[str, dict[str, Any]] = {
    "no kind": {"matter_kind": ""},
    "a kind that is none": {"matter_kind": "nonsense"},
    "a seal that is none": {"seal": "nonsense"},
    "a seal nobody has": {"seal": "00000000-0000-0000-0000-000000000001"},
    "no title": {"title": "  "},
    "a title too long": {"title": "长" * 201},
    "a NUL in the title": {"title": "在\0读"},
    "no copies": {"copies": ""},
    "no copy": {"copies": "0"},
    "copies below nought": {"copies": "-3"},
    "too many copies for the kind": {"copies": "21"},
    "too many copies for any": {"copies": "1000"},
    "copies that are no number": {"copies": "2e3"},
    "copies in another script": {"copies": "\uff12\uff11"},
    "a number without an end": {"copies": "9" * 400},
    "pages that are not the file's": {"pages": "7"},
    "no pages": {"pages": "0"},
    "an addressee too long": {"addressee": "长" * 121},
    "an escort nobody knows": {"destination": "公证处", "escort": "T999", "out_minutes": "240"},
    "an hour that is none": {"destination": "公证处", "escort": "T002", "out_minutes": "7"},
    "half a trip": {"out_minutes": "240"},
    "no document": {"document": ""},
    "an empty document": {"document": SimpleUploadedFile("a.pdf", b"")},
    "blank paper": {"document": SimpleUploadedFile("a.pdf", pdf("", ""))},
    "a locked document": {"document": SimpleUploadedFile("a.pdf", locked_pdf("secret"))},
    "rubbish": {"document": SimpleUploadedFile("a.pdf", b"%PDF-1.7" + b"\0" * 99)},
    "a page as a document": {"document": SimpleUploadedFile("a.pdf", b"<script>alert(1)</script>")},
    "Word without its pages": {"document": SimpleUploadedFile("a.docx", docx("words"))},
}  # fmt: skip


def test_an_application_filled_in_wrong_comes_back_with_all_that_was_typed(
    at_door: Any, applicant: Person, dean: Person, head: Person, stranger: Person, seal: Seal, kind: Any
) -> None:
    browser = at_door(applicant)
    lost = {}
    for name, wrong in WRONG.items():
        for upload_ in (one for one in wrong.values() if isinstance(one, SimpleUploadedFile)):
            upload_.seek(0)
        answer = browser.post(reverse("seals:apply"), form(seal, kind, **wrong))
        page = answer.content.decode()
        if answer.status_code != 422 or escape(TYPED) not in page or "<script>alert(1)" in page:
            lost[name] = answer.status_code
    assert lost == {}
    assert not Application.objects.exists()
    assert not Attachment.objects.exclude(case_id=seal.pk).exists()


def test_what_was_written_is_kept_to_the_letter_and_shown_as_written(
    at_door: Any, applicant: Person, dean: Person, seal: Seal, kind: Any
) -> None:
    hostile = "<img src=x onerror=alert(1)>{{ 7*7 }}%s{0}"
    answer = at_door(applicant).post(
        reverse("seals:apply"), form(seal, kind, title=hostile, addressee=hostile)
    )
    assert answer.status_code == 302
    assert Application.objects.get().title == hostile
    for address in (answer.url, reverse("seals:applications")):
        page = at_door(dean).get(address).content.decode()
        assert hostile not in page
        assert escape(hostile)[:20] in page


def test_a_field_nobody_asked_for_decides_nothing(
    at_door: Any, applicant: Person, stranger: Person, dean: Person, seal: Seal, kind: Any
) -> None:
    more = {"by": stranger.pk, "state": "approved", "fingerprint": "0" * 64, "handler": applicant.pk}
    assert at_door(applicant).post(reverse("seals:apply"), form(seal, kind, **more)).status_code == 302
    made = Application.objects.get()
    assert (made.applicant, made.state, made.handler) == (applicant, "submitted", seal.handler)
    assert made.fingerprint != "0" * 64


def test_a_kind_closed_and_a_seal_suspended_meanwhile_are_not_taken(
    at_door: Any, applicant: Person, dean: Person, seal: Seal, kind: Any, administrator: Person
) -> None:
    sent = form(seal, kind)
    KindOfMatter.objects.filter(key="certificate").update(closed_on=MONDAY_9.date())
    assert at_door(applicant).post(reverse("seals:apply"), sent).status_code == 422
    seals.suspend(seal, note="x", by=administrator, at=MONDAY_9)
    sent = form(seal, kind, matter_kind=kind("contract").pk)
    assert at_door(applicant).post(reverse("seals:apply"), sent).status_code == 422
    assert not Application.objects.exists()


KEEPERS: list[tuple[str, dict[str, str]]] = [
    ("stamp", {"copies": "2", "code": ""}),
    ("stamp", {"copies": "3", "code": "x"}),
    ("stamp", {"copies": "0"}),
    ("stamp", {"copies": "x", "code": "x"}),
    ("stamp", {"copies": "1", "code": "A" * 21}),
    ("stamp", {"copies": "1", "code": "\0"}),
    ("decline", {"note": " "}),
    ("decline", {"note": "字" * 501}),
]


def test_a_keeper_s_form_filled_in_wrong_is_asked_again(
    at_door: Any, approved: Application, keeper: Person
) -> None:
    browser = at_door(keeper)
    for move, given in KEEPERS:
        answer = browser.post(reverse("matter-move", args=[approved.number, move]), given)
        assert answer.status_code == 422, (move, given)
        assert all(escape(value) in answer.content.decode() for value in given.values() if value.strip(" \0"))
    assert fresh(approved).state == "approved"


SEALS: list[dict[str, Any]] = [
    {"keeper": "T999"},
    {"keeper": "S001"},
    {"deputy": "T030"},
    {"keeper": "T002"},
    {"category": "nonsense"},
    {"engraved_on": "2026-02-30"},
    {"engraved_on": ""},
    {"imprint": ""},
    {"title": " "},
    {"unit": "x"},
    {"place": "x"},
    {"imprint": SimpleUploadedFile("i.png", b"no picture")},
    {"filing_number": "x" * 41},
]


def test_a_seal_filled_in_wrong_is_not_registered(
    at_door: Any, administrator: Person, keeper: Person, deputy: Person, stranger: Person, student: Person,
    office: OrgUnit, seal_room: Place,
) -> None:  # fmt: skip
    browser = at_door(administrator)
    for wrong in SEALS:
        right = {
            "title": "合同专用章", "category": "contract", "unit": office.pk, "place": seal_room.pk, "keeper": "T030",
            "deputy": "T031", "kept_in": TYPED, "engraved_on": "2020-01-01",
            "imprint": upload(png(sheet(written=True)), "imprint.png"),
        }  # fmt: skip
        answer = browser.post(reverse("seals:new-seal"), right | wrong)
        assert answer.status_code == 422, wrong
        assert escape(TYPED) in answer.content.decode(), wrong
    assert not Seal.objects.exists()


KINDS: list[dict[str, str]] = [
    {"key": "two words"},
    {"key": "contract"},
    {"title": ""},
    {"route": "x"},
    {"most_copies": "0"},
    {"order": "-1"},
    {"most_copies": "1000"},
    {"closed_on": "gestern"},
    {"by_meeting": "on"},
    {"source": " "},
]


def test_a_kind_filled_in_wrong_is_not_kept(at_door: Any, administrator: Person, kind: Any) -> None:
    browser, before = at_door(administrator), KindOfMatter.objects.count()
    right = {
        "key": "report", "title": "报表", "title_en": TYPED, "route": kind("certificate").route_id,
        "most_copies": "4", "order": "70", "source": "第五条",
    }  # fmt: skip
    for wrong in KINDS:
        answer = browser.post(reverse("seals:new-kind"), right | wrong)
        assert answer.status_code == 422, wrong
        assert escape(TYPED) in answer.content.decode(), wrong
    assert KindOfMatter.objects.count() == before
