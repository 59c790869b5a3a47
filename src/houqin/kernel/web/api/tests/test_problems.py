"""Whatever goes wrong is a problem document with a code and a way on."""

import json

import pytest
from django.db import DataError
from django.http import Http404, HttpRequest
from django.http.request import RawPostDataException
from django.test import RequestFactory
from ninja.errors import HttpError

from houqin.kernel.base.refused import Refusals, Refused
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.web.api.build import make_api
from houqin.kernel.web.api.problems import MEDIA_TYPE, status_of
from houqin.kernel.web.api.tests.asking import Asking


@pytest.mark.parametrize(
    ("refused", "status"),
    [
        (Refused("lifecycle.not_permitted"), 403),
        (Refused("people.not_permitted"), 403),
        (Refused("lifecycle.apart"), 403),
        (Refused("places.code_taken", code="x", field="code"), 422),
        (Refused("lifecycle.moved_on"), 409),
        (Refusals([Refused("a.b", field="x"), Refused("a.c")]), 409),
        (Refusals([Refused("a.b", field="x"), Refused("a.c", field="y")]), 422),
    ],
)
def test_a_refusal_has_the_status_of_its_reason(refused: Refused, status: int) -> None:
    assert status_of(refused) == status


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (Http404(), 404, "not_found"),
        (HttpError(400, "Cannot parse request body"), 400, "request"),
        (DataError("value too long"), 422, "invalid"),
        (RawPostDataException("a form where JSON is wanted"), 400, "bad_request"),
        (Refused("lifecycle.empty_message"), 409, "lifecycle.empty_message"),
        (RuntimeError("secret detail"), 500, "broken"),
    ],
)
def test_every_fault_is_answered_as_a_problem(
    fault: Exception, status: int, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    request: HttpRequest = RequestFactory().get("/api/v1/x")
    response = make_api("api-problems").on_exception(request, fault)
    body = json.loads(response.content)
    assert (response.status_code, body["status"], body["code"]) == (status, status, code)
    assert response["Content-Type"] == MEDIA_TYPE
    assert body["type"] == f"urn:houqin:problem:{code}"
    assert "secret" not in response.content.decode()
    assert ("secret detail" in caplog.text) == (status == 500)


def test_all_reasons_of_a_refusal_are_told_at_once() -> None:
    fault = Refusals(
        [Refused("places.code_taken", code="x", field="code"), Refused("lifecycle.empty_message")]
    )
    response = make_api("api-reasons").on_exception(RequestFactory().get("/"), fault)
    reasons = json.loads(response.content)["reasons"]
    assert [reason["code"] for reason in reasons] == ["places.code_taken", "lifecycle.empty_message"]
    assert reasons[0]["field"] == "code"
    assert "请换一个代码" in reasons[0]["detail"]


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", '{"text": 1}', '{"text": "\\ud800"}', '{"text": "\\u0000"}', b"\xff"]
)
def test_a_broken_body_is_told_and_breaks_nothing(matter: Case, owner: Asking, body: str | bytes) -> None:
    answer = owner.post(f"/matters/{matter.number}/messages", body)
    assert answer.status in {400, 409, 422}
    assert answer.body["status"] == answer.status


def test_which_field_is_wrong_is_named(matter: Case, owner: Asking) -> None:
    answer = owner.post(f"/matters/{matter.number}/messages", {"text": "x" * 2001})
    assert answer.body["errors"][0]["loc"][-1] == "text"


def test_too_many_requests_of_one_token_wait_while_another_goes_on(
    owner: Asking, other: Asking, settings: object
) -> None:
    settings.HOUQIN_API_RATE = 3  # type: ignore[attr-defined]
    answers = [
        owner.get("/me") for _ in range(8)
    ]  # more than two minutes' worth, should a minute begin between
    assert [answer.status for answer in answers].count(429) >= 2
    assert answers[-1].body["code"] == "too_many_requests"
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert other.get("/me").status == 200
