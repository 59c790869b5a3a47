"""Merging: a dispatcher finds that two orders are one fault; reports move, the emptied order keeps its thread.

Both rows are locked in the order of their ids before anything is asked, so that of two who join each to the other one
wins and the other learns it. An order is joined to one that lives; so what was joined forms trees, never a circle.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from houqin.kernel.base.refused import Refused, refuse_if_any
from houqin.kernel.lifecycle.actions import take_part
from houqin.kernel.lifecycle.engine import Deed, lock
from houqin.kernel.lifecycle.models import Attachment, Case
from houqin.kernel.lifecycle.permits import warrant_for
from houqin.kernel.people.models import Person
from houqin.kernel.people.scope import lies_in
from houqin.kernel.trail.record import record
from houqin.services.repairs.actions.dispatch import Batch, acknowledge, end_assignment
from houqin.services.repairs.actions.joins import drop_part, unname
from houqin.services.repairs.actions.releasing import release
from houqin.services.repairs.actions.report import BEFORE
from houqin.services.repairs.lifecycle import DISPATCH, MENDING, REPAIR, TO_MEND, Facts
from houqin.services.repairs.models import Assignment, Commission, Order, Urgency
from houqin.services.repairs.queries.joins import line_of, live_order, tree_of
from houqin.services.repairs.queries.orders import AFFECTED, live_reports

URGENCIES = tuple(Urgency.values)


def join_to(
    order: Order, *, target: Order, by: Person, at: datetime, note: str = "", expected: int | None = None
) -> None:
    """Join an order to another: its reports move there, everybody on them is told, its own thread is kept.

    Raises `Refused` where either has ended, work has begun on it (join the other way round) or on both, the other is
    less urgent, or the campuses differ and no reason is given.
    """
    with transaction.atomic():
        locked = _lock_both(order.pk, target.pk)
        other = Order.objects.select_related("category", "place").get(pk=target.pk)
        refuse_if_any(list(_against(locked[order.pk], locked[target.pk], order, other, note)))
        if warrant_for(DISPATCH, locked[target.pk], by=by, at=at) is None:
            raise Refused("lifecycle.not_permitted")
        public, private = {"target": other.number}, {"note": note.strip()} if note.strip() else None
        with REPAIR.move(
            order, "join_to", by=by, at=at, expected=expected, public=public, private=private
        ) as deed:
            acknowledge(order, at)
            end_assignment(order, Assignment.Ended.JOINED, at)
            release(order, deed, Commission.Ended.JOINED, at)
            _move_reports(order, other, at)
            Order.objects.filter(pk=order.pk).update(joined_to=other, joined_at=at)
            order.joined_to, order.joined_at = other, at
            _keep_promise(locked[order.pk], locked[other.pk])
        _tell(locked[other.pk], "take_in", order, by, at)


def join_many(orders: Iterable[Order], *, target: Order, by: Person, at: datetime, note: str = "") -> Batch:
    """Join several orders to one; each stands for itself, so one that may not be joined stops no other."""
    batch = Batch()
    for order in sorted((one for one in orders if one.pk != target.pk), key=lambda one: one.pk):
        try:
            join_to(order, target=target, by=by, at=at, note=note, expected=order.version)
            batch.done.append(order)
        except Refused as refused:
            batch.refused.append((order, refused))
    return batch


def part(order: Order, *, note: str = "", by: Person, at: datetime, expected: int | None = None) -> None:
    """Take a joined order out again within the days for that: the reports that came with it go back to it.

    Raises `Refused` where the days are over, or everybody who came with it has left.
    """
    with transaction.atomic():
        root, between = _hold_root(order), line_of(order)[1:-1]
        facts = Facts(at=at, joined_at=Order.objects.get(pk=order.pk).joined_at)
        private = {"note": note.strip()} if note.strip() else None
        with REPAIR.move(
            order, "part", by=by, at=at, expected=expected, facts=facts, private=private
        ) as deed:
            went = _return_reports(order, root)
            if not went:
                raise Refused("repairs.part_nobody", number=order.number)
            _settle_applicant(deed, went)
            deed.change(handler=None)
            _take_photos_back(order, [*between, root])
            Order.objects.filter(pk=order.pk).update(joined_to=None, joined_at=None)
            order.joined_to = order.joined_at = None
        for one in between:
            _drop_parts(one, root, went)
        _settle_root(root, went)
        _tell(root, "give_back", order, by, at)


def _against(one: Case, other: Case, order: Order, target: Order, note: str) -> Iterable[Refused]:
    """Name every reason against a join."""
    if one.pk == other.pk:
        yield Refused("repairs.join_itself", field="target")
        return
    if other.state not in TO_MEND:
        yield Refused("repairs.join_over", number=other.number, field="target")
    if one.state in MENDING and other.state in MENDING:
        yield Refused("repairs.join_both_begun", one=one.number, other=other.number)
    elif one.state in MENDING and other.state in TO_MEND:
        yield Refused("repairs.join_begun", one=one.number, other=other.number)
    if URGENCIES.index(target.urgency) > URGENCIES.index(order.urgency):
        yield Refused("repairs.join_less_urgent", one=one.number, other=other.number, field="target")
    if not note.strip() and _far(one, other):
        yield Refused("repairs.join_far", field="note")


def _far(one: Case, other: Case) -> bool:
    """Whether two orders lie on different campuses."""
    if one.place is None or other.place is None:
        return True
    return not lies_in(other.place.path, one.place.path.split(".")[0])


def _lock_both(*cases: UUID) -> dict[UUID, Case]:
    return {pk: lock(Case(pk=pk)) for pk in sorted(set(cases))}


def _hold_root(order: Order) -> Case:
    """Lock an order and the one its reports are on, in the order of their ids; returns the latter."""
    while True:
        before, root = transaction.savepoint(), live_order(order)
        locked = _lock_both(order.pk, root.pk)
        if live_order(order).pk == root.pk:
            return locked[root.pk]
        transaction.savepoint_rollback(before)


def _move_reports(order: Order, target: Order, at: datetime) -> None:
    people = {one.reporter_id: one.reporter for one in live_reports(order=order).select_related("reporter")}
    live_reports(order=order).update(came_from=Coalesce("came_from", "order"), order=target)
    for person in people.values():
        if person is not None and person.pk != target.applicant_id:
            take_part(target, person, part=AFFECTED, at=at)
    photos = Attachment.objects.filter(case_id=order.pk, slot=BEFORE)
    Attachment.objects.bulk_create(
        (
            Attachment(case_id=target.pk, file_id=one.file_id, slot=BEFORE, by_id=one.by_id, at=at)
            for one in photos
        ),
        ignore_conflicts=True,
    )
    unname(target)


def _return_reports(order: Order, root: Case) -> list[UUID | None]:
    """Take back what came with an order, and with those joined to it before; returns who goes along."""
    came = live_reports(order=root.pk, came_from__in=tree_of(order))
    people: list[UUID | None] = list(
        dict.fromkeys(came.order_by("at", "id").values_list("reporter_id", flat=True))
    )
    live_reports(order=root.pk, came_from=order).update(order=order, came_from=None)
    came.update(order=order)
    return people


def _take_photos_back(order: Order, others: Iterable[Case]) -> None:
    """Photos that came with an order go with it, unless who took them is still on the other one."""
    came = Attachment.objects.filter(case_id=order.pk, slot=BEFORE).values("file")
    for other in others:
        still = live_reports().filter(Q(order=other.pk) | Q(came_from=other.pk)).values("reporter")
        laid = Attachment.objects.filter(case_id=other.pk, slot=BEFORE, file__in=came)
        laid.exclude(by__in=still).delete()


def _settle_applicant(deed: Deed, went: list[UUID | None]) -> None:
    """Who answers for an order taken out must be on it: its first reporter, or the first who came back; guests do not."""
    first = next((one for one in went if one is not None), None)
    if deed.case.applicant_id not in went:
        deed.change(applicant=Person.objects.get(pk=first) if first else None)
        if first is not None:
            drop_part(deed.case, first)
    for person in went:
        if person is not None and person not in (deed.case.applicant_id, first):
            take_part(deed.case, Person(pk=person), part=AFFECTED, at=deed.at)


def _drop_parts(between: Order, root: Case, went: list[UUID | None]) -> None:
    """Who went has no part either in what lies between, unless they came by it themselves."""
    came = live_reports(order=root.pk, came_from__in=tree_of(between))
    for person in set(went) - set(came.values_list("reporter_id", flat=True)) - {None}:
        drop_part(between, cast(UUID, person))


def _settle_root(root: Case, went: list[UUID | None]) -> None:
    """Who went has no part in the other order any more; where they answered for it, the next one does."""
    still = list(live_reports(order=root.pk).order_by("at", "id").values_list("reporter_id", flat=True))
    for person in set(went) - set(still) - {None}:
        drop_part(root, cast(UUID, person))
    if root.applicant_id not in still and still:
        heir = next((one for one in still if one is not None), None)
        Case.objects.filter(pk=root.pk).update(applicant=heir)
        if heir is not None:
            drop_part(root, heir)


def _keep_promise(order: Case, target: Case) -> None:
    """The earlier promise counts: joining a late order to a young one hides no lateness."""
    if order.due_at is not None and target.due_at is not None and order.due_at < target.due_at:
        Case.objects.filter(pk=target.pk).update(due_at=order.due_at)


def _tell(case: Case, verb: str, other: Order, by: Person, at: datetime) -> None:
    """Say on the order that goes on what was joined to it or taken out; nothing moves there."""
    record(
        subject=case.pk, kind=case.kind, verb=verb, by=by, at=at, before=case.state, after=case.state,
        version=case.version, facts={"order": other.number},
    )  # fmt: skip
