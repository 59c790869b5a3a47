"""Fixtures of the rosters' tests."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from houqin.kernel.people.models import Person
from houqin.kernel.web.api import tokens
from houqin.services.rosters.tests.cast import MONDAY_9, Cast, make_cast

SignIn = Callable[[Person], Client]
Ask = Callable[..., Any]
Clock = Callable[[datetime], None]


@pytest.fixture
def cast(db: None) -> Cast:
    """A crew with everybody in it."""
    return make_cast()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return a way to set the instant at which pages and calls arrive; Monday at nine to begin with."""

    def set_to(at: datetime) -> None:
        monkeypatch.setattr("houqin.kernel.web.middleware.now", lambda: at)

    set_to(MONDAY_9)
    return set_to


@pytest.fixture
def sign_in(cast: Cast, clock: Clock) -> SignIn:
    """Return a way to get a browser of somebody signed in."""

    def browser(person: Person) -> Client:
        client = Client()
        client.force_login(person.account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return browser


@pytest.fixture
def ask(cast: Cast, clock: Clock) -> Ask:
    """Return a way to ask the API as somebody."""
    kept: dict[Person, str] = {}

    def asked(person: Person, path: str, data: dict[str, Any] | None = None) -> Any:
        if person not in kept:
            kept[person] = tokens.create(person, name="test", by=None, at=MONDAY_9)
        headers = {"Authorization": f"Bearer {kept[person]}"}
        if data is None:
            return Client().get(path, headers=headers)
        sent = {**headers, "Idempotency-Key": str(uuid4())}
        return Client().post(path, data, content_type="application/json", headers=sent)

    return asked
