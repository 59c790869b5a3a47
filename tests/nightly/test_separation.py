"""Separation of duties in ten thousand random walks with delegation."""

from houqin.kernel.lifecycle.tests.test_separation import walk_many
from houqin.kernel.lifecycle.walk import Stage

WALKS = 10_000


def test_nobody_acts_twice_in_ten_thousand_walks(stage: Stage) -> None:
    approved = walk_many(stage, range(WALKS))
    assert approved > WALKS // 10, "the walks must reach approvals for the promise to mean something"
