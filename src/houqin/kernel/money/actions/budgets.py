"""Budgets on the ledger: granted, reserved, committed, paid, each matter bound by what was set aside for it.

A unit's budget is an account; each matter has a commitment account under the budget's label. Reserving holds money
of the budget for the matter, committing posts that hold, paying moves from the commitment to what is spent.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from houqin.kernel.money.actions.accounts import open_account
from houqin.kernel.money.actions.holds import Held, hold, post_hold
from houqin.kernel.money.actions.posting import Posted, post
from houqin.kernel.money.models import Account
from houqin.kernel.money.rules import Kind, check_amount
from houqin.kernel.people.models import OrgUnit, Person

SOURCE = "money.budget"


@dataclass(frozen=True, slots=True)
class Budget:
    """The accounts of one budget: what was granted, what is free, what is spent."""

    granted: Account
    free: Account
    spent: Account


def open_budget(unit: OrgUnit, label: str, *, by: Person | None, at: datetime) -> Budget:
    """Open a unit's budget ("维修 2026"). Raises `Refused("money.account_exists")`."""
    with transaction.atomic():
        granted, free, spent = (
            open_account(kind, unit=unit, label=label, append_only=append_only, by=by, at=at)
            for kind, append_only in ((Kind.APPROPRIATION, False), (Kind.BUDGET, False), (Kind.SPENT, True))
        )
    return Budget(granted, free, spent)


def grant(budget: Budget, fen: int, *, key: str, by: Person | None, at: datetime) -> Posted:
    """Add to a budget. To take from it, reverse or post the other way."""
    return _move(budget.granted, budget.free, fen, f"grant {key}", "budget.granted", None, by, at)


def reserve(
    budget: Budget, matter: UUID, fen: int, *, until: datetime, by: Person | None, at: datetime
) -> Held:
    """Set aside for a matter until it is committed or `until`. Raises `Refused("money.short")`."""
    key = f"reserve {matter}"
    return hold(
        pots=[(budget.free, fen)], to=commitment(budget, matter, by=by, at=at), source=SOURCE, key=key,
        reason="budget.reserved", subject=matter, expires_at=until, by=by, at=at,
    )  # fmt: skip


def commit(reserved: Held, *, by: Person | None, at: datetime, fen: int | None = None) -> Posted:
    """Commit what was reserved, in full or the `fen` of the contract; the rest is free again."""
    return post_hold(hold=reserved.hold, fen=fen, by=by, at=at)


def pay(budget: Budget, matter: UUID, fen: int, *, key: str, by: Person | None, at: datetime) -> Posted:
    """Pay out of what was committed for the matter. Raises `Refused("money.short")` beyond it."""
    source = commitment(budget, matter, by=by, at=at)
    return _move(source, budget.spent, fen, f"pay {key}", "budget.paid", matter, by, at)


def release(budget: Budget, matter: UUID, fen: int, *, key: str, by: Person | None, at: datetime) -> Posted:
    """Free what was committed for a matter and is not needed. Raises `Refused("money.short")` beyond it."""
    source = commitment(budget, matter, by=by, at=at)
    return _move(source, budget.free, fen, f"release {key}", "budget.released", matter, by, at)


def commitment(budget: Budget, matter: UUID, *, by: Person | None, at: datetime) -> Account:
    """Return the account of what is committed for a matter, opened on first need."""
    label = f"{budget.free.pk.hex[-12:]} {matter}"
    found = Account.objects.filter(
        kind=Kind.COMMITMENT.value, unit_id=budget.free.unit_id, label=label, person=None, contractor=""
    ).first()
    return found or open_account(Kind.COMMITMENT, unit=budget.free.unit, label=label, by=by, at=at)


def _move(
    source: Account,
    to: Account,
    fen: int,
    key: str,
    reason: str,
    matter: UUID | None,
    by: Person | None,
    at: datetime,
) -> Posted:
    check_amount(fen)
    lines = [(source, -fen), (to, fen)]
    return post(source=SOURCE, key=key, lines=lines, reason=reason, subject=matter, by=by, at=at)
