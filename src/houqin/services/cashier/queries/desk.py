"""The desk: whom a cashier may serve, how they stand, what can be given back, what was done today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import BigIntegerField, Exists, F, Func, OuterRef, Q, QuerySet

from houqin.kernel.base.clock import local_date
from houqin.kernel.money.actions.channels import OWED
from houqin.kernel.money.models import Account, Entry, Posting
from houqin.kernel.money.queries.accounts import balance
from houqin.kernel.money.rules import Kind, give_back
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Employment, OrgUnit, Person
from houqin.kernel.people.periods import active_on
from houqin.kernel.people.queries import search, units
from houqin.services.cashier.models import Receipt, ReceiptQuerySet
from houqin.services.cashier.queries import words
from houqin.services.cashier.queries.wallet import POT_KINDS

DESK = "cashier.desk"
SEE_RECEIPTS = (DESK, "money.see")
FOUND, RECENT = 12, 20


def customers(person: Person, at: datetime) -> QuerySet[Person]:
    """Return whom a cashier may serve: everybody, or the people of the units in their scope."""
    scope = authority_of(person, at).scope(DESK)
    known = Person.objects.filter(erased_at=None)
    if scope.everywhere:
        return known
    there = Employment.objects.filter(active_on(local_date(at)), scope.q(place=None), person=OuterRef("pk"))
    return known.filter(Exists(there))


def found(person: Person, at: datetime, text: str) -> list[Person]:
    """Return the first people a cashier finds by name, pinyin or number; nobody for an empty text."""
    if not text.strip():
        return []
    return list(search(customers(person, at), text).order_by("number", "id")[:FOUND])


def units_to_charge(person: Person, at: datetime) -> QuerySet[OrgUnit]:
    """Return the units a cashier may charge on account."""
    return units().filter(authority_of(person, at).scope(DESK).q(unit="", place=None))


def owed_by(unit: OrgUnit) -> int:
    """Return what a unit owes, in fen."""
    account = Account.objects.filter(unit=unit, kind=Kind.CLEARING.value, label=OWED).first()
    return -balance(account) if account else 0


@dataclass(frozen=True, slots=True)
class Debtor:
    """A unit with what it owes, in fen."""

    unit: OrgUnit
    fen: int


def debtors(person: Person, at: datetime) -> list[Debtor]:
    """Return the units that owe something, the most first."""
    total = Func(F("pk"), function="money_total", output_field=BigIntegerField())
    owing = Account.objects.filter(
        kind=Kind.CLEARING.value, label=OWED, unit__in=units_to_charge(person, at)
    ).annotate(total=total)
    rows = owing.filter(total__lt=0).select_related("unit").order_by("total")
    return [Debtor(one.unit, -one.total) for one in rows if one.unit is not None]


def receipts(person: Person, at: datetime) -> ReceiptQuerySet:
    """Return the receipts a person may see: their own, those of people and units they serve, all by "money.see"."""
    authority = authority_of(person, at)
    if authority.scope("money.see").everywhere or authority.scope(DESK).everywhere:
        return Receipt.objects.all()
    wanted = Q(person=person) | Q(by=person)
    if authority.holds(DESK):
        wanted |= Q(person__in=customers(person, at)) | Q(unit__in=units_to_charge(person, at))
    return Receipt.objects.filter(wanted)


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment of a person that can still come back: `left` in fen, `parts` (account, fen) in spending order."""

    entry: Entry
    parts: Sequence[tuple[Account, int]]
    done: int

    @property
    def paid(self) -> int:
        """What was paid, in fen."""
        return sum(fen for _account, fen in self.parts)

    @property
    def left(self) -> int:
        """What can still come back, in fen."""
        return self.paid - self.done

    @property
    def title(self) -> str:
        """What it was for."""
        return words.reason_words(self.entry)

    @property
    def pots(self) -> list[tuple[str, int]]:
        """Out of which pots it was paid."""
        return [(words.pot_words(account), fen) for account, fen in self.parts]

    def back(self, fen: int) -> list[tuple[str, int]]:
        """Return into which pots an amount would go back. Raises `Refused("money.over_refund")`."""
        named = [(words.pot_words(account), part) for account, part in self.parts]
        places = give_back([(n, part) for n, (_name, part) in enumerate(named)], self.done, fen)
        return [(named[n][0], part) for n, part in places]


def payments(customer: Person, *, entry: UUID | None = None) -> list[Payment]:
    """Return a person's newest payments out of their pots that have not come back whole; or the one named."""
    spent = Posting.objects.filter(
        account__person=customer, account__kind__in=POT_KINDS, fen__lt=0, entry__reverses=None
    )
    if entry is not None:
        spent = spent.filter(entry_id=entry)
    rows = list(spent.select_related("entry__refunded", "account").order_by("-seq")[: RECENT * 3])
    grouped: dict[UUID, list[Posting]] = {}
    for row in rows:
        grouped.setdefault(row.entry_id, []).append(row)
    groups = list(grouped.values())
    if len(rows) == RECENT * 3:  # the last one may be cut
        groups.pop()
    found = [_payment(group) for group in groups]
    return [one for one in found if one.left > 0][:RECENT]


def _payment(group: Sequence[Posting]) -> Payment:
    entry = group[0].entry
    counter = getattr(entry, "refunded", None)
    parts = [(row.account, -row.fen) for row in sorted(group, key=lambda row: row.line)]
    return Payment(entry, parts, counter.fen if counter else 0)


@dataclass(frozen=True, slots=True)
class Moved:
    """A line of a receipt: which account, and what it gave (negative) or got, in fen."""

    name: str
    owner: str
    fen: int


def moved(receipt: Receipt) -> list[Moved]:
    """Return what the entry of a receipt moved, the receiving accounts first."""
    rows = Posting.objects.filter(entry=receipt.entry_id).select_related("account__person", "account__unit")
    return [
        Moved(words.pot_words(row.account), words.owner_words(row.account), row.fen)
        for row in sorted(rows, key=lambda row: (row.fen < 0, row.line))
    ]


@dataclass(frozen=True, slots=True)
class Given:
    """A line of a list that was given before: its receipt, amount in fen, when."""

    number: str
    fen: int
    at: datetime


def given_before(tickets: Sequence[str]) -> dict[str, Given]:
    """Return which lines of a list have their receipt already, by ticket; for whoever imports lists."""
    rows = Receipt.objects.filter(ticket__in=tickets).values_list("ticket", "number", "fen", "at")
    return {ticket: Given(number, fen, at) for ticket, number, fen, at in rows}
