"""The desk: subsidies, vouchers, deposits, charges to a unit. A ticket sent twice is one deed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from houqin.kernel.base.clock import local_date
from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.numbers import next_number
from houqin.kernel.money.actions.accounts import open_account
from houqin.kernel.money.actions.channels import owed_by
from houqin.kernel.money.actions.posting import Posted, post
from houqin.kernel.money.models import Account
from houqin.kernel.money.rules import Kind, check_amount
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.people.permits import require, require_over_person
from houqin.services.cashier import rules
from houqin.services.cashier.actions import books
from houqin.services.cashier.models import Receipt

SOURCE = "cashier.desk"


@dataclass(frozen=True, slots=True)
class Gift:
    """What is given to a person: a subsidy or a voucher, its name, for what, and until which day."""

    kind: Receipt.Kind
    name: str
    fen: int
    purpose: str = ""
    ends_on: date | None = None

    @property
    def pot(self) -> Kind:
        """The kind of account it lies in."""
        return Kind.VOUCHER if self.kind == Receipt.Kind.VOUCHER else Kind.SUBSIDY


def give(person: Person, gift: Gift, *, note: str, ticket: str, by: Person, at: datetime) -> Receipt:
    """Give a person a subsidy or a voucher. Needs "cashier.desk" over one of their units.

    Raises `Refused` ("cashier.other_terms", "cashier.ended_before", and as the ledger's `post`).
    """
    behalf = require_over_person("cashier.desk", person, by=by, at=at)
    if already := done_with(ticket):
        return already
    if gift.ends_on and gift.ends_on < local_date(at):
        raise Refused("cashier.ended_before", field="ends_on")
    check_amount(gift.fen)
    house = books.VOUCHERS if gift.kind == Receipt.Kind.VOUCHER else books.SUBSIDIES
    with transaction.atomic():
        pot = _pot(person, gift, by, at)
        paid_by = books.house_account(house, by=by, at=at)
        lines = [(paid_by, -gift.fen), (pot, gift.fen)]
        return _write(gift.kind, lines, what=gift.name, note=note, ticket=ticket, by=by, at=at, behalf=behalf,
                      person=person)  # fmt: skip


def take_deposit(
    person: Person, *, fen: int, what: str, note: str, ticket: str, by: Person, at: datetime
) -> Receipt:
    """Take a deposit in cash. Needs "cashier.desk" over one of the person's units."""
    behalf = require_over_person("cashier.desk", person, by=by, at=at)
    if already := done_with(ticket):
        return already
    check_amount(fen)
    with transaction.atomic():
        deposit = _opened(person, Kind.DEPOSIT, what, by=by, at=at)
        lines = [(books.house_account(books.CASH, by=by, at=at), -fen), (deposit, fen)]
        return _write(Receipt.Kind.DEPOSIT, lines, what=what, note=note, ticket=ticket, by=by, at=at,
                      behalf=behalf, person=person)  # fmt: skip


def return_deposit(
    person: Person, *, account: UUID, fen: int, note: str, ticket: str, by: Person, at: datetime
) -> Receipt:
    """Give a deposit back in cash, all or part. Raises `Refused` ("cashier.not_a_deposit", "money.short")."""
    behalf = require_over_person("cashier.desk", person, by=by, at=at)
    if already := done_with(ticket):
        return already
    check_amount(fen)
    deposit = Account.objects.filter(pk=account, person=person, kind=Kind.DEPOSIT.value).first()
    if deposit is None:
        raise Refused("cashier.not_a_deposit")
    with transaction.atomic():
        lines = [(deposit, -fen), (books.house_account(books.CASH, by=by, at=at), fen)]
        return _write(Receipt.Kind.DEPOSIT_BACK, lines, what=deposit.label, note=note, ticket=ticket, by=by, at=at,
                      behalf=behalf, person=person)  # fmt: skip


def charge(
    unit: OrgUnit, *, fen: int, what: str, note: str, ticket: str, by: Person, at: datetime
) -> Receipt:
    """Charge a unit on account. Needs "cashier.desk" over the unit."""
    behalf = require("cashier.desk", by=by, at=at, unit=unit)
    if already := done_with(ticket):
        return already
    check_amount(fen)
    with transaction.atomic():
        owed = owed_by(unit, at=at)
        lines = [(owed, -fen), (books.house_account(books.SERVICES, by=by, at=at), fen)]
        return _write(Receipt.Kind.CHARGE, lines, what=what, note=note, ticket=ticket, by=by, at=at,
                      behalf=behalf, unit=unit)  # fmt: skip


def settle(
    unit: OrgUnit, *, fen: int, what: str, note: str, ticket: str, by: Person, at: datetime
) -> Receipt:
    """Note that a unit paid what was charged, by bank transfer. Needs "cashier.desk" over the unit."""
    behalf = require("cashier.desk", by=by, at=at, unit=unit)
    if already := done_with(ticket):
        return already
    check_amount(fen)
    with transaction.atomic():
        owed = owed_by(unit, at=at)
        lines = [(books.house_account(books.TRANSFER, by=by, at=at), -fen), (owed, fen)]
        return _write(Receipt.Kind.SETTLED, lines, what=what, note=note, ticket=ticket, by=by, at=at,
                      behalf=behalf, unit=unit)  # fmt: skip


def receipt_for(
    kind: Receipt.Kind, made: Posted, *, fen: int, ticket: str, by: Person, at: datetime, what: str = "",
    note: str = "", person: Person | None = None, unit: OrgUnit | None = None,
) -> Receipt:  # fmt: skip
    """Write the receipt of an entry, within the transaction that posted it."""
    return Receipt.objects.create(
        number=next_number("cashier.receipt", "SJ", at), kind=kind, person=person, unit=unit, fen=fen,
        entry_id=made.entry, what=what[:60], note=note, ticket=ticket, by=by, at=at,
    )  # fmt: skip


def done_with(ticket: str) -> Receipt | None:
    """Return the receipt that a ticket already has."""
    return Receipt.objects.filter(ticket=ticket).first()


def _write(
    kind: Receipt.Kind, lines: Sequence[tuple[Account, int]], *, what: str, note: str, ticket: str, by: Person,
    at: datetime, behalf: UUID | None, person: Person | None = None, unit: OrgUnit | None = None,
) -> Receipt:  # fmt: skip
    made = post(
        source=SOURCE, key=ticket[:80], lines=lines, reason=f"cashier.{kind.value}", note=_noted(what, note), by=by,
        at=at, on_behalf_of=behalf,
    )  # fmt: skip
    if not made.fresh:
        return Receipt.objects.get(entry_id=made.entry)
    fen = max(part for _account, part in lines)
    return receipt_for(kind, made, fen=fen, ticket=ticket, by=by, at=at, what=what, note=note, person=person,
                       unit=unit)  # fmt: skip


def _noted(what: str, note: str) -> str:
    return "；".join(part for part in (what, note) if part)[:200]


def _pot(person: Person, gift: Gift, by: Person, at: datetime) -> Account:
    """Return the pot of a gift, opened on first need; one name means one purpose and one end."""
    ends_at = rules.end_of(gift.ends_on) if gift.ends_on else None
    found = _opened(person, gift.pot, gift.name, purpose=gift.purpose, ends_at=ends_at, by=by, at=at)
    if (found.purpose, found.ends_at) != (gift.purpose, ends_at):
        raise Refused("cashier.other_terms", name=gift.name)
    return found


def _opened(person: Person, kind: Kind, label: str, *, by: Person, at: datetime, **terms: Any) -> Account:
    """Return a person's account by kind and name, opened now where there is none."""
    if found := _account(person, kind, label):
        return found
    try:
        return open_account(kind, person=person, label=label, by=by, at=at, **terms)
    except Refused:  # somebody else opened it in the moment between
        found = _account(person, kind, label)
        if found is None:
            raise
        return found


def _account(person: Person, kind: Kind, label: str) -> Account | None:
    return Account.objects.filter(person=person, kind=kind.value, label=label, contractor="").first()


def gift(kind: str, name: str, fen: int, purpose: str, ends_on: date | None) -> Gift:
    """Return what a form describes as a gift."""
    return Gift(Receipt.Kind(kind), name, fen, purpose, ends_on)
