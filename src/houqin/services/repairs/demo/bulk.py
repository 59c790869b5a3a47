"""Writing many told stories at once: cases, orders, reports, periods, photos, the trail."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction

from houqin.kernel.base.ids import new_id
from houqin.kernel.evidence.models import File
from houqin.kernel.lifecycle.models import Attachment, Case
from houqin.kernel.lifecycle.numbers import next_number
from houqin.kernel.trail.record import Entry, record_many
from houqin.services.repairs import rules
from houqin.services.repairs.demo.pictures import stored_pictures
from houqin.services.repairs.demo.story import Deed, Scene, Story
from houqin.services.repairs.lifecycle import AFTER, REPAIR
from houqin.services.repairs.models import Assignment, Escalation, Order, Report
from houqin.services.repairs.queries.taxonomy import UNSORTED
from houqin.services.surveys.actions.inviting import Round, invite_many

BATCH = 500
Mended = dict[tuple[Any, Any], list[Order]]
"""What has been mended so far, by place and fault."""


def write(scene: Scene, stories: Sequence[Story], *, at: datetime) -> None:
    """Write stories that the lifecycle allows; as many statements as there are kinds of row and batches."""
    pictures, mended = stored_pictures(at), Mended()
    for start in range(0, len(stories), BATCH):
        with transaction.atomic():
            _write(scene, stories[start : start + BATCH], pictures, mended)


def _write(scene: Scene, stories: Sequence[Story], pictures: Sequence[File], mended: Mended) -> None:
    told = [(_order(scene, story), story) for story in stories]
    for order, _story in told:
        _link_repeat(order, mended)
    Case.objects.bulk_create(_case(order) for order, _story in told)
    _insert_children([order for order, _story in told])
    Report.objects.bulk_create(_report(order, story) for order, story in told)
    Assignment.objects.bulk_create(
        Assignment(
            order=order,
            technician=one.technician,
            given_by=one.given_by,
            since=one.since,
            taken_at=one.taken_at,
            until=one.until,
            ended=one.ended,
        )
        for order, story in told
        for one in story.periods
    )
    Escalation.objects.bulk_create(
        Escalation(order=order, clock=clock, step=rules.WHOLE, at=at)
        for order, story in told
        for clock, at in story.escalated
    )
    Attachment.objects.bulk_create(_photos(told, pictures))
    record_many(happening for order, story in told for happening in _happenings(order, story))
    invite_many(one for order, story in told for one in _rounds(order, story))


def _order(scene: Scene, story: Story) -> Order:
    target = scene.targets[story.category.urgency]
    last = story.deeds[-1].at if story.deeds else story.opened_at
    minutes = None
    if story.fixed_at is not None:
        minutes = rules.spent_minutes(story.opened_at, story.fixed_at, target, scene.hours)
    pk = new_id()
    return Order(
        id=pk,
        case_ptr_id=pk,
        kind=REPAIR.kind,
        number=next_number(REPAIR.kind, REPAIR.prefix, story.opened_at),
        state=story.state,
        version=1 + len(story.deeds),
        title=story.category.leaf_zh,
        applicant=story.reporter,
        handler=story.handler,
        unit=story.place.keeper,
        place=story.place,
        opened_at=story.opened_at,
        moved_at=last,
        due_at=story.promise.fix_at,
        closed_at=last if REPAIR.look(story.state).final else None,
        category=story.category,
        urgency=story.category.urgency,
        sla=scene.version,
        hours_versions=list(scene.hours.version_ids()),
        acknowledge_due_at=story.promise.acknowledge_at,
        arrive_due_at=story.promise.arrive_at,
        acknowledged_at=story.acknowledged_at,
        arrived_at=story.arrived_at,
        fixed_at=story.fixed_at,
        fix_minutes=minutes,
        closes_at=story.closes_at,
        reworks=story.reworks,
    )


def _link_repeat(order: Order, mended: Mended) -> None:
    """Say which repair an order repeats, as reporting does; stories come in the order of their reports."""
    key = (order.place_id, order.category_id)
    before = [one for one in mended.get(key, []) if _repeats(one, order)]
    order.repeats_id = max(before, key=lambda one: str(one.fixed_at)).pk if before else None
    if order.fixed_at is not None:
        mended.setdefault(key, []).append(order)


def _repeats(earlier: Order, order: Order) -> bool:
    if earlier.fixed_at is None or order.category.code == UNSORTED:
        return False
    return rules.repeats(earlier.fixed_at, order.sla.repeat_days, order.opened_at)


def _case(order: Order) -> Case:
    return Case(**{field.attname: getattr(order, field.attname) for field in Case._meta.concrete_fields})


def _insert_children(orders: Sequence[Order]) -> None:
    """Insert the orders' own columns; Django makes rows of an inherited table only one by one."""
    link: Any = Order._meta.parents[Case]
    fields: list[models.Field[Any, Any]] = [
        link,
        *(f for f in Order._meta.local_concrete_fields if f is not link),
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    gaps = ", ".join(["%s"] * len(fields))
    rows = [
        [field.get_db_prep_save(getattr(order, field.attname), connection) for field in fields]
        for order in orders
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f'INSERT INTO "{Order._meta.db_table}" ({columns}) VALUES ({gaps})', rows)


def _report(order: Order, story: Story) -> Report:
    return Report(
        order=order,
        reporter=story.reporter,
        text=story.text,
        place=story.place,
        category=story.category,
        channel=Report.Channel.TAG,
        contact=story.reporter.phone,
        at=story.opened_at,
    )


def _photos(told: Sequence[tuple[Order, Story]], pictures: Sequence[File]) -> Iterable[Attachment]:
    """Lay a picture to each finish, so that nothing was finished without its photo."""
    for number, (order, story) in enumerate(told):
        finishes = [deed for deed in story.deeds if deed.step.verb == "finish"]
        for turn, deed in enumerate(finishes):
            file = pictures[(number + turn) % len(pictures)]
            yield Attachment(case_id=order.pk, file=file, slot=AFTER.name, by=deed.step.by, at=deed.at)


def _happenings(order: Order, story: Story) -> Iterable[Entry]:
    facts = {"category": story.category.code, "urgency": story.category.urgency, "place": str(story.place.pk)}
    yield Entry(
        subject=order.pk,
        kind=REPAIR.kind,
        verb="open",
        at=story.opened_at,
        actor=story.reporter.pk,
        after=REPAIR.initial,
        version=1,
        facts=facts,
        private={"note": story.text} if story.text else {},
    )
    for version, deed in enumerate(story.deeds, start=2):
        yield Entry(
            subject=order.pk,
            kind=REPAIR.kind,
            verb=deed.step.verb,
            at=deed.at,
            actor=deed.step.by.pk if deed.step.by else None,
            before=deed.before,
            after=deed.after,
            version=version,
            facts=_facts(deed),
        )


def _rounds(order: Order, story: Story) -> Iterable[Round]:
    """Tell of each finish, which invites the reporter to rate it; sending back answers for the one before."""
    topic = (story.category.trade.name_zh, story.category.trade.name_en)
    back = [deed.at for deed in story.deeds if deed.step.verb == "send_back"]
    finishes = [deed for deed in story.deeds if deed.step.verb == "finish"]
    for number, deed in enumerate(finishes, start=1):
        aside = next((at for at in back if at > deed.at), None)
        doers = [deed.step.by] if deed.step.by else []
        yield Round(order, story.reporter, doers, topic, deed.at, number, aside)


def _facts(deed: Deed) -> dict[str, object]:
    return {"technician": str(deed.step.to.pk)} if deed.step.to else {}
