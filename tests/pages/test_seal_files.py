"""Papers of the seals through the door: by sight of the matter only, before and after it ends, by no guessed link."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from houqin.kernel.base.clock import now
from houqin.kernel.evidence.models import File
from houqin.kernel.lifecycle.approvals import decide
from houqin.kernel.lifecycle.models import Attachment
from houqin.kernel.people.models import Grant
from houqin.kernel.web.api import tokens
from houqin.services.repairs.tests.cast import Cast, brought_to
from houqin.services.seals.actions import applications, keeping
from houqin.services.seals.lifecycle import APPLICATION
from houqin.services.seals.tests.conftest import MONDAY_10, MONDAY_11, upload
from houqin.services.seals.tests.papers import docx, pdf
from tests.pages.conftest import SignIn


def address(case: Any, slot: str = "document") -> str:
    """Return where the first paper of a matter is opened."""
    laid = Attachment.objects.filter(case_id=case.pk, slot=slot).order_by("at")[0]
    return f"/m/{case.number}/files/{laid.pk}"


def body(answer: Any) -> bytes:
    """Return what an answer sends."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def opened(sign_in: SignIn, url: str, *people: Any) -> list[int]:
    """Return the status each person gets."""
    return [sign_in(person).get(url).status_code for person in people]


def test_the_paper_opens_to_its_people_and_to_nobody_else(
    cast: Cast, submitted: Any, applicant: Any, dean: Any, keeper: Any, stranger: Any, sign_in: SignIn
) -> None:
    url = address(submitted)
    assert opened(sign_in, url, applicant, dean, keeper) == [200, 200, 200]
    assert opened(sign_in, url, stranger, cast.student, cast.head) == [404, 404, 404]
    assert Client().get(url).status_code == 302


@pytest.mark.parametrize("end", ["refused", "withdrawn", "declined"])
def test_after_a_no_the_paper_stays_with_its_people(
    submitted: Any, applicant: Any, dean: Any, keeper: Any, stranger: Any, sign_in: SignIn, end: str
) -> None:
    match end:
        case "refused":
            decide(APPLICATION, submitted, verdict="no", by=dean, at=MONDAY_10)
        case "withdrawn":
            applications.withdraw(submitted, by=applicant, at=MONDAY_10)
        case _:
            decide(APPLICATION, submitted, verdict="yes", by=dean, at=MONDAY_10)
            keeping.decline(submitted, note="缺页", by=keeper, at=MONDAY_11)
    assert opened(sign_in, address(submitted), applicant, stranger) == [200, 404]


def test_the_paper_of_before_stays_on_record_when_a_mended_one_comes(
    submitted: Any, applicant: Any, dean: Any, stranger: Any, sign_in: SignIn
) -> None:
    old = address(submitted)
    decide(APPLICATION, submitted, verdict="return", by=dean, at=MONDAY_10, note="改")
    applications.resubmit(
        submitted, title="改", copies=1, addressee="甲", purpose="乙", document=upload(pdf("Mended")),
        by=applicant, at=MONDAY_11,
    )  # fmt: skip
    assert Attachment.objects.filter(case_id=submitted.pk, slot="document").count() == 2
    assert opened(sign_in, old, applicant, dean, stranger) == [200, 200, 404]


def test_who_loses_the_role_loses_the_paper_unless_they_decided(
    submitted: Any, approved: Any, applicant: Any, dean: Any, keeper: Any, sign_in: SignIn
) -> None:
    url = address(approved)
    Grant.objects.filter(person__in=[dean, keeper]).delete()
    assert opened(sign_in, url, dean) == [200], "who decided goes on seeing what became of it"
    assert opened(sign_in, url, applicant) == [200]


def test_a_paper_is_opened_by_the_number_of_its_own_matter_only(
    cast: Cast, submitted: Any, applicant: Any, sign_in: SignIn
) -> None:
    order = brought_to(cast, "fixed")
    laid = address(submitted).rsplit("/", 1)[1]
    photo = Attachment.objects.get(case_id=order.pk).pk
    mine = sign_in(applicant)
    assert mine.get(f"/m/{submitted.number}/files/{photo}").status_code == 404
    assert sign_in(cast.student).get(f"/m/{order.number}/files/{laid}").status_code == 404


@pytest.mark.parametrize("tail", ["", "/", "/../", "/..%2f..%2f", "?thumb=1", "?thumb=2", "/x"])
def test_a_guessed_address_opens_nothing(submitted: Any, applicant: Any, sign_in: SignIn, tail: str) -> None:
    for name in (str(uuid4()), str(File.objects.all()[0].pk), File.objects.all()[0].sha256):
        assert sign_in(applicant).get(f"/m/{submitted.number}/files/{name}{tail}").status_code == 404


def test_a_paper_runs_nothing_and_is_kept_by_its_reader_alone(
    apply: Any, applicant: Any, sign_in: SignIn
) -> None:
    for paper, shown in ((pdf("<script>alert(1)</script>"), True), (docx("words"), False)):
        one = apply(paper, pages=1, title=f"纸 {shown}")
        answer = sign_in(applicant).get(address(one))
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"].startswith("private")
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["Content-Disposition"].startswith("inline" if shown else "attachment")
        assert body(answer) == paper


def test_the_imprint_of_a_seal_is_for_those_who_see_the_register(
    seal: Any, keeper: Any, deputy: Any, administrator: Any, applicant: Any, stranger: Any, sign_in: SignIn
) -> None:
    """A picture of the seal is what a forger wants: who may ask for a seal does not see it."""
    url = address(seal, "imprint")
    assert opened(sign_in, url, keeper, administrator) == [200, 200]
    assert opened(sign_in, url, applicant, stranger) == [404, 404]
    assert opened(sign_in, f"{url}?thumb=1", applicant) == [404]


def test_a_paper_s_address_opens_nothing_to_a_token_or_a_script_of_the_api(
    submitted: Any, applicant: Any
) -> None:
    token = tokens.create(applicant, name="x", by=None, at=now())
    answer = Client().get(address(submitted), headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 302
