"""The ledger against its twin, and its writers killed, for longer than CI has time."""

import pytest

from houqin.kernel.money.models import Account
from houqin.kernel.money.tests.conftest import clearing, stall, student, wallet
from houqin.kernel.money.tests.stage import give
from houqin.kernel.money.tests.test_killed import kill_writers, left_whole
from houqin.kernel.money.tests.test_machine import live

__all__ = ["clearing", "stall", "student", "wallet"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part", range(10))
def test_five_hundred_lives_of_sixty_steps(part: int) -> None:
    live(examples=50, steps=60)


@pytest.mark.django_db(transaction=True)
def test_two_hundred_writers_killed_one_after_another(
    wallet: Account, stall: Account, clearing: Account
) -> None:
    give(wallet, 100_000, clearing)
    told: list[str] = []
    for first in range(0, 200, 2):
        told += kill_writers(wallet, stall, entries_each=5, first=first)
    left_whole(told, wallet, stall, writers=200)
