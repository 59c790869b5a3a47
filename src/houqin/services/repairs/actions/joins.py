"""Joining: somebody meets a fault that is known already, keeps their own words, and is told what becomes of it.

Who is affected are rows beside the order: a join moves nothing and stands in nobody's way. The order's row is
locked for each, so that a report is always on exactly one order that lives.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.evidence.store import store
from houqin.kernel.lifecycle.actions import attach, take_part
from houqin.kernel.lifecycle.engine import lock
from houqin.kernel.lifecycle.models import Case, Participant
from houqin.kernel.people.models import Person
from houqin.kernel.places.models import Place
from houqin.kernel.trail.record import record
from houqin.services.repairs.actions.report import BEFORE, report_sent
from houqin.services.repairs.lifecycle import REPAIR, TO_MEND, State
from houqin.services.repairs.models import Category, Order, Report
from houqin.services.repairs.queries.joins import live_order, tree_of
from houqin.services.repairs.queries.known import may_join
from houqin.services.repairs.queries.orders import AFFECTED, live_reports


def join(
    order: Order,
    *,
    place: Place,
    by: Person,
    at: datetime,
    category: Category | None = None,
    text: str = "",
    photos: "Sequence[UploadedFile[bytes]]" = (),
    contact: str = "",
    channel: str = Report.Channel.WEB,
    form: UUID | None = None,
) -> Order:
    """Say "me too" at a place; returns the order joined, which is another one where it was joined to that meanwhile.

    The same `form` sent twice joins once. Raises `Refused` where it is mended already, is nowhere near the place, or
    the person is on it.
    """
    try:
        with transaction.atomic():
            joined, locked = hold(order)
            if locked.state not in TO_MEND:
                raise Refused("repairs.join_too_late", number=joined.number)
            if not may_join(joined, place):
                raise Refused("repairs.join_elsewhere", number=joined.number)
            if (sent := report_sent(by, form)) is not None:
                return sent
            if live_reports(order=joined, reporter=by).exists():
                raise Refused("repairs.joined_already", number=joined.number)
            fault, words = category or joined.category, text.strip()
            Report.objects.create(
                order=joined, reporter=by, text=words, place=place, category=fault, channel=channel,
                contact=contact.strip() or by.phone, at=at, form=form,
            )  # fmt: skip
            take_part(joined, by, part=AFFECTED, at=at)
            laid = [store(photo, kind="photo", by=by, at=at) for photo in photos]
            attach(joined, laid, slot=BEFORE, by=by, at=at)
            unname(joined)
            record(
                subject=joined.pk, kind=joined.kind, verb="join", by=by, at=at, before=locked.state,
                after=locked.state, version=locked.version, facts={"place": str(place.pk), "category": fault.code},
                private={"note": words} if words else None,
            )  # fmt: skip
    except IntegrityError as twice:
        if (sent := report_sent(by, form)) is None:
            raise twice
        return sent
    return joined


def leave(order: Order, *, by: Person, at: datetime, expected: int | None = None) -> None:
    """Be no longer concerned; the order goes on for the others, the next of them answers for it.

    Raises `Refused` where nobody else is on it: then the report is cancelled instead.
    """
    with REPAIR.move(order, "leave", by=by, at=at, expected=expected) as deed:
        who = deed.on_behalf_of or by.pk
        others = live_reports(order=order, reporter__isnull=False).exclude(reporter=who)
        heir = others.select_related("reporter").order_by("at", "id").first()
        if heir is None or heir.reporter is None:
            raise Refused("repairs.leave_alone")
        for one in tree_of(order):
            drop_part(Case(pk=one), who)
        live_reports(order=order, reporter=who).update(left_at=at)
        if deed.case.applicant_id == who:
            deed.change(applicant=heir.reporter)
            drop_part(deed.case, heir.reporter.pk)


def hold(order: Order) -> tuple[Order, Case]:
    """Lock the order on which a report of this one would live now: itself, or what it was joined to.

    One lock at a time: that of an order joined meanwhile is let go before the next is asked for.
    """
    while True:
        before = transaction.savepoint()
        locked = lock(live_order(order))
        if locked.state != State.JOINED:
            return live_order(order), locked
        transaction.savepoint_rollback(before)


def drop_part(case: Case, person: UUID) -> None:
    """Take somebody off an order's affected people."""
    Participant.objects.filter(case_id=case.pk, person_id=person, part=AFFECTED).delete()


def unname(order: Order) -> None:
    """Call an order by its fault from now on: what one person wrote is no title for the others."""
    if order.title != order.category.leaf_zh:
        Case.objects.filter(pk=order.pk).update(title=order.category.leaf_zh)
        order.title = order.category.leaf_zh
