"""Edges of the Idempotency-Key: whose it is, for how long, for what, and what happens when two meet."""

import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.base.clock import now
from houqin.kernel.lifecycle.models import Case, Message
from houqin.kernel.lifecycle.tests.stage import person_with
from houqin.kernel.lifecycle.tests.toy import begin
from houqin.kernel.lifecycle.walk import Stage
from houqin.kernel.web.api import idempotency
from houqin.kernel.web.api.declarations import KEPT, forget_answers
from houqin.kernel.web.api.idempotency import fingerprint
from houqin.kernel.web.api.tests.asking import Asking
from houqin.kernel.web.models.api import ApiToken, IdempotentRequest

WORD = {"text": "请带梯子"}


def thread(case: Case) -> str:
    return f"/matters/{case.number}/messages"


def test_another_token_of_the_same_person_repeats_the_same_request(matter: Case, owner: Asking) -> None:
    first, second = (
        owner.post(thread(matter), WORD, key="k"),
        Asking(owner.person).post(thread(matter), WORD, key="k"),
    )
    assert (first.status, second.status) == (201, 201)
    assert second.headers["Idempotency-Replayed"] == "true"
    assert Message.objects.count() == 1


def test_a_key_of_mine_tells_another_nothing_of_my_answer(matter: Case, owner: Asking, other: Asking) -> None:
    owner.post(thread(matter), WORD, key="k")
    answer = other.post(thread(matter), WORD, key="k")
    assert answer.status == 404
    assert "请带梯子" not in str(answer.body)


def test_a_revoked_token_gets_no_answer_of_before(matter: Case, owner: Asking) -> None:
    owner.post(thread(matter), WORD, key="k")
    ApiToken.objects.filter(person=owner.person).update(revoked_at=now())
    assert owner.post(thread(matter), WORD, key="k").status == 401


@pytest.mark.parametrize(
    "key", ["a", "~", "!", "x" * 255, "550e8400-e29b-41d4-a716-446655440000", "a/b?c=d&e;f,g"]
)
def test_any_visible_ascii_up_to_255_is_a_key(matter: Case, owner: Asking, key: str) -> None:
    assert owner.post(thread(matter), WORD, key=key).status == 201
    assert owner.post(thread(matter), WORD, key=key).headers["Idempotency-Replayed"] == "true"
    assert IdempotentRequest.objects.get().key == key


def test_the_same_words_in_another_order_of_fields_are_another_body(matter: Case, owner: Asking) -> None:
    """A program that repeats a request sends the same bytes; what was meant is not guessed."""
    assert owner.post(thread(matter), '{"text": "a"}', key="k").status == 201
    assert owner.post(thread(matter), '{"text":"a"}', key="k").status == 409


def test_another_query_makes_another_request(matter: Case, owner: Asking) -> None:
    assert owner.post(thread(matter), WORD, key="k").status == 201
    assert owner.post(f"{thread(matter)}?dry=1", WORD, key="k").status == 409


def test_a_key_kept_for_seven_days_is_free_afterwards(matter: Case, owner: Asking) -> None:
    owner.post(thread(matter), WORD, key="k")
    IdempotentRequest.objects.update(at=now() - KEPT - timedelta(seconds=1))
    assert forget_answers(now()) == 1
    again = owner.post(thread(matter), WORD, key="k")
    assert (again.status, "Idempotency-Replayed" in again.headers) == (201, False)
    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    ("body", "status"),
    [({"text": ""}, 422), ({"text": "   "}, 409), ("{", 400), ({"words": "x"}, 422), (None, 422)],
)
def test_what_failed_leaves_no_key_and_no_row(matter: Case, owner: Asking, body: Any, status: int) -> None:
    assert owner.post(thread(matter), body, key="k").status == status
    assert not IdempotentRequest.objects.exists()
    assert not Message.objects.exists()
    assert owner.post(thread(matter), WORD, key="k").status == 201


def test_a_request_to_nowhere_keeps_no_key(owner: Asking, matter: Case) -> None:
    assert owner.post("/matters/TT9999-0001/messages", WORD, key="k").status == 404
    assert not IdempotentRequest.objects.exists()


def test_reading_asks_for_no_key(matter: Case, owner: Asking) -> None:
    assert owner.get(f"/matters/{matter.number}").status == 200
    assert not IdempotentRequest.objects.exists()


def test_the_repeat_speaks_as_the_first_answer_did(matter: Case, owner: Asking) -> None:
    """The answer is kept as it went out; a repeat in another language is still the same answer."""
    first = owner.post(thread(matter), WORD, key="k")
    owner.headers["Accept-Language"] = "en"
    assert owner.post(thread(matter), WORD, key="k").body == first.body


def test_the_complaint_about_a_key_comes_in_the_reader_s_language(matter: Case, owner: Asking) -> None:
    assert "可见字符" in owner.post(thread(matter), WORD, key=None).body["detail"]
    owner.headers["Accept-Language"] = "en"
    answer = owner.post(thread(matter), WORD, key=None)
    assert answer.body["detail"].isascii()
    assert answer.body["instance"] == f"/api/v1{thread(matter)}"


@given(
    st.binary(max_size=40),
    st.binary(max_size=40),
    st.sampled_from(["/a", "/b"]),
    st.sampled_from(["/a", "/b"]),
)
def test_two_prints_are_one_exactly_when_address_and_body_are(
    one: bytes, two: bytes, here: str, there: str
) -> None:
    make = RequestFactory()
    prints = [
        fingerprint(make.generic("POST", path, body, content_type="application/json"))
        for path, body in ((here, one), (there, two))
    ]
    assert (prints[0] == prints[1]) == (one == two and here == there)


@pytest.mark.django_db(transaction=True)
def test_a_key_held_too_long_by_another_request_is_told_as_busy(
    matter: Case, owner: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "WAIT", "200ms")
    claimed, done = threading.Event(), threading.Event()
    person = owner.person
    assert person is not None

    def hold() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("BEGIN")
                values: list[Any] = [uuid4(), person.pk, "k", "/x", "0" * 64, now()]
                cursor.execute(idempotency.CLAIM, values)
                claimed.set()
                done.wait(20)
                cursor.execute("ROLLBACK")
        finally:
            connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    assert claimed.wait(20)
    busy = owner.post(thread(matter), WORD, key="k")
    done.set()
    holder.join()
    assert (busy.status, busy.body["code"]) == (409, "idempotency_busy")
    assert owner.post(thread(matter), WORD, key="k").status == 201
    assert Message.objects.count() == 1


def test_a_second_deed_after_the_first_one_s_answer_is_still_the_first(stage: Stage, owner: Asking) -> None:
    """The case has moved on meanwhile; the repeat neither nudges again nor complains."""
    case = begin(stage)
    assert owner.post(f"/matters/{case.number}/nudge", key="k").status == 204
    Case.objects.filter(pk=case.pk).update(version=2)
    assert owner.post(f"/matters/{case.number}/nudge", key="k").status == 204
    assert case.nudges.count() == 1


def test_a_deputy_s_key_is_not_the_principal_s(matter: Case, owner: Asking) -> None:
    deputy = Asking(person_with("代办", ["lifecycle.routes"]))
    assert owner.post(thread(matter), WORD, key="k").status == 201
    assert deputy.post(thread(matter), {"text": "另一句"}, key="k").status == 201


def test_a_cookie_beside_the_token_changes_nothing(matter: Case, owner: Asking) -> None:
    client = Client()
    client.cookies["sessionid"] = "x"
    headers = owner.headers | {"Idempotency-Key": "k"}
    path = f"/api/v1{thread(matter)}"
    answered = client.post(path, WORD, content_type="application/json", headers=headers)
    assert answered.status_code == 201
