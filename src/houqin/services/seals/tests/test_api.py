"""The JSON door: lists, one application with its story, applying with a file, and moves."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import override_settings

from houqin.kernel.base.clock import now
from houqin.kernel.people.models import Person
from houqin.services.seals.actions import applications
from houqin.services.seals.lifecycle import State
from houqin.services.seals.models import Application, Seal, Stamping
from houqin.services.seals.tests.asking import Asking, asked
from houqin.services.seals.tests.conftest import fresh, upload
from houqin.services.seals.tests.papers import pdf


@pytest.fixture(autouse=True)
def addresses() -> Any:
    with override_settings(ROOT_URLCONF="houqin.kernel.web.api.tests.urls", HOUQIN_API_RATE=0):
        yield


def test_the_owner_lists_their_own_and_a_stranger_nothing(
    submitted: Application, applicant: Person, student: Person
) -> None:
    (row,) = Asking(applicant).get().json()["items"]
    assert (row["number"], row["state"], row["code"]) == (submitted.number, "submitted", submitted.code)
    assert Asking(student).get().json()["items"] == []


def test_the_list_is_read_page_by_page(apply: Any, applicant: Person) -> None:
    numbers = {apply(title=f"证明{n}").number for n in range(3)}
    asking, seen, after = Asking(applicant), [], ""
    while True:
        page = asking.get(limit="2", after=after).json()
        seen += [row["number"] for row in page["items"]]
        after = page["next"]
        if not after:
            break
    assert len(seen) == 3
    assert set(seen) == numbers


def test_one_application_comes_with_its_story_and_not_for_strangers(
    approved: Application, applicant: Person, student: Person
) -> None:
    told = Asking(applicant).get(f"/{approved.number}").json()
    assert [event["verb"] for event in told["story"]] == ["approve", "open"]
    assert Asking(student).get(f"/{approved.number}").status_code == 404


def test_applying_twice_with_one_key_makes_one_application(
    seal: Seal, applicant: Person, dean: Person
) -> None:
    asking, key = Asking(applicant), str(uuid4())
    answers = [
        asking.post("", asked(seal), key=key, files={"document": upload(pdf("Certificate"))})
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["number"] == answers[1].json()["number"] == Application.objects.get().number


def test_one_key_for_another_document_is_a_conflict(seal: Seal, applicant: Person, dean: Person) -> None:
    asking, key = Asking(applicant), str(uuid4())
    asking.post("", asked(seal), key=key, files={"document": upload(pdf("Certificate"))})
    assert asking.post("", asked(seal), key=key, files={"document": upload(pdf("Other"))}).status_code == 409


def test_blank_paper_is_a_problem_with_its_code(seal: Seal, applicant: Person, dean: Person) -> None:
    answer = Asking(applicant).post("", asked(seal), files={"document": upload(pdf(""))})
    assert answer.status_code in {409, 422}
    assert answer["Content-Type"].startswith("application/problem+json")
    assert "seals.blank_paper" in answer.content.decode()


def test_a_seal_nobody_has_is_not_found(seal: Seal, applicant: Person, dean: Person) -> None:
    answer = Asking(applicant).post(
        "", asked(seal) | {"seal": "GZ0000-0000"}, files={"document": upload(pdf("Certificate"))}
    )
    assert answer.status_code == 404


def test_the_keeper_stamps_through_the_api(approved: Application, keeper: Person) -> None:
    answer = Asking(keeper).post(
        f"/{approved.number}/stamp", {"copies": 2, "code": approved.code, "version": approved.version}
    )
    assert (answer.status_code, answer.json()["state"]) == (200, State.STAMPED)
    assert Stamping.objects.get().copies == 2


def test_a_move_that_lacks_what_it_needs_changes_nothing(approved: Application, keeper: Person) -> None:
    assert Asking(keeper).post(f"/{approved.number}/stamp", {"code": approved.code}).status_code == 422
    assert fresh(approved).state == State.APPROVED


def test_the_applicant_does_not_stamp_and_nobody_makes_the_clock_s_moves(
    approved: Application, applicant: Person, keeper: Person
) -> None:
    stamping = {"copies": 1, "code": approved.code}
    assert Asking(applicant).post(f"/{approved.number}/stamp", stamping).status_code == 403
    assert Asking(keeper).post(f"/{approved.number}/chase", {}).status_code == 404


def test_a_move_on_an_old_version_is_a_conflict(
    approved: Application, applicant: Person, keeper: Person
) -> None:
    seen = approved.version
    applications.withdraw(approved, by=applicant, at=now())
    answer = Asking(keeper).post(
        f"/{approved.number}/stamp", {"copies": 1, "code": approved.code, "version": seen}
    )
    assert answer.status_code == 409
