"""Every declared lifecycle walked with many more seeds than CI has time for."""

import pytest

from houqin.kernel.lifecycle.walk import Walk
from tests.walks.test_walks import test_a_move_succeeds_exactly_when_declared_and_permitted as walked
from tests.walks.test_walks import walks


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(1000, 1200))
@pytest.mark.parametrize("walk", walks(), ids=lambda walk: walk.lifecycle.kind)
def test_two_hundred_more_walks(walk: Walk, seed: int) -> None:
    walked(walk, seed)
