"""What contractors have, had and did: to the office by its places, to a contractor's leader their own."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from houqin.kernel.base.clock import local_date
from houqin.kernel.base.refused import Refused
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.places.models import Place
from houqin.kernel.trail.models import Happening
from houqin.services.repairs.lifecycle import State
from houqin.services.repairs.models.commission import Commission, CommissionQuerySet
from houqin.services.repairs.models.order import Order
from houqin.services.suppliers import rules as supplying
from houqin.services.suppliers.models import Supplier
from houqin.services.suppliers.queries import crew, register

OFFICE = ("repairs.see", "repairs.dispatch", "repairs.figures")
LEAD = crew.LEAD


def visible_to(person: Person, at: datetime) -> CommissionQuerySet:
    """Return the commissions a person may see: the office's by place, a leader's own; a leader sees no rooms here."""
    authority = authority_of(person, at)
    seen = authority.scope(LEAD).q(unit="supplier__organisation", place=None)
    for permission in OFFICE:
        seen |= authority.scope(permission).q(unit="order__unit", place="order__place")
    return CommissionQuerySet(Commission).filter(seen)


def led_orders(person: Person, at: datetime) -> Q:
    """Return the condition that an order is with a contractor now whose people a person leads."""
    scope = authority_of(person, at).scope(LEAD)
    if not (scope.everywhere or scope.unit_paths):
        return Q(pk__in=[])
    own = CommissionQuerySet(Commission).running().filter(scope.q(unit="supplier__organisation", place=None))
    return Q(Exists(own.filter(order=OuterRef("pk"))))


def running(order: Order) -> Commission | None:
    """Return the commission under which a contractor has an order now."""
    found = CommissionQuerySet(Commission).running().filter(order=order.pk)
    return found.select_related("supplier__organisation", "contract").first()


def provider(order: Order) -> tuple[OrgUnit, str] | None:
    """Return the outside unit that has an order, and the permission by which its leader hands it on."""
    found = running(order)
    return (found.supplier.organisation, LEAD) if found else None


def leads(order: Order, person: Person, at: datetime) -> bool:
    """Tell whether a person leads the contractor that has an order now."""
    if not authority_of(person, at).holds(LEAD):
        return False
    found = running(order)
    return found is not None and register.leads(person, found.supplier, at)


def is_outside(person: Person) -> bool:
    """Tell whether a person works for a contractor: earlier repairs and other reports are not theirs to see."""
    return person.kind == Person.Kind.CONTRACTOR


def commissioned(order: Order) -> bool:
    """Tell whether a contractor has an order."""
    return running(order) is not None


def may_warrant(order: Order) -> bool:
    """Tell whether an order is with a contractor and not marked as under warranty."""
    found = running(order)
    return found is not None and not found.warranty


def last(order: Order) -> Commission | None:
    """Return the newest commission of an order, over or not."""
    return (
        order.commissions.select_related("supplier__organisation", "contract")
        .order_by("-since", "-id")
        .first()
    )


def choosable(order: Order, at: datetime) -> QuerySet[Supplier]:
    """Return the contractors an order may be given to now: active, a contract in force for its fault and place."""
    if order.place is None:
        return Supplier.objects.none()
    return register.able(order.category.code, order.place, at)


def member(order: Order, worker: UUID | None, at: datetime) -> Person | None:
    """Return one of the people an order may be handed on to."""
    return crew_of(order, at).filter(pk=worker).first() if worker else None


def by_number(number: str) -> Supplier:
    """Return the contractor of a number; raises `Refused` where there is none. Whether it may is asked when given."""
    found = Supplier.objects.select_related("organisation").filter(number=number).first()
    if found is None:
        raise Refused("repairs.unknown_contractor", field="supplier")
    return found


def crew_of(order: Order, at: datetime) -> QuerySet[Person]:
    """Return to whom an order may be handed on: the people of the contractor that has it."""
    found = running(order)
    able = [one.pk for one in crew.workers(found.supplier, at)] if found else []
    return Person.objects.filter(pk__in=able).order_by("pinyin", "id")


def building(place: Place) -> Place:
    """Return where a place is as far as a contractor may keep it: the building, or the point outdoors."""
    while place.kind in (Place.Kind.ROOM, Place.Kind.FLOOR) and place.parent is not None:
        place = place.parent
    return place


def unsettled(month: date) -> CommissionQuerySet:
    """Return what was accepted from contractors in a month and never settled: the clerk's door looks."""
    since, until = supplying.bounds(month)
    done = CommissionQuerySet(Commission).accepted()
    return done.filter(until__gte=since, until__lt=until, order__settled_by=None)


def to_settle(supplier: Supplier, month: date) -> CommissionQuerySet:
    """Return what of it was one contractor's, in the order of acceptance."""
    return unsettled(month).filter(supplier=supplier).with_all().order_by("until", "id")


class Bill(NamedTuple):
    """A contractor in a month: how many orders wait to be settled, the number of the settlement there is."""

    supplier: Supplier
    waiting: int
    number: str


def bills(person: Person, month: date, numbers: Mapping[object, str], at: datetime) -> list[Bill]:
    """Return the contractors a clerk may settle with, those with something to settle or settled in a month."""
    found = register.visible_to(person, at).select_related("organisation").order_by("title", "id")
    waiting = dict(unsettled(month).order_by().values_list("supplier").annotate(n=Count("pk")))
    told = [Bill(one, waiting.get(one.pk, 0), numbers.get(one.pk, "")) for one in found]
    return [one for one in told if one.waiting or one.number]


def months(at: datetime) -> list[date]:
    """Return the months a clerk may settle, the one just over first."""
    found, month = [], supplying.month_of(local_date(at))
    for _turn in range(12):
        month = supplying.month_of(month - timedelta(days=1))
        found.append(month)
    return found


def worked_minutes(commissions: Sequence[Commission]) -> Mapping[UUID, int]:
    """Return the minutes in which work was done on each order since it was given: pauses and ways do not count."""
    since = {one.order_id: one.since for one in commissions}
    told = Happening.objects.filter(subject__in=since, kind="repairs.order").exclude(after="")
    spent = dict.fromkeys(since, timedelta())
    begun: dict[UUID, datetime] = {}
    for each in told.order_by("subject", "version", "at"):
        if each.at < since[each.subject]:
            continue
        if each.after == State.WORKING:
            begun.setdefault(each.subject, each.at)
        elif each.subject in begun:
            spent[each.subject] += each.at - begun.pop(each.subject)
    return {pk: int(span.total_seconds() // 60) for pk, span in spent.items()}


def on_time(order: Order) -> bool:
    """Tell whether an order was mended by its promise, rework included."""
    return order.fixed_at is not None and order.due_at is not None and order.fixed_at <= order.due_at


def orders_of(commissions: Iterable[Commission]) -> list[UUID]:
    """Return the orders of commissions."""
    return [one.order_id for one in commissions]
