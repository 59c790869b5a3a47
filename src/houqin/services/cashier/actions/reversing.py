"""Giving back what somebody paid, and reversing what was entered by mistake."""

from datetime import datetime

from django.db import transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.money.actions.posting import refund as give_back
from houqin.kernel.money.models import Entry, Posting
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.people.permits import require, require_over_person
from houqin.services.cashier import rules
from houqin.services.cashier.actions.desk import done_with, receipt_for
from houqin.services.cashier.models import Receipt
from houqin.services.cashier.queries.books import belongs_to_matter

SOURCE = "cashier.refund"
POTS = ("wallet", "subsidy", "voucher")


def refund(
    person: Person, entry: Entry, *, fen: int, note: str, ticket: str, by: Person, at: datetime
) -> Receipt:
    """Give back `fen` of a payment, to the pots it was taken from, the last spent first. Needs "cashier.desk".

    Raises `Refused` ("cashier.not_a_payment", "cashier.reason_needed", "money.over_refund", and as the ledger).
    """
    behalf = require_over_person("cashier.desk", person, by=by, at=at)
    if already := done_with(ticket):
        return already
    if not note.strip():
        raise Refused("cashier.reason_needed", field="note")
    paid = Posting.objects.filter(entry=entry, account__person=person, account__kind__in=POTS, fen__lt=0)
    if not paid.exists():
        raise Refused("cashier.not_a_payment")
    with transaction.atomic():
        made = give_back(
            entry=entry.pk, fen=fen, source=SOURCE, key=ticket[:80], reason="cashier.refund", note=note[:200], by=by,
            at=at, on_behalf_of=behalf,
        )  # fmt: skip
        if not made.fresh:
            return Receipt.objects.get(entry_id=made.entry)
        return receipt_for(
            Receipt.Kind.REFUND, made, fen=fen, ticket=ticket, by=by, at=at, note=note, person=person
        )


def correct(entry: Entry, *, note: str, ticket: str, by: Person, at: datetime) -> Receipt:
    """Reverse all that is left of a mistaken entry, with the reason. Needs "cashier.correct".

    Raises `Refused` ("cashier.reason_needed", "cashier.belongs_to_matter", "cashier.already_reversed",
    "money.reversal_reversed", and as the ledger: a wallet already spent is "money.short").
    """
    behalf = require("cashier.correct", by=by, at=at)
    if already := done_with(ticket):
        return already
    if not note.strip():
        raise Refused("cashier.reason_needed", field="note")
    left = entry.fen - _returned(entry)
    code = rules.why_not_correct(
        reverses=entry.reverses_id, matter=belongs_to_matter(entry), source=entry.source, left=left
    )
    if code:
        raise Refused(code)
    with transaction.atomic():
        made = give_back(
            entry=entry.pk, source=SOURCE, key=ticket[:80], reason="cashier.correction", note=note[:200], by=by, at=at,
            on_behalf_of=behalf,
        )  # fmt: skip
        if not made.fresh:
            return Receipt.objects.get(entry_id=made.entry)
        came = Entry.objects.values_list("fen", flat=True).get(
            pk=made.entry
        )  # less than `left` after a refund meanwhile
        owner, unit = _concerned(entry)
        return receipt_for(
            Receipt.Kind.CORRECTION, made, fen=came, ticket=ticket, by=by, at=at, note=note, person=owner, unit=unit
        )  # fmt: skip


def _returned(entry: Entry) -> int:
    counter = getattr(entry, "refunded", None)
    return counter.fen if counter is not None else 0


def _concerned(entry: Entry) -> tuple[Person | None, OrgUnit | None]:
    """Return the one person or unit whose account an entry touched, for the receipt."""
    rows = Posting.objects.filter(entry=entry).select_related("account__person", "account__unit")
    accounts = [each.account for each in rows]
    people = {one.person for one in accounts if one.person is not None}
    units = {one.unit for one in accounts if one.unit is not None}
    if len(people) == 1:
        return people.pop(), None
    return None, units.pop() if len(units) == 1 and not people else None
