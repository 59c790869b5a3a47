"""Holds end once: posted whole or in part, voided, or run out."""

from collections.abc import Callable

import pytest

from houqin.kernel.base.ids import new_id
from houqin.kernel.money.actions.accounts import open_account
from houqin.kernel.money.actions.holds import Held, expire_holds, hold, hold_from, post_hold, void_hold
from houqin.kernel.money.actions.posting import Posted, pay
from houqin.kernel.money.models import Account, Balance, Hold
from houqin.kernel.money.queries.accounts import available, balance
from houqin.kernel.money.rules import Kind
from houqin.kernel.money.tasks import free_late_holds
from houqin.kernel.money.tests.stage import HOUR, MONDAY, commit_checks, give, lines
from houqin.kernel.money.verify import verify
from houqin.kernel.people.models import Person
from houqin.kernel.people.tests.stage import refused, verbs

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(wallet: Account, subsidy: Account, clearing: Account) -> None:
    """500 in the subsidy, 1,000 in the wallet."""
    give(subsidy, 500, clearing)
    give(wallet, 1_000, clearing)


def aside(student: Person, to: Account, fen: int = 700, key: str = "1") -> Held:
    return hold_from(
        payer=student, fen=fen, to=to, purpose="meal", source="till", key=key, reason="till.weigh",
        expires_at=MONDAY + HOUR, by=student, at=MONDAY,
    )  # fmt: skip


def test_what_is_held_can_be_spent_by_nothing_else(
    student: Person, wallet: Account, subsidy: Account, stall: Account, filled: None
) -> None:
    held = aside(student, stall)
    assert (available(subsidy), available(wallet), balance(wallet)) == (0, 800, 1_000)
    with refused("money.short"):
        pay(
            payer=student,
            fen=801,
            to=stall,
            purpose="meal",
            source="t",
            key="1",
            reason="x",
            by=None,
            at=MONDAY,
        )
    assert aside(student, stall) == Held(held.hold, False)
    with refused("money.key_reused"):
        aside(student, stall, 701)


@pytest.mark.parametrize(
    ("fen", "posted"),
    [
        (None, [("subsidy", -500), ("wallet", -200), ("payable", 700)]),
        (600, [("subsidy", -500), ("wallet", -100), ("payable", 600)]),
        (500, [("subsidy", -500), ("payable", 500)]),
        (1, [("subsidy", -1), ("payable", 1)]),
    ],
)
def test_a_part_is_taken_in_spending_order_and_the_rest_is_free(
    student: Person, stall: Account, wallet: Account, subsidy: Account, filled: None, fen: int | None,
    posted: list[tuple[str, int]],
) -> None:  # fmt: skip
    held = aside(student, stall)
    made = post_hold(hold=held.hold, fen=fen, by=student, at=MONDAY)
    commit_checks()
    assert lines(made.entry) == posted
    assert verify().sound
    assert not Balance.objects.filter(held__gt=0).exists()
    assert post_hold(hold=held.hold, fen=fen, by=student, at=MONDAY + 2 * HOUR) == Posted(made.entry, False)
    with refused("money.hold_ended"):
        post_hold(hold=held.hold, fen=2, by=student, at=MONDAY)
    with refused("money.hold_ended"):
        void_hold(hold=held.hold, by=student, at=MONDAY)
    assert verbs(held.hold) == ["held", "posted"]


def test_a_voided_hold_gives_all_back_and_stays_voided(
    student: Person, wallet: Account, stall: Account, filled: None
) -> None:
    held = aside(student, stall)
    assert void_hold(hold=held.hold, by=student, at=MONDAY)
    assert not void_hold(hold=held.hold, by=student, at=MONDAY)
    assert available(wallet) == 1_000
    with refused("money.hold_ended"):
        post_hold(hold=held.hold, by=student, at=MONDAY)
    assert verbs(held.hold) == ["held", "voided"]


def test_a_hold_runs_out_at_its_instant_swept_or_not(
    student: Person, wallet: Account, stall: Account, filled: None
) -> None:
    held, other = aside(student, stall), aside(student, stall, 100, "2")
    with refused("money.hold_expired"):
        post_hold(hold=held.hold, by=student, at=MONDAY + HOUR)
    assert post_hold(hold=other.hold, by=student, at=MONDAY + HOUR - HOUR / 3600).fresh
    assert expire_holds(by=None, at=MONDAY + HOUR - HOUR / 3600) == 0
    assert free_late_holds(MONDAY + HOUR) == 1
    assert expire_holds(by=None, at=MONDAY + HOUR) == 0
    assert Hold.objects.get(pk=held.hold).state == "expired"
    assert available(wallet) == 900
    assert verbs(held.hold) == ["held", "expired"]


def test_what_is_coming_keeps_its_room_under_the_ceiling(wallet: Account, clearing: Account) -> None:
    def top_up(fen: int, key: str) -> Held:
        return hold(
            pots=[(clearing, fen)], to=wallet, source="wechat", key=key, reason="wallet.top_up",
            expires_at=MONDAY + HOUR, by=None, at=MONDAY,
        )  # fmt: skip

    first = top_up(60_000, "1")
    with refused("money.over_ceiling"):
        top_up(40_001, "2")
    with refused("money.over_ceiling"):
        give(wallet, 40_001, clearing)
    give(wallet, 40_000, clearing)
    post_hold(hold=first.hold, by=None, at=MONDAY)
    assert balance(wallet) == 100_000


def test_odd_holds_are_refused(wallet: Account, stall: Account, clearing: Account) -> None:
    give(wallet, 100, clearing)
    floored = open_account(Kind.DEPOSIT, append_only=True, by=None, at=MONDAY)
    give(floored, 100, clearing)

    def odd(pots: list[tuple[Account, int]], to: Account = stall, until: int = 1) -> Held:
        return hold(
            pots=pots, to=to, source="t", key=str(new_id()), reason="x", expires_at=MONDAY + until * HOUR, by=None,
            at=MONDAY,
        )  # fmt: skip

    odd_ones: dict[str, Callable[[], object]] = {
        "money.hold_time": lambda: odd([(wallet, 5)], until=0),
        "money.amount": lambda: odd([]),
        "money.unbalanced": lambda: odd([(wallet, 6), (wallet, 1)]),
        "money.short": lambda: odd([(wallet, 101)]),
        "money.hold_out_of_append_only": lambda: odd([(floored, 5)]),
        "money.no_account": lambda: odd([(Account(), 5)]),
        "money.no_hold": lambda: post_hold(hold=new_id(), by=None, at=MONDAY),
    }
    for code, ask in odd_ones.items():
        with refused(code):
            ask()
    with refused("money.unbalanced"):
        odd([(wallet, 5)], to=wallet)
    held = odd([(wallet, 5)])
    with refused("money.over_hold"):
        post_hold(hold=held.hold, fen=6, by=None, at=MONDAY)
