"""The accounts money passes through: what each gateway has of ours, what waits to be sent back, what is owed to whom."""

from datetime import datetime

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.actions.accounts import open_account
from houqin.kernel.money.models import Account
from houqin.kernel.money.rules import Kind
from houqin.kernel.people.models import OrgUnit

SUSPENSE = "{} suspense"
OWED = "on account"


def clearing(gateway: str, *, at: datetime) -> Account:
    """Return the account of what a gateway has taken and not yet handed over, opened on first need."""
    return _account(gateway, None, at)


def suspense(gateway: str, *, at: datetime) -> Account:
    """Return the account of money that came through a gateway and cannot be used: it is on its way back."""
    return _account(SUSPENSE.format(gateway), None, at)


def owed_by(unit: OrgUnit, *, at: datetime) -> Account:
    """Return the account of what a unit has put on account."""
    return _account(OWED, unit, at)


def payable(contractor: str, *, at: datetime) -> Account:
    """Return the account of what is owed to a contractor (by key), opened on first need."""
    return _account("", None, at, kind=Kind.PAYABLE, contractor=contractor)


def _account(
    label: str, unit: OrgUnit | None, at: datetime, *, kind: Kind = Kind.CLEARING, contractor: str = ""
) -> Account:
    named = Account.objects.filter(
        kind=kind.value, label=label, unit=unit, person=None, contractor=contractor
    )
    found = named.first()
    if found is not None:
        return found
    try:
        return open_account(
            kind, unit=unit, label=label, contractor=contractor, append_only=True, by=None, at=at
        )
    except Refused:  # another has opened it in the moment between
        return named.get()
