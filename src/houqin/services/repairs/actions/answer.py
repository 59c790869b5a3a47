"""Answering: the first reporter accepts or cancels; anybody affected sends back or opens again.

One person's yes closes the order, anybody's no goes on: within the days for an answer by sending back, after that by
opening again. Nobody cancels over the heads of others: who is not concerned any more leaves.
"""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile

from houqin.kernel.base.refused import Refused
from houqin.kernel.evidence.store import store
from houqin.kernel.lifecycle.actions import attach
from houqin.kernel.lifecycle.engine import Deed
from houqin.kernel.people.models import Person
from houqin.services.repairs.actions.dispatch import end_assignment, reason
from houqin.services.repairs.actions.releasing import release
from houqin.services.repairs.actions.report import BEFORE
from houqin.services.repairs.actions.work import unfinish
from houqin.services.repairs.lifecycle import REPAIR, Facts
from houqin.services.repairs.models import Assignment, Commission, Order
from houqin.services.repairs.queries.joins import people_on


def approve(order: Order, *, by: Person, at: datetime, expected: int | None = None) -> None:
    """Accept the repair; the order is closed."""
    with REPAIR.move(order, "approve", by=by, at=at, expected=expected) as deed:
        settle(order, deed, at)


def send_back(
    order: Order,
    *,
    note: str,
    by: Person,
    at: datetime,
    photos: "Sequence[UploadedFile[bytes]]" = (),
    expected: int | None = None,
) -> None:
    """Say that it is not mended: the same technician goes on, and the promise counts on from the report."""
    private = {"note": reason(note)}
    with REPAIR.move(order, "send_back", by=by, at=at, expected=expected, private=private):
        attach(
            order, [store(photo, kind="photo", by=by, at=at) for photo in photos], slot=BEFORE, by=by, at=at
        )
        unfinish(order, at)


def cancel(order: Order, *, by: Person, at: datetime, note: str = "", expected: int | None = None) -> None:
    """Take a report back before work has begun."""
    private = {"note": note.strip()} if note.strip() else None
    with REPAIR.move(order, "cancel", by=by, at=at, expected=expected, private=private) as deed:
        if others := people_on(order) - 1:
            raise Refused("repairs.others_affected", n=others)
        end_assignment(order, Assignment.Ended.CALLED_OFF, at)
        release(order, deed, Commission.Ended.CALLED_OFF, at)


def reopen(order: Order, *, note: str, by: Person, at: datetime, expected: int | None = None) -> None:
    """Open a closed order again within the days its promise allows; a dispatcher finds somebody anew."""
    facts = Facts(at=at, closed_at=order.closed_at, reopen_days=order.sla.reopen_days)
    private = {"note": reason(note)}
    with REPAIR.move(order, "reopen", by=by, at=at, expected=expected, facts=facts, private=private) as deed:
        unfinish(order, at)
        deed.change(handler=None)


def settle(order: Order, deed: Deed, at: datetime) -> None:
    """End what still runs on an order that is closing."""
    release(order, deed, Commission.Ended.ACCEPTED, at)
    Assignment.objects.filter(order=order, until=None).update(until=at)
    Order.objects.filter(pk=order.pk).update(closes_at=None)
    order.closes_at = None
