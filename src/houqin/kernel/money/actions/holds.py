"""Holds: money set aside for a payment that is not sure yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from houqin.kernel.base.clock import local_date
from houqin.kernel.base.ids import new_id
from houqin.kernel.base.refused import Refused
from houqin.kernel.money.actions.posting import Posted
from houqin.kernel.money.asking import Arguments, ask, run
from houqin.kernel.money.models import Account, Hold
from houqin.kernel.money.rules import check_amount
from houqin.kernel.people.models import Person


@dataclass(frozen=True, slots=True)
class Held:
    """The answer to a hold: its id, and whether this very call made it."""

    hold: UUID
    fresh: bool


def hold(
    *,
    pots: Sequence[tuple[Account, int]],
    to: Account,
    source: str,
    key: str,
    reason: str,
    expires_at: datetime,
    by: Person | None,
    at: datetime,
    subject: UUID | None = None,
    on_behalf_of: UUID | None = None,
) -> Held:
    """Set aside amounts in named accounts, in spending order, for one receiver until `expires_at`.

    Raises `Refused` ("money.short", "money.over_ceiling", "money.hold_time", "money.key_reused", "money.unbalanced").
    """
    named: Arguments = {
        "p_fen": ("bigint", sum(fen for _account, fen in pots)),
        "p_pots": ("uuid[]", [account.pk for account, _fen in pots]),
        "p_parts": ("bigint[]", [fen for _account, fen in pots]),
        "p_payer": ("uuid", None), "p_purpose": ("text", None),
    }  # fmt: skip
    return _hold(named, to, source, key, reason, expires_at, by, at, subject, on_behalf_of)


def hold_from(
    *,
    payer: Person,
    fen: int,
    to: Account,
    purpose: str,
    source: str,
    key: str,
    reason: str,
    expires_at: datetime,
    by: Person | None,
    at: datetime,
    subject: UUID | None = None,
    on_behalf_of: UUID | None = None,
) -> Held:
    """Set aside out of a person's pots in the spending order of the purpose. Raises `Refused` as `hold` does."""
    check_amount(fen)
    named: Arguments = {
        "p_fen": ("bigint", fen), "p_pots": ("uuid[]", None), "p_parts": ("bigint[]", None),
        "p_payer": ("uuid", payer.pk), "p_purpose": ("text", purpose),
    }  # fmt: skip
    return _hold(named, to, source, key, reason, expires_at, by, at, subject, on_behalf_of)


def post_hold(
    *,
    hold: UUID,
    by: Person | None,
    at: datetime,
    fen: int | None = None,
    booked_on: date | None = None,
    note: str = "",
    on_behalf_of: UUID | None = None,
) -> Posted:
    """Post a hold in full or `fen` of it; the rest is free again. Asked again it answers the same.

    Raises `Refused` ("money.hold_ended", "money.hold_expired", "money.over_hold", "money.period_closed").
    """
    if fen is not None:
        check_amount(fen)
    made = ask("money_hold_post", {
        "p_hold": ("uuid", hold), "p_entry": ("uuid", new_id()), "p_happening": ("uuid", new_id()),
        "p_at": ("timestamptz", at), "p_booked": ("date", booked_on or local_date(at)), "p_note": ("text", note),
        "p_by": ("uuid", by.pk if by else None), "p_behalf": ("uuid", on_behalf_of), "p_fen": ("bigint", fen),
    })  # fmt: skip
    return Posted(*made)


def void_hold(*, hold: UUID, by: Person | None, at: datetime, on_behalf_of: UUID | None = None) -> bool:
    """Give a hold up; returns whether this call did it. Raises `Refused("money.hold_ended")` once posted or expired."""
    return _end(hold, "voided", by, at, on_behalf_of)


def expire_holds(*, by: Person | None, at: datetime, limit: int = 500) -> int:
    """Free what ran out before `at`; returns how many holds. One at a time: none waits for another's row."""
    late = Hold.objects.filter(state=Hold.State.PENDING, expires_at__lte=at).order_by("expires_at")
    ended = 0
    for one in late.values_list("pk", flat=True)[:limit]:
        try:
            ended += _end(one, "expired", by, at, None)
        except Refused:  # posted or voided in the moment between
            continue
    return ended


def _hold(
    named: Arguments, to: Account, source: str, key: str, reason: str, expires_at: datetime,
    by: Person | None, at: datetime, subject: UUID | None, on_behalf_of: UUID | None,
) -> Held:  # fmt: skip
    if expires_at <= at:
        raise Refused("money.hold_time")
    made = ask("money_hold", {
        **named, "p_hold": ("uuid", new_id()), "p_happening": ("uuid", new_id()), "p_source": ("text", source),
        "p_key": ("text", key), "p_at": ("timestamptz", at), "p_expires": ("timestamptz", expires_at),
        "p_reason": ("text", reason), "p_subject": ("uuid", subject), "p_by": ("uuid", by.pk if by else None),
        "p_behalf": ("uuid", on_behalf_of), "p_to": ("uuid", to.pk),
    })  # fmt: skip
    return Held(*made)


def _end(hold: UUID, how: str, by: Person | None, at: datetime, on_behalf_of: UUID | None) -> bool:
    values = [hold, new_id(), how, at, by.pk if by else None, on_behalf_of]
    (ended,) = run("SELECT money_hold_end(%s, %s, %s, %s, %s, %s)", values)
    return bool(ended)
