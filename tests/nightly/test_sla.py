"""The clocks of repairs against the oracle, for longer than CI has time: a hundred thousand histories."""

import pytest

from houqin.services.repairs.tests.test_sla_oracle import differences

FIRST, EACH, PARTS = 2_000, 5_000, 20


@pytest.mark.parametrize("part", range(PARTS))
def test_a_hundred_thousand_random_histories_show_no_difference(part: int) -> None:
    first = FIRST + part * EACH
    assert differences(range(first, first + EACH)) == []
