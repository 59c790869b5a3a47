"""The ledger's arithmetic: kinds of account, splits, spending order, rounding. All amounts in integer fen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from houqin.kernel.base.refused import Refused

Name = TypeVar("Name")


class Kind(StrEnum):
    """What an account is for. The first three are pots: a person pays out of them."""

    WALLET = "wallet"
    SUBSIDY = "subsidy"
    VOUCHER = "voucher"
    DEPOSIT = "deposit"
    PAYABLE = "payable"
    CLEARING = "clearing"
    INCOME = "income"
    EXPENSE = "expense"
    APPROPRIATION = "appropriation"
    BUDGET = "budget"
    COMMITMENT = "commitment"
    SPENT = "spent"


class Book(StrEnum):
    """Money that moved, or money that may be spent: two books that never mix."""

    MONEY = "money"
    BUDGET = "budget"


POTS = (Kind.WALLET, Kind.SUBSIDY, Kind.VOUCHER)
BUDGET_KINDS = (Kind.APPROPRIATION, Kind.BUDGET, Kind.COMMITMENT, Kind.SPENT)
NEVER_NEGATIVE = (*POTS, Kind.DEPOSIT, Kind.BUDGET, Kind.COMMITMENT, Kind.SPENT)
LOOKS = tuple(timedelta(seconds=seconds) for seconds in (15, 15, 30, 60, 120, 300, 600))
LEASE = timedelta(
    minutes=2
)  # for which one worker has what it asks a provider about; longer than any answer takes
DEFAULT_ORDER = (Kind.VOUCHER, Kind.SUBSIDY, Kind.WALLET)


def book_of(kind: Kind) -> Book:
    """Return the book an account of this kind belongs to."""
    return Book.BUDGET if kind in BUDGET_KINDS else Book.MONEY


@dataclass(frozen=True, slots=True)
class Pot:
    """What a person may spend from: `available` is balance less floor and holds."""

    account: str
    kind: Kind
    available: int
    ends_at: datetime | None = None
    opened_at: datetime | None = None
    purpose: str = ""


def in_spending_order(pots: Sequence[Pot], order: Sequence[Kind], purpose: str, at: datetime) -> list[Pot]:
    """Return the pots usable for a purpose, first spent first: by kind, then the one that ends soonest."""
    usable = [
        pot
        for pot in pots
        if pot.kind in order and pot.purpose in {"", purpose} and (pot.ends_at is None or pot.ends_at > at)
    ]
    return sorted(
        usable,
        key=lambda pot: (
            order.index(pot.kind), pot.ends_at is None, pot.ends_at or at, pot.opened_at or at, pot.account,
        ),
    )  # fmt: skip


def split(fen: int, amounts: Sequence[tuple[Name, int]]) -> list[tuple[Name, int]]:
    """Take an amount from several in turn; raises `Refused("money.short")` where all together are too little."""
    check_amount(fen)
    taken, rest = [], fen
    for name, available in amounts:
        part = min(max(available, 0), rest)
        if part:
            taken.append((name, part))
        rest -= part
    if rest:
        raise Refused("money.short", need=yuan(fen), have=yuan(fen - rest))
    return taken


def give_back(paid: Sequence[tuple[Name, int]], done: int, fen: int) -> list[tuple[Name, int]]:
    """Return what goes back to which pot when `done` of a payment came back before: the last spent first.

    `paid` is in spending order. Raises `Refused("money.over_refund")` beyond what was paid.
    """
    check_amount(fen)
    left = sum(part for _name, part in paid) - done
    if fen > left:
        raise Refused("money.over_refund", left=yuan(left))
    found, skip, rest = [], done, fen
    for name, part in reversed(paid):
        free = max(part - skip, 0)
        skip = max(skip - part, 0)
        back = min(free, rest)
        if back:
            found.append((name, back))
        rest -= back
    return found


def apportion(fen: int, weights: Sequence[int]) -> list[int]:
    """Divide an amount by weights so that the parts sum to it: largest remainder, the earlier one on a tie.

    Raises ValueError for weights that are negative or all zero.
    """
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise ValueError("weights must be positive in sum and none negative")
    sign = -1 if fen < 0 else 1
    parts = [abs(fen) * weight // total for weight in weights]
    remainders = [abs(fen) * weight % total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda n: (-remainders[n], n))
    for n in by_remainder[: abs(fen) - sum(parts)]:
        parts[n] += 1
    return [sign * part for part in parts]


def check_amount(fen: int) -> None:
    """Raise `Refused("money.amount")` unless an amount is a positive whole number of fen."""
    if isinstance(fen, bool) or not isinstance(fen, int) or fen <= 0:
        raise Refused("money.amount")


def check_lines(lines: Sequence[tuple[object, int]]) -> None:
    """Raise `Refused("money.unbalanced")` unless lines are two or more, none zero, no account twice, sum zero."""
    names, parts = {name for name, _fen in lines}, [fen for _name, fen in lines]
    if len(lines) < 2 or 0 in parts or len(names) < len(lines) or sum(parts) != 0:
        raise Refused("money.unbalanced")


def yuan(fen: int) -> str:
    """Return an amount as a sentence shows it: yuan with two digits."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def look_again_after(looks: int) -> timedelta:
    """Return how long to wait before a provider is asked once more, having been asked so often: longer each time."""
    return LOOKS[min(looks, len(LOOKS) - 1)]
