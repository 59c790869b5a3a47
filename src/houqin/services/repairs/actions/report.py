"""Reporting: somebody says what is broken and where; an order with its promise begins."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.evidence.store import store
from houqin.kernel.lifecycle.actions import attach
from houqin.kernel.people.models import Person
from houqin.kernel.places.models import Place
from houqin.services.repairs import rules
from houqin.services.repairs.actions import appointing
from houqin.services.repairs.lifecycle import REPAIR
from houqin.services.repairs.models import Category, Order, Report
from houqin.services.repairs.queries import promises, repeats, taxonomy
from houqin.services.repairs.sla.windows import Window

TITLE_LENGTH = 60
BEFORE = "before"


def report(
    *,
    place: Place,
    by: Person | None,
    at: datetime,
    category: Category | None = None,
    text: str = "",
    photos: "Sequence[UploadedFile[bytes]]" = (),
    contact: str = "",
    channel: str = Report.Channel.WEB,
    form: UUID | None = None,
    reporter: Person | None = None,
    urgency: str = "",
    window: Window | None = None,
    may_enter: bool = False,
) -> Order:
    """Report a fault; returns the order with its promise. The same `form` sent twice gives the same order.

    `reporter` is whose report it is where somebody else writes it down, `urgency` what they know better than the fault.
    `by` None is a guest. `window` is when somebody may come, `may_enter` the consent to enter without anybody there.
    Raises `Refused` where neither a fault nor a word is given, or the place is closed.
    """
    words = text.strip()
    if category is None and not words:
        raise Refused("repairs.nothing_said", field="text")
    if place.closed_on is not None:
        raise Refused("repairs.place_closed", place=place.name)
    fault, whose = category or taxonomy.unsorted(), reporter or by
    try:
        with transaction.atomic():
            order = _order(
                place, fault, words, by, at, reporter=whose, urgency=urgency or fault.urgency,
                window=window, may_enter=may_enter,
            )  # fmt: skip
            Report.objects.create(
                order=order, reporter=whose, text=words, place=place, category=fault, channel=channel,
                contact=contact.strip() or (whose.phone if whose else ""), at=at, form=form,
            )  # fmt: skip
            attach(
                order,
                [store(photo, kind="photo", by=by, at=at) for photo in photos],
                slot=BEFORE,
                by=by,
                at=at,
            )
    except IntegrityError as twice:
        return _sent_before(whose, form, twice)
    return order


def _order(
    place: Place,
    fault: Category,
    words: str,
    by: Person | None,
    at: datetime,
    *,
    reporter: Person | None,
    urgency: str,
    window: Window | None,
    may_enter: bool,
) -> Order:
    if window is not None:
        appointing.check(window, urgency, at)
    version = promises.in_force(at)
    hours = promises.hours_for(version, place, at)
    due = rules.promise(at, promises.targets(version)[urgency], hours)
    if window is not None:
        due = promises.appointed(due, version, urgency, hours, at, until=window.end)
    order = Order(
        title=_title(fault, words), applicant=reporter, unit=place.keeper, place=place, category=fault,
        urgency=urgency, sla=version, hours_versions=list(hours.version_ids()), due_at=due.fix_at,
        acknowledge_due_at=due.acknowledge_at, arrive_due_at=due.arrive_at,
        repeats=repeats.earlier(place, fault, version, at),
    )  # fmt: skip
    public: dict[str, object] = {"category": fault.code, "urgency": urgency, "place": str(place.pk)}
    if window is not None or may_enter:
        public |= appointing.facts(window, may_enter=may_enter)
    own = (
        words if by == reporter and by is not None else ""
    )  # who writes for another keeps that one's words apart
    REPAIR.open(order, by=by, at=at, public=public, private={"note": own} if own else None)
    if window is not None or may_enter:
        appointing.lay(order, window, may_enter=may_enter, at=at)
    return order


def _title(fault: Category, words: str) -> str:
    """A line for lists: the fault pressed, or the first words written."""
    if fault.code != taxonomy.UNSORTED or not words:
        return fault.leaf_zh
    line = " ".join(words.split())
    return line if len(line) <= TITLE_LENGTH else f"{line[: TITLE_LENGTH - 1]}…"


def report_sent(by: Person | None, form: UUID | None) -> Order | None:
    """Return the order on which a filling of the form by this person already is."""
    if form is None:
        return None
    mine = Report.objects.filter(form=form, reporter=by).select_related("order").first()
    return mine.order if mine else None


def _sent_before(by: Person | None, form: UUID | None, twice: IntegrityError) -> Order:
    if form is None or not Report.objects.filter(form=form).exists():
        raise twice
    mine = report_sent(by, form)
    if mine is None:
        raise Refused("repairs.sent_already") from twice
    return mine
