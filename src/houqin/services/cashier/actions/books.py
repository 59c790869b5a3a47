"""The house's own accounts, opened when they are first needed."""

from datetime import datetime

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.actions.accounts import open_account
from houqin.kernel.money.models import Account
from houqin.kernel.money.rules import Kind
from houqin.kernel.people.models import OrgUnit, Person

CASH = (Kind.CLEARING, "cash")
TRANSFER = (Kind.CLEARING, "transfer")
SUBSIDIES = (Kind.EXPENSE, "subsidy")
VOUCHERS = (Kind.EXPENSE, "voucher")
SERVICES = (Kind.INCOME, "services")
ON_ACCOUNT = "on-account"


def house_account(book: tuple[Kind, str], *, by: Person | None, at: datetime) -> Account:
    """Return an account of the house by kind and name; many pay into it, so it is append-only."""
    kind, label = book
    return _there(kind, label, None) or _open(kind, label, None, by, at)


def account_of_unit(unit: OrgUnit, *, by: Person | None, at: datetime) -> Account:
    """Return what a unit owes the house: in debit by what was charged and is not settled."""
    return _there(Kind.CLEARING, ON_ACCOUNT, unit) or _open(Kind.CLEARING, ON_ACCOUNT, unit, by, at)


def _there(kind: Kind, label: str, unit: OrgUnit | None) -> Account | None:
    found = Account.objects.filter(kind=kind.value, label=label, unit=unit, person=None, contractor="")
    return found.first()


def _open(kind: Kind, label: str, unit: OrgUnit | None, by: Person | None, at: datetime) -> Account:
    try:
        return open_account(kind, unit=unit, label=label, append_only=unit is None, by=by, at=at)
    except Refused:  # somebody else opened it in the moment between
        found = _there(kind, label, unit)
        if found is None:
            raise
        return found
