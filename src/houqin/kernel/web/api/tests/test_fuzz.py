"""Anything at all is sent to every operation: no fault of ours, every answer as the description says."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from houqin.kernel.lifecycle.models import Case
from houqin.kernel.web.api.tests.asking import Asking

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
UNPACKED = {"Accept-Encoding": "identity"}  # the WSGI client does not unpack what it gets
BOUNDED = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def kept_connection() -> Iterator[None]:
    """Keep the test's transaction open over requests, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
def test_no_request_breaks_an_operation_or_gets_an_undescribed_answer(
    matter: Case, owner: Asking, dispatcher: Asking, mode: schemathesis.GenerationMode
) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    asked = 0
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()

        @BOUNDED
        @given(operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            for asking in (owner, dispatcher):
                case.call_and_validate(headers=asking.headers | UNPACKED, checks=CHECKS)
            if "number" in (case.path_parameters or {}):
                case.path_parameters["number"] = matter.number
                key = {"Idempotency-Key": str(uuid4())} if case.method.upper() == "POST" else {}
                case.call_and_validate(headers=owner.headers | UNPACKED | key, checks=CHECKS)

        ask()
        asked += 1
    assert asked >= 10
