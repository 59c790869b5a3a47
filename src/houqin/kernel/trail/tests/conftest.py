"""Somebody who does the deeds."""

from typing import TYPE_CHECKING

import pytest
from django.apps import apps

from houqin.kernel.trail.tests.stage import MONDAY

if TYPE_CHECKING:
    from houqin.kernel.people.models import Person


@pytest.fixture
def dispatcher(db: None) -> "Person":
    """A person whose deeds are recorded; the trail lies below the people, so it only knows their ids."""
    person: type[Person] = apps.get_model("people", "Person")
    return person.objects.create(name="张三", number="T1", kind="staff", created_at=MONDAY)
