"""Orders as people may see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.lifecycle.handoffs import ProjectNeeded
from houqin.kernel.lifecycle.queries import handed_over, sight
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Person
from houqin.kernel.people.queries import holders
from houqin.kernel.places.models import Place
from houqin.kernel.places.queries import ancestors
from houqin.services.repairs.lifecycle import REPAIR, TO_MEND, UNDER_WAY, State
from houqin.services.repairs.models import Order, Pause, PauseReason, Report
from houqin.services.repairs.models.order import OrderQuerySet

SEE = ("repairs.see", "repairs.dispatch", "repairs.figures")
TECHNICIAN = "repairs.technician"


class Where(NamedTuple):
    """A place in words: what to look for, and on which campus."""

    title: str
    campus: str


def visible_to(person: Person, at: datetime) -> OrderQuerySet:
    """Return the orders a person may see: their own, those they work on, those of their places."""
    return OrderQuerySet(Order).filter(sight(person, at, SEE), kind=REPAIR.kind)


def to_dispatch(person: Person, at: datetime) -> OrderQuerySet:
    """Return the orders a dispatcher answers for: of all they may see, those their own scope covers."""
    scope = authority_of(person, at).scope("repairs.dispatch")
    return OrderQuerySet(Order).filter(scope.q(unit="unit", place="place"), kind=REPAIR.kind)


def of_technician(person: Person, at: datetime) -> OrderQuerySet:
    """Return what a technician has to do: begun first, then by the promise."""
    mine = visible_to(person, at).filter(handler=person, state__in=UNDER_WAY)
    return mine.with_all().order_by("due_at", "id")


def finished_today(person: Person, at: datetime) -> OrderQuerySet:
    """Return what a technician has finished since midnight."""
    midnight = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    return visible_to(person, at).filter(handler=person, fixed_at__gte=midnight, fixed_at__lte=at)


def of_reporter(person: Person, at: datetime) -> OrderQuerySet:
    """Return what a person has reported themself, newest first."""
    return visible_to(person, at).filter(applicant=person).with_all().order_by("-opened_at", "-id")


def places_reported(person: Person, at: datetime, limit: int = 4) -> list[Place]:
    """Return the places a person reported from lately, for one press instead of a search."""
    recent = of_reporter(person, at).values_list("place_id", flat=True)[:20]
    wanted = list(dict.fromkeys(recent))[:limit]
    found = {place.pk: place for place in Place.objects.filter(pk__in=wanted, closed_on=None)}
    return [found[one] for one in wanted if one in found]


def in_words(place: Place) -> Where:
    """Return a place as its sticker would say it: the way down without the campus, and the campus apart."""
    whole, campus = str(place), ancestors(place).first()
    if campus is None or campus.pk == place.pk:
        return Where(whole, "")
    name = str(campus)
    return Where(whole.removeprefix(name).strip() or whole, name)


def technicians(order: Order, at: datetime) -> list[Person]:
    """Return who may be given an order: technicians of its place."""
    return list(holders(TECHNICIAN, at=at, unit=order.unit, place=order.place).order_by("pinyin", "id"))


def running_pause(order: Order) -> Pause | None:
    """Return the pause that an order stands in now."""
    return order.pauses.filter(until=None).select_related("reason__version").first()


def pause_reasons(order: Order) -> QuerySet[PauseReason]:
    """Return why a technician may let an order stand; a visit in vain is a move of its own."""
    return PauseReason.objects.filter(version=order.sla_id, needs_proof=False).order_by("order", "key")


def may_confirm(order: Order) -> bool:
    """Tell whether a dispatcher's word lets the pause that runs last longer."""
    running = running_pause(order)
    return running is not None and running.to_confirm


def waits_for_reporter(order: Order) -> bool:
    """Tell whether an order stands for its reporter's sake."""
    running = running_pause(order)
    return running is not None and running.reason.by_reporter


def may_propose(order: Order) -> bool:
    """Tell whether an order has no project proposal that still waits or is under way."""
    return not handed_over(order, ProjectNeeded.kind).exists()


def report_of_form(person: Person, form: UUID) -> Report | None:
    """Return what a person has already sent from one filling of the form."""
    return Report.objects.filter(reporter=person, form=form).select_related("order").first()


def facts(case: Order, person: Person, at: datetime) -> Sequence[tuple[StrOrPromise, object]]:
    """Return what the matter page tells of an order besides its story."""
    reports = list(case.reports.order_by("at"))
    told: list[tuple[StrOrPromise, object]] = [
        (_("地点"), case.place),
        (_("故障"), f"{case.category.trade} · {case.category}"),
        (_("紧急程度"), case.get_urgency_display()),
        (_("说明"), " ".join(report.text for report in reports if report.text)),
        (_("报修人"), case.applicant),
    ]
    if _may_call(case, person, at):
        told.append((_("联系电话"), next((report.contact for report in reports if report.contact), "")))
    if case.state in TO_MEND:
        told.append((_("承诺修好"), case.due_at))
    if case.promised_at is not None and case.state in TO_MEND:
        told.append((_("另行约定"), case.promised_at))
    if case.reworks:
        told.append((_("返修次数"), case.reworks))
    return [(title, value) for title, value in told if value not in ("", None)]


def _may_call(case: Order, person: Person, at: datetime) -> bool:
    """A reporter's phone is for those at work on the order, until it is closed."""
    if person.pk == case.applicant_id:
        return True
    at_work = person.pk == case.handler_id or authority_of(person, at).holds("repairs.dispatch")
    return at_work and case.state not in (State.CLOSED, State.CANCELLED, State.REFUSED)
