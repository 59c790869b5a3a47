"""Fixtures of the suppliers' tests."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from houqin.kernel.people.models import Person
from houqin.kernel.web.api import tokens
from houqin.services.suppliers.tests.cast import APRIL_9, LONG_AGO, Firms, make_firms


@pytest.fixture
def firms(db: None, settings: Settings, tmp_path: Path) -> Firms:
    """Two firms and the office that deals with them."""
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    return make_firms()


@pytest.fixture
def in_april(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every request come on one April morning."""
    monkeypatch.setattr("houqin.kernel.web.middleware.now", lambda: APRIL_9)


@pytest.fixture
def sign_in(in_april: None) -> Callable[[Person], Client]:
    """Return a way to get a browser of somebody signed in."""

    def browser(person: Person) -> Client:
        client = Client()
        client.force_login(person.account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return browser


@pytest.fixture
def ask(in_april: None) -> Callable[..., Any]:
    """Return a way to ask the API as somebody."""
    kept: dict[Person, str] = {}

    def asked(person: Person, path: str, data: dict[str, Any] | None = None) -> Any:
        if person not in kept:
            kept[person] = tokens.create(person, name="test", by=None, at=LONG_AGO)
        headers = {"Authorization": f"Bearer {kept[person]}", "Accept-Language": "zh-hans"}
        if data is None:
            return Client().get(path, headers=headers)
        return Client().post(path, data, headers={**headers, "Idempotency-Key": str(uuid4())})

    return asked
