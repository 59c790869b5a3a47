"""A small school whose toy matters can be found."""

from collections.abc import Iterator

import pytest
from django.db import connection

from houqin.kernel.lifecycle.tests.stage import make_stage
from houqin.kernel.lifecycle.walk import Stage
from houqin.kernel.notices.tests.toy import TOY_FEATURE
from houqin.kernel.registry.tests.installed import installed


@pytest.fixture
def stage(db: None) -> Iterator[Stage]:
    """A small school; the toy lifecycle is installed."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE IF NOT EXISTS case_number_test_toy")
    with installed(TOY_FEATURE):
        yield make_stage()
