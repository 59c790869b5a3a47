"""Fixtures of the engine's tests."""

import pytest
from django.db import connection

from houqin.kernel.lifecycle.tests.stage import make_stage
from houqin.kernel.lifecycle.walk import Stage


@pytest.fixture
def stage(db: None) -> Stage:
    """A small school, with the numbers of the toy lifecycle."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE IF NOT EXISTS case_number_test_toy")
    return make_stage()
