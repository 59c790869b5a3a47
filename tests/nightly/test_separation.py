"""Separation of duties in ten thousand random walks with delegation, in small parties."""

import pytest

from houqin.kernel.lifecycle.tests.test_separation import walk_many
from houqin.kernel.lifecycle.walk import Stage

WALKS, TOGETHER = 10_000, 25


@pytest.mark.parametrize("first", range(0, WALKS, TOGETHER))
def test_nobody_acts_twice_in_ten_thousand_walks(stage: Stage, first: int) -> None:
    approved = walk_many(stage, range(first, first + TOGETHER))
    assert approved > TOGETHER // 10, "the walks must reach approvals for the promise to mean something"
