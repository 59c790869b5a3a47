"""Differences: opened once for each finding, explained, booked, or written off by two people."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from houqin.kernel.money.actions.channels import clearing, suspense
from houqin.kernel.money.actions.posting import post
from houqin.kernel.money.models import Account
from houqin.kernel.money.queries.reconciling import findings
from houqin.kernel.money.reconcile import Finding
from houqin.kernel.people.models import Person
from houqin.services.cashier.actions import books
from houqin.services.cashier.lifecycle import DIFFERENCE
from houqin.services.cashier.models import Difference

SOURCE = "cashier.difference"
LOSSES = (books.SUBSIDIES[0], "differences")
GAINS = (books.SERVICES[0], "differences")
TO_SETTLE = timedelta(days=3)


def compare(gateway: str, day: date, *, at: datetime) -> int:
    """Open a case for each finding of a bill that has none yet; returns how many. Done again it opens nothing."""
    there = set(Difference.objects.filter(gateway=gateway, day=day).values_list("finding", "reference"))
    fresh = [one for one in findings(gateway, day) if (one.kind, one.reference) not in there]
    return sum(_open(gateway, day, one, at) for one in fresh)


def take(case: Difference, *, by: Person, at: datetime, expected: int | None = None) -> None:
    """Take a difference on oneself."""
    with DIFFERENCE.move(case, "take", by=by, at=at, expected=expected) as deed:
        deed.change(handler=by)


def explain(case: Difference, *, note: str, by: Person, at: datetime, expected: int | None = None) -> None:
    """Say why the two differ and that nothing has to be booked."""
    with DIFFERENCE.move(case, "explain", by=by, at=at, expected=expected, private={"note": note}) as deed:
        deed.change(handler=case.handler or by)


def book(case: Difference, *, note: str, by: Person, at: datetime, expected: int | None = None) -> None:
    """Book the difference: the gateway's account gets what the bill says, the rest waits in its suspense account.

    Raises `Refused("cashier.no_amount")` where only the standing differs.
    """
    moved = DIFFERENCE.move(
        case, "book", by=by, at=at, expected=expected, facts=case.fen, private={"note": note}
    )
    with moved as deed:
        deed.change(handler=case.handler or by)
        _post(case, suspense(case.gateway, at=at), "cashier.difference_booked", note, by, at)


def ask_write_off(
    case: Difference, *, note: str, by: Person, at: datetime, expected: int | None = None
) -> None:
    """Ask for a difference to be written off; another person decides."""
    moved = DIFFERENCE.move(
        case, "ask_write_off", by=by, at=at, expected=expected, facts=case.fen, private={"note": note}
    )
    with moved as deed:
        deed.change(handler=case.handler or by)


def write_off(
    case: Difference, *, by: Person, at: datetime, note: str = "", expected: int | None = None
) -> None:
    """Write a difference off: a gain or a loss of the house. Not by who asked for it."""
    private = {"note": note} if note else None
    with DIFFERENCE.move(case, "write_off", by=by, at=at, expected=expected, private=private):
        house = books.house_account(GAINS if case.fen > 0 else LOSSES, by=by, at=at)
        _post(case, house, "cashier.difference_written_off", note, by, at)


def decline(case: Difference, *, note: str, by: Person, at: datetime, expected: int | None = None) -> None:
    """Do not write a difference off; it is to be looked into again."""
    with DIFFERENCE.move(case, "decline", by=by, at=at, expected=expected, private={"note": note}):
        pass


def _open(gateway: str, day: date, finding: Finding, at: datetime) -> int:
    case = Difference(
        gateway=gateway, day=day, finding=finding.kind, trade=finding.number, reference=finding.reference,
        ours_fen=finding.ours_fen, theirs_fen=finding.theirs_fen, due_at=at + TO_SETTLE,
        title=f"{day:%Y-%m-%d} {finding.number or finding.reference}",
    )  # fmt: skip
    try:
        with transaction.atomic():
            DIFFERENCE.open(case, by=None, at=at, public={"gateway": gateway, "day": day.isoformat()})
    except IntegrityError:  # another opened it in the moment between
        return 0
    return 1


def _post(case: Difference, other: Account, reason: str, note: str, by: Person, at: datetime) -> None:
    """Bring the gateway's account to what the bill says, against another account."""
    posted = post(
        source=SOURCE, key=f"{reason} {case.number}", lines=[(clearing(case.gateway, at=at), -case.fen), (other, case.fen)],
        reason=reason, note=note[:200], subject=case.pk, by=by, at=at,
    )  # fmt: skip
    case.entry_id = posted.entry
    case.save(update_fields=["entry"])
