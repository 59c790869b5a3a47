"""The measurement itself works, and the index is what answers."""

import pytest
from django.db import connection

from houqin.kernel.lifecycle.tests.stage import MONDAY_9
from houqin.kernel.search.bench import measure
from houqin.kernel.search.models import SearchRow


@pytest.mark.django_db
def test_a_measurement_times_both_ways_and_leaves_nothing_behind() -> None:
    found = measure(1500, MONDAY_9)
    assert not SearchRow.objects.exists()
    assert set(found.search_ms) == set(found.scan_ms)
    assert found.ratio > 0
    assert "worst ratio" in next(found.lines())


@pytest.mark.django_db
def test_two_character_words_are_answered_by_the_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT id FROM search_searchrow WHERE words @@ %s::tsquery", ["'空调'"])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "search_words" in plan
