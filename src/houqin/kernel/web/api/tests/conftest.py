"""The API over a small school whose toy matters are installed, and its cast."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from django.utils.translation import override

from houqin.kernel.lifecycle.models import Case
from houqin.kernel.lifecycle.tests.stage import make_stage, person_with
from houqin.kernel.lifecycle.tests.toy import begin
from houqin.kernel.lifecycle.walk import Stage
from houqin.kernel.registry.tests.installed import installed
from houqin.kernel.web.api.tests.asking import Asking
from houqin.kernel.web.api.tests.toy import TOY_API


@pytest.fixture
def stage(db: None) -> Iterator[Stage]:
    """A small school; the toy lifecycle and its figure are installed."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE IF NOT EXISTS case_number_test_toy")
    with (
        installed(TOY_API),
        override_settings(ROOT_URLCONF="houqin.kernel.web.api.tests.urls", HOUQIN_API_RATE=0),
    ):
        yield make_stage()


@pytest.fixture
def matter(stage: Stage) -> Case:
    """A matter of the owner's."""
    return begin(stage)


@pytest.fixture
def owner(stage: Stage) -> Asking:
    """Whose matter it is."""
    return Asking(stage.applicant)


@pytest.fixture
def other(stage: Stage) -> Asking:
    """Somebody with matters of their own, but no right to see others'."""
    person = person_with("另一人", [])
    begin(Stage(person, stage.unit, stage.place, stage.at))
    return Asking(person)


@pytest.fixture
def dispatcher(stage: Stage) -> Asking:
    """Somebody whose grant covers the unit."""
    return Asking(person_with("调度", ["lifecycle.routes"], stage.unit))


@pytest.fixture
def guest() -> Asking:
    """Somebody without a token."""
    return Asking(None)


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    """Begin in Chinese, whatever language the request of another test left behind."""
    with override("zh-hans"):
        yield


@pytest.fixture(autouse=True)
def plain_static_files(settings: Any) -> None:
    """Address static files by their plain names."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
