"""Fixtures of the repairs' tests."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from houqin.kernel.people.models import Person
from houqin.services.repairs.tests.cast import Cast, make_cast

SignIn = Callable[[Person], Client]


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
