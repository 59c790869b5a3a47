"""Orders as people may see them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.lifecycle.handoffs import ProjectNeeded
from houqin.kernel.lifecycle.models import Participant
from houqin.kernel.lifecycle.queries import handed_over, sight
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Person
from houqin.kernel.people.queries import holders
from houqin.kernel.places.models import Place
from houqin.kernel.places.queries import ancestors
from houqin.services.repairs.lifecycle import REPAIR, UNDER_WAY, State
from houqin.services.repairs.models import Order, Pause, PauseReason, Report, Urgency
from houqin.services.repairs.models.order import OrderQuerySet
from houqin.services.repairs.queries.commissions import is_outside, led_orders

SEE = ("repairs.see", "repairs.dispatch", "repairs.figures")
TECHNICIAN = "repairs.technician"
AFFECTED = "affected"
"""The part of who met a fault too."""


class Where(NamedTuple):
    """A place in words: what to look for, and on which campus."""

    title: str
    campus: str


def visible_to(person: Person, at: datetime) -> OrderQuerySet:
    """Return the orders a person may see: their own, those they work on, those of their places.

    Who mends what has failed again sees the repair that it repeats; a contractor's people see nothing but what their
    contractor has now.
    """
    again = Order.objects.filter(repeats=OuterRef("pk"), handler=person, closed_at=None)
    seen = sight(person, at, SEE) | led_orders(person, at)
    return OrderQuerySet(Order).filter(
        seen if is_outside(person) else seen | Q(Exists(again)), kind=REPAIR.kind
    )


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
    """Return what a person has reported themself or met too, newest first."""
    return visible_to(person, at).filter(concerning(person)).with_all().order_by("-opened_at", "-id")


def concerning(person: Person) -> Q:
    """Return the condition that an order concerns a person: they answer for it or met it too.

    The few they met too are asked first, so that the index of applicants serves the rest.
    """
    met = list(Participant.objects.filter(person=person, part=AFFECTED).values_list("case_id", flat=True))
    return (Q(applicant=person) | Q(pk__in=met)) & ~Q(state=State.JOINED)


def live_reports(**of: Any) -> QuerySet[Report]:
    """Return the reports that count: of those who have not left."""
    return Report.objects.filter(left_at=None, **of)


def people_of(order: str = "pk") -> Subquery:
    """Return how many people an order concerns, as a column."""
    counted = live_reports(order=OuterRef(order)).order_by().values("order")
    return Subquery(counted.annotate(n=Count("reporter", distinct=True)).values("n"))


def places_reported(person: Person, at: datetime, limit: int = 4) -> list[Place]:
    """Return the places a person reported from lately, for one press instead of a search."""
    mine = live_reports(reporter=person, at__lte=at).order_by("-at", "-id")
    recent = mine.values_list("place_id", flat=True)[:20]
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


def survivor(chosen: Iterable[Order]) -> Order:
    """Return which of several orders of one fault goes on by default: furthest on the way, most urgent, oldest."""
    urgencies = list(Urgency.values)
    return min(
        chosen,
        key=lambda one: (-REPAIR.look(one.state).step, urgencies.index(one.urgency), one.opened_at, one.pk),
    )


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


def has_reporter(order: Order) -> bool:
    """Tell whether an order is somebody's who can be told; a guest's is nobody's."""
    return order.applicant_id is not None


def may_propose(order: Order) -> bool:
    """Tell whether an order has no project proposal that still waits or is under way."""
    return not handed_over(order, ProjectNeeded.kind).exists()


def report_of_form(person: Person, form: UUID) -> Report | None:
    """Return what a person has already sent from one filling of the form."""
    return Report.objects.filter(reporter=person, form=form).select_related("order").first()
