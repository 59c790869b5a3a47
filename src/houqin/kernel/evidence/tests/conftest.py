"""Two people and an empty folder for what they bring."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from houqin.kernel.people.models import Person

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def root(tmp_path: Path, settings: Settings) -> Path:
    """Keep evidence in a folder of the test's own."""
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    return tmp_path / "evidence"


@pytest.fixture
def at() -> datetime:
    """A Monday morning."""
    return MONDAY


@pytest.fixture
def student(db: None) -> Person:
    """Somebody who brings files."""
    return Person.objects.create(name="学生甲", number="S1", kind=Person.Kind.STUDENT, created_at=MONDAY)


@pytest.fixture
def classmate(db: None) -> Person:
    """Somebody else who brings files."""
    return Person.objects.create(name="学生乙", number="S2", kind=Person.Kind.STUDENT, created_at=MONDAY)
