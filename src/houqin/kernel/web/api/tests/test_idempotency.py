"""A creating request is done once, however often it is sent."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client, RequestFactory
from django.test.client import encode_multipart

from houqin.kernel.base.clock import now
from houqin.kernel.lifecycle.models import Case, Message
from houqin.kernel.trail.models import Happening
from houqin.kernel.web.api.declarations import forget_answers
from houqin.kernel.web.api.idempotency import fingerprint
from houqin.kernel.web.api.tests.asking import Asking
from houqin.kernel.web.models.api import IdempotentRequest

WORD = {"text": "请带梯子"}


@pytest.fixture
def thread(matter: Case) -> str:
    return f"/matters/{matter.number}/messages"


def test_the_same_key_and_body_get_the_same_answer_and_are_done_once(thread: str, owner: Asking) -> None:
    first = owner.post(thread, WORD, key="k1")
    again = owner.post(thread, WORD, key="k1")
    assert (first.status, again.status) == (201, 201)
    assert first.body == again.body
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert Message.objects.count() == 1


def test_the_same_key_with_another_body_or_address_is_refused(
    thread: str, owner: Asking, matter: Case
) -> None:
    owner.post(thread, WORD, key="k1")
    body = owner.post(thread, {"text": "别的"}, key="k1")
    address = owner.post(f"/matters/{matter.number}/nudge", WORD, key="k1")
    assert (body.status, address.status) == (409, 409)
    assert body.body["code"] == "idempotency_other"
    assert Message.objects.count() == 1


def test_another_person_may_use_the_same_key(thread: str, owner: Asking, dispatcher: Asking) -> None:
    assert owner.post(thread, WORD, key="k1").status == 201
    assert dispatcher.post(thread, WORD, key="k1").status == 201
    assert Message.objects.count() == 2


@pytest.mark.parametrize("key", [None, " ", "a b", "键", "x" * 256, "tab\there"])
def test_a_missing_or_unfit_key_is_told_and_nothing_is_done(
    thread: str, owner: Asking, key: str | None
) -> None:
    answer = owner.post(thread, WORD, key=key)
    assert (answer.status, answer.body["code"]) == (400, "idempotency_key")
    assert not Message.objects.exists()


def test_what_was_refused_is_not_kept_so_the_key_may_be_tried_again(thread: str, owner: Asking) -> None:
    assert owner.post(thread, {"text": ""}, key="k1").status == 422
    assert owner.post(thread, {"text": "  "}, key="k1").status == 409  # refused by the action
    assert not IdempotentRequest.objects.exists()
    assert owner.post(thread, WORD, key="k1").status == 201


def test_an_empty_answer_is_repeated_as_such(matter: Case, owner: Asking) -> None:
    answers = [owner.post(f"/matters/{matter.number}/nudge", key="k1") for _ in range(2)]
    assert [(each.status, each.body) for each in answers] == [(204, None), (204, None)]


def test_a_guest_is_asked_for_a_token_before_a_key(thread: str, guest: Asking) -> None:
    assert guest.post(thread, WORD, key=None).status == 401


def test_a_form_that_cannot_be_read_is_told(thread: str, owner: Asking) -> None:
    headers = owner.headers | {"Idempotency-Key": "k1"}
    response = Client().post(f"/api/v1{thread}", b"x", content_type="multipart/form-data", headers=headers)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


def test_answers_are_forgotten_after_seven_days(thread: str, owner: Asking) -> None:
    owner.post(thread, WORD, key="k1")
    assert forget_answers(now() + timedelta(days=6)) == 0
    assert forget_answers(now() + timedelta(days=8)) == 1


def test_a_form_with_files_is_the_same_request_whatever_its_boundary_and_another_with_other_files() -> None:
    def sent(content: bytes, boundary: str, note: str = "a") -> str:
        make = RequestFactory()
        photos = [SimpleUploadedFile("a.jpg", content), SimpleUploadedFile("b.jpg", b"same")]
        data = {"note": note, "photo": photos}
        body = encode_multipart(boundary, data)
        return fingerprint(make.generic("POST", "/x", body, f"multipart/form-data; boundary={boundary}"))

    assert sent(b"one", "first") == sent(b"one", "second")
    assert len({sent(b"one", "b"), sent(b"two", "b"), sent(b"one", "b", "c")}) == 3


@pytest.mark.django_db(transaction=True)
def test_twelve_at_once_with_one_key_do_it_once_and_all_get_the_answer(matter: Case, owner: Asking) -> None:
    path, key = f"/matters/{matter.number}/messages", str(uuid4())

    def ask(_number: int) -> tuple[int, str]:
        try:
            answer = owner.post(path, WORD, key=key)
            return answer.status, str(answer.body)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        answers = Counter(pool.map(ask, range(12)))
    assert len(answers) == 1, answers
    assert next(iter(answers))[0] == 201
    assert Message.objects.count() == 1
    assert Happening.objects.filter(subject=matter.pk, verb="write").count() == 1
