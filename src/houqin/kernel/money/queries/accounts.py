"""Accounts and how they stand."""

from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from houqin.kernel.money.models import Account
from houqin.kernel.money.rules import DEFAULT_ORDER, Kind, Pot, in_spending_order
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Person

BOUNDLESS = 2**62  # a pot without a floor
STANDING = "SELECT money_total(account_id), held, coming, floor FROM money_balance WHERE account_id = %s"
POTS = """
SELECT a.id::text, a.kind, CASE WHEN b.floor IS NULL THEN NULL ELSE b.balance - b.held - b.floor END, a.ends_at,
    a.opened_at, a.purpose
FROM money_account a JOIN money_balance b ON b.account_id = a.id
WHERE a.person_id = %s AND NOT b.closed AND NOT b.append_only
"""


def visible_to(person: Person, at: datetime) -> QuerySet[Account]:
    """Return the accounts a person may see: their own, and with "money.see" those of the units in its scope.

    Held without a scope it shows all.
    """
    wide = authority_of(person, at).scope("money.see")
    return Account.objects.filter(Q(person=person) | wide.q(place=None))


def balance(account: Account) -> int:
    """Return what an account stands at, in fen, holds not taken off."""
    return _standing(account)[0]


def available(account: Account) -> int | None:
    """Return what can be taken out of an account at once, in fen; None where it has no floor."""
    total, held, _coming, floor = _standing(account)
    return None if floor is None else total - held - floor


def pots_of(person: Person, purpose: str, at: datetime) -> list[Pot]:
    """Return a person's pots for a purpose in the order they would be spent."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT money_order(%s)", [purpose])
        order = [Kind(name) for name in cursor.fetchone()[0]] or list(DEFAULT_ORDER)
        cursor.execute(POTS, [person.pk])
        pots = [
            Pot(name, Kind(kind), BOUNDLESS if free is None else free, ends_at, opened_at, of)
            for name, kind, free, ends_at, opened_at, of in cursor.fetchall()
            if kind in {each.value for each in order}
        ]
    return in_spending_order(pots, order, purpose, at)


def _standing(account: Account) -> tuple[int, int, int, int | None]:
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [account.pk])
        total, held, coming, floor = cursor.fetchone()
    return total, held, coming, floor
