"""Fixtures of the repairs' tests."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from houqin.kernel.people.models import Person
from houqin.kernel.web.api import tokens
from houqin.services.repairs.tests.cast import MONDAY_9, Cast, make_cast

SignIn = Callable[[Person], Client]
Ask = Callable[..., Any]


@pytest.fixture
def cast(db: None, settings: Settings, tmp_path: Path) -> Cast:
    """A small campus with everybody on it; files go to a folder of the test."""
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    return make_cast()


@pytest.fixture
def sign_in(cast: Cast) -> SignIn:
    """Return a way to get a browser of somebody signed in."""

    def browser(person: Person) -> Client:
        client = Client()
        client.force_login(person.account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return browser


@pytest.fixture
def ask(cast: Cast) -> Ask:
    """Return a way to ask the API as somebody."""
    kept: dict[Person, str] = {}

    def asked(
        person: Person,
        path: str,
        data: dict[str, Any] | None = None,
        key: str = "",
        language: str = "zh-hans",
    ) -> Any:
        if person not in kept:
            kept[person] = tokens.create(person, name="test", by=None, at=MONDAY_9)
        headers = {"Authorization": f"Bearer {kept[person]}", "Accept-Language": language}
        if data is None:
            return Client().get(path, headers=headers)
        return Client().post(path, data, headers={**headers, "Idempotency-Key": key or str(uuid4())})

    return asked
