"""Opening accounts, their limits, closing them."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, IntegrityError, transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.asking import translated
from houqin.kernel.money.models import Account
from houqin.kernel.money.rules import NEVER_NEGATIVE, Kind, book_of
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.people.permits import require
from houqin.kernel.trail.record import record

KIND = "money.account"
SAID = {
    "money_account_once": "money.account_exists",
    "money_one_owner": "money.account_owner",
    "money_limits": "money.account_limits",
    "money_append_only": "money.account_limits",
}


def open_account(
    kind: Kind,
    *,
    by: Person | None,
    at: datetime,
    person: Person | None = None,
    unit: OrgUnit | None = None,
    contractor: str = "",
    label: str = "",
    append_only: bool = False,
    floor: int | None = None,
    ceiling: int | None = None,
    purpose: str = "",
    ends_at: datetime | None = None,
) -> Account:
    """Open an account of a person, a unit, a contractor (by key) or of the house.

    Pots, deposits and budgets never fall under zero unless another `floor` is given. `append_only` is for accounts
    that many pay into. Raises `Refused` ("money.account_exists", "money.account_owner", "money.account_limits").
    """
    if floor is None and kind in NEVER_NEGATIVE:
        floor = 0
    account = Account(
        kind=kind.value, book=book_of(kind).value, person=person, unit=unit, contractor=contractor, label=label,
        append_only=append_only, floor=floor, ceiling=ceiling, purpose=purpose, ends_at=ends_at, opened_at=at,
    )  # fmt: skip
    with transaction.atomic():
        _save(account, new=True)
        record(subject=account.pk, kind=KIND, verb="opened", by=by, at=at, facts={"kind": kind.value})
    return account


def set_limits(
    account: Account, *, floor: int | None, ceiling: int | None, by: Person | None, at: datetime
) -> None:
    """Give an account other limits. Needs "money.limits".

    Raises `Refused` ("money.limit_passed" where it stands under the new floor, "money.account_limits").
    """
    behalf = require("money.limits", by=by, at=at, unit=account.unit)
    facts = {
        "floor": floor,
        "ceiling": ceiling,
        "floor_before": account.floor,
        "ceiling_before": account.ceiling,
    }
    account.floor, account.ceiling = floor, ceiling
    with transaction.atomic():
        _save(account)
        _tell(account, "limited", by, at, behalf, facts)


def close_account(account: Account, *, by: Person | None, at: datetime) -> None:
    """Close an account that stands at zero. Needs "money.limits". Raises `Refused("money.not_empty")`."""
    behalf = require("money.limits", by=by, at=at, unit=account.unit)
    account.closed_at = at
    with transaction.atomic():
        _save(account)
        _tell(account, "closed", by, at, behalf, {})


def open_again(account: Account, *, by: Person | None, at: datetime) -> None:
    """Let a closed account be posted to again. Needs "money.limits"."""
    behalf = require("money.limits", by=by, at=at, unit=account.unit)
    account.closed_at = None
    with transaction.atomic():
        _save(account)
        _tell(account, "reopened", by, at, behalf, {})


def _tell(
    account: Account,
    verb: str,
    by: Person | None,
    at: datetime,
    behalf: UUID | None,
    facts: Mapping[str, object],
) -> None:
    record(subject=account.pk, kind=KIND, verb=verb, by=by, at=at, on_behalf_of=behalf, facts=facts)


def _save(account: Account, *, new: bool = False) -> None:
    try:
        with transaction.atomic():
            account.save(force_insert=new)
    except IntegrityError as error:
        for name, code in SAID.items():
            if name in str(error):
                raise Refused(code) from error
        raise
    except DatabaseError as error:
        raise translated(error) from error
