"""Somebody who does the deeds."""

import pytest

from houqin.kernel.people.models import Person
from houqin.kernel.trail.tests.stage import MONDAY


@pytest.fixture
def dispatcher(db: None) -> Person:
    """A person whose deeds are recorded."""
    return Person.objects.create(name="张三", number="T1", kind=Person.Kind.STAFF, created_at=MONDAY)
