"""Working: a technician takes an order or declines it, arrives, and finishes with a photo."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db.models import F

from houqin.kernel.base.refused import Refused
from houqin.kernel.evidence.store import store
from houqin.kernel.lifecycle.actions import attach
from houqin.kernel.people.models import Person
from houqin.services.repairs import rules
from houqin.services.repairs.actions import index
from houqin.services.repairs.actions.dispatch import end_assignment, end_pause, reason
from houqin.services.repairs.actions.releasing import release
from houqin.services.repairs.lifecycle import AFTER, REPAIR
from houqin.services.repairs.models import Assignment, Commission, Order, Pause
from houqin.services.repairs.queries import commissions, promises
from houqin.services.surveys.actions import inviting


def take(order: Order, *, by: Person, at: datetime, expected: int | None = None) -> None:
    """Take an order that was given to one."""
    with REPAIR.move(order, "take", by=by, at=at, expected=expected):
        Assignment.objects.filter(order=order, until=None, taken_at=None).update(taken_at=at)


def decline(order: Order, *, note: str, by: Person, at: datetime, expected: int | None = None) -> None:
    """Give an order back with a reason; the dispatcher finds somebody else."""
    private = {"note": reason(note)}
    with REPAIR.move(order, "decline", by=by, at=at, expected=expected, private=private) as deed:
        end_assignment(order, Assignment.Ended.DECLINED, at)
        if not commissions.leads(order, by, at) and commissions.commissioned(order):
            raise Refused("repairs.decline_to_leader", field="note")
        release(order, deed, Commission.Ended.DECLINED, at)
        deed.change(handler=None)


def arrive(order: Order, *, by: Person, at: datetime, expected: int | None = None) -> None:
    """Be at the place and begin."""
    with REPAIR.move(order, "arrive", by=by, at=at, expected=expected):
        Order.objects.filter(pk=order.pk, arrived_at=None).update(arrived_at=at)


def finish(
    order: Order,
    *,
    photos: "Sequence[UploadedFile[bytes]]",
    by: Person,
    at: datetime,
    note: str = "",
    expected: int | None = None,
) -> None:
    """Say that it is mended and show it; each round of rework wants its own photo."""
    if not photos:
        raise Refused("repairs.photo_needed", field="photos")
    private = {"note": note.strip()} if note.strip() else None
    with REPAIR.move(order, "finish", by=by, at=at, expected=expected, private=private) as deed:
        attach(
            order,
            [store(photo, kind="photo", by=by, at=at) for photo in photos],
            slot=AFTER.name,
            by=by,
            at=at,
        )
        end_pause(order, Pause.Ended.DONE, at)
        hours = promises.hours_of(order, at)
        order.fixed_at = at
        order.fix_minutes = index.follow(order, deed, at=at).minutes
        order.closes_at = rules.closes_on_its_own_at(at, order.sla.accept_working_days, hours)
        order.save(update_fields=["fixed_at", "fix_minutes", "closes_at"])
        topic = (order.category.trade.name_zh, order.category.trade.name_en)
        inviting.invite(order, rater=order.applicant, doers=[by], topic=topic, at=at)


def unfinish(order: Order, at: datetime) -> None:
    """Let the clock of an order run on: it was not mended after all. Call it inside the move that says so."""
    inviting.set_aside(order, at=at)
    Order.objects.filter(pk=order.pk).update(
        fixed_at=None, fix_minutes=None, closes_at=None, reworks=F("reworks") + 1
    )
    order.refresh_from_db(fields=["fixed_at", "fix_minutes", "closes_at", "reworks"])
