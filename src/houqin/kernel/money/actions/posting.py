"""Posting, paying, giving back. Who may do so is the calling service's question; the ledger asks what is possible."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from houqin.kernel.base.clock import local_date
from houqin.kernel.base.ids import new_id
from houqin.kernel.money.asking import Arguments, ask
from houqin.kernel.money.models import Account
from houqin.kernel.money.rules import check_amount, check_lines
from houqin.kernel.people.models import Person


@dataclass(frozen=True, slots=True)
class Posted:
    """The answer to a payment: its entry, and whether this very call made it."""

    entry: UUID
    fresh: bool


def post(
    *,
    source: str,
    key: str,
    lines: Sequence[tuple[Account, int]],
    reason: str,
    by: Person | None,
    at: datetime,
    subject: UUID | None = None,
    booked_on: date | None = None,
    note: str = "",
    on_behalf_of: UUID | None = None,
) -> Posted:
    """Post an entry: (account, fen) lines, credits positive, sum zero. `key` names it within `source` for ever.

    `subject` is the case it belongs to. Raises `Refused` ("money.unbalanced", "money.short", "money.over_ceiling",
    "money.account_closed", "money.period_closed", "money.two_books", "money.key_reused").
    """
    check_lines([(account.pk, fen) for account, fen in lines])
    own: Arguments = {
        "p_subject": ("uuid", subject),
        "p_accounts": ("uuid[]", [account.pk for account, _fen in lines]),
        "p_fen": ("bigint[]", [fen for _account, fen in lines]),
    }
    return _entry("money_post", own, source, key, reason, by, at, booked_on, note, on_behalf_of)


def pay(
    *,
    payer: Person,
    fen: int,
    to: Account,
    purpose: str,
    source: str,
    key: str,
    reason: str,
    by: Person | None,
    at: datetime,
    subject: UUID | None = None,
    booked_on: date | None = None,
    note: str = "",
    on_behalf_of: UUID | None = None,
) -> Posted:
    """Pay out of a person's pots in the spending order of the purpose. Raises `Refused` as `post` does."""
    check_amount(fen)
    own: Arguments = {
        "p_subject": ("uuid", subject),
        "p_payer": ("uuid", payer.pk),
        "p_purpose": ("text", purpose),
        "p_fen": ("bigint", fen),
        "p_to": ("uuid", to.pk),
    }
    return _entry("money_pay", own, source, key, reason, by, at, booked_on, note, on_behalf_of)


def refund(
    *,
    entry: UUID,
    source: str,
    key: str,
    reason: str,
    by: Person | None,
    at: datetime,
    fen: int | None = None,
    booked_on: date | None = None,
    note: str = "",
    on_behalf_of: UUID | None = None,
) -> Posted:
    """Give back all that has not come back yet, or `fen` of it, to the same pots, the last spent first.

    Raises `Refused` ("money.over_refund", "money.reversal_reversed", "money.no_entry", and as `post`).
    """
    if fen is not None:
        check_amount(fen)
    own: Arguments = {"p_original": ("uuid", entry), "p_fen": ("bigint", fen)}
    return _entry("money_reverse", own, source, key, reason, by, at, booked_on, note, on_behalf_of)


def _entry(
    function: str, own: Arguments, source: str, key: str, reason: str, by: Person | None, at: datetime,
    booked_on: date | None, note: str, on_behalf_of: UUID | None,
) -> Posted:  # fmt: skip
    """Ask a function that writes an entry: what all of them want to know, and what is its own."""
    made = ask(function, {
        "p_entry": ("uuid", new_id()), "p_happening": ("uuid", new_id()), "p_source": ("text", source),
        "p_key": ("text", key), "p_at": ("timestamptz", at), "p_booked": ("date", booked_on or local_date(at)),
        "p_reason": ("text", reason), "p_note": ("text", note), "p_by": ("uuid", by.pk if by else None),
        "p_behalf": ("uuid", on_behalf_of), **own,
    })  # fmt: skip
    return Posted(*made)
