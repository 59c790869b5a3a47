"""Fixtures of the surveys' tests."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from houqin.kernel.people.models import Person
from houqin.kernel.web.api import tokens
from houqin.services.surveys.tests.cast import MONDAY_9, Cast, make_cast

SignIn = Callable[[Person], Client]
Ask = Callable[..., Any]


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody whom a rating concerns."""
    return make_cast()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """Return a way to set the instant at which pages and calls arrive."""

    def set_to(at: Any) -> None:
        monkeypatch.setattr("houqin.kernel.web.middleware.now", lambda: at)

    return set_to


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

    def asked(person: Person, path: str, data: dict[str, Any] | None = None, key: str = "") -> Any:
        if person not in kept:
            kept[person] = tokens.create(person, name="test", by=None, at=MONDAY_9)
        headers = {"Authorization": f"Bearer {kept[person]}"}
        if data is None:
            return Client().get(path, headers=headers)
        sent = {**headers, "Idempotency-Key": key or str(uuid4())}
        return Client().post(path, data, content_type="application/json", headers=sent)

    return asked
