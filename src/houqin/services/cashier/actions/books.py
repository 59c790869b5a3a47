"""The house's own accounts, opened when they are first needed."""

from datetime import datetime

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.actions.accounts import open_account
from houqin.kernel.money.models import Account
from houqin.kernel.money.rules import Kind
from houqin.kernel.people.models import Person

CASH = (Kind.CLEARING, "cash")
TRANSFER = (Kind.CLEARING, "transfer")
SUBSIDIES = (Kind.EXPENSE, "subsidy")
VOUCHERS = (Kind.EXPENSE, "voucher")
SERVICES = (Kind.INCOME, "services")


def house_account(book: tuple[Kind, str], *, by: Person | None, at: datetime) -> Account:
    """Return an account of the house by kind and name; many pay into it, so it is append-only."""
    kind, label = book
    named = Account.objects.filter(kind=kind.value, label=label, unit=None, person=None, contractor="")
    found = named.first()
    if found is not None:
        return found
    try:
        return open_account(kind, label=label, append_only=True, by=by, at=at)
    except Refused:  # somebody else opened it in the moment between
        return named.get()
