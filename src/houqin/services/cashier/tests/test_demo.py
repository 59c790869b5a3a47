"""The demo's six weeks: by the rules, even, believable, and the same for the same seed."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from houqin.kernel.money.models import Entry, Hold, Period
from houqin.kernel.money.verify import verify
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.people.queries import holders
from houqin.services.cashier import demo
from houqin.services.cashier.models import Difference, Export, Receipt, Verification
from houqin.services.cashier.queries import wallet
from houqin.services.cashier.tests.conftest import Hire

UNTIL = datetime(2026, 3, 27, 8, tzinfo=UTC)


@dataclass
class SmallWorld:
    """A campus of a handful of people."""

    units: dict[str, Any]
    began: datetime = datetime(2025, 1, 1, tzinfo=UTC)

    @property
    def students(self) -> Any:
        return list(Person.objects.filter(kind="student").order_by("number"))

    @property
    def staff(self) -> Any:
        return list(Person.objects.filter(kind="staff").order_by("number"))

    def people_with(self, permission: str, *, unit: Any = None) -> Any:
        return list(holders(permission, at=UNTIL, unit=unit).order_by("number"))


@pytest.fixture
def world(
    school: OrgUnit,
    college: OrgUnit,
    office: OrgUnit,
    hire: Hire,
    cashier: Person,
    accountant: Person,
    head: Person,
) -> SmallWorld:
    for n in range(7):
        hire(f"S26{n + 1:03d}", f"学生{n}", college, kind="student")
    return SmallWorld(units={unit.path: unit for unit in (school, college, office)})


def test_six_weeks_are_replayed_and_the_books_are_whole(world: Any) -> None:
    demo.load(world, rng=random.Random(7), until=UNTIL, scale=1)
    assert Entry.objects.count() > 150
    assert not Entry.objects.filter(at__gte=UNTIL).exists()
    kinds = set(Receipt.objects.values_list("kind", flat=True))
    assert kinds == set(Receipt.Kind.values)
    assert verify().sound
    assert Verification.objects.get().sound
    assert Hold.objects.filter(state="pending").count() == 1
    assert [one.month.month for one in Period.objects.filter(state="closed")] == [2]
    assert set(Difference.objects.values_list("finding", "state")) == {
        ("only_theirs", "explained"), ("only_ours", "found"),
    }  # fmt: skip
    run = Export.objects.get()
    assert (run.first.month, run.debit == run.credit > 0) == (2, True)
    first = wallet.wallet_of(world.students[0], UNTIL)
    assert first.available > 0
    assert first.held


def test_without_a_cashier_nothing_is_replayed(school: OrgUnit) -> None:
    nowhere: Any = SmallWorld({})
    demo.load(nowhere, rng=random.Random(7), until=UNTIL, scale=1)
    assert not Entry.objects.exists()
