"""Who is on an order, what was joined to what, and what those who are on it do not see of each other."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.queries import sees_whole
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Person
from houqin.services.repairs.models import Order, Report
from houqin.services.repairs.queries.commissions import leads
from houqin.services.repairs.queries.orders import live_reports


def live_order(order: Order) -> Order:
    """Return the order that lives of one that may have been joined to another, and that to a third."""
    return line_of(order)[-1]


def line_of(order: Order) -> list[Order]:
    """Return the way from an order over what it was joined to, and that to, down to the one that lives."""
    line = [Order.objects.select_related("category", "place").get(pk=order.pk)]
    while (following := line[-1].joined_to_id) is not None:
        line.append(Order.objects.select_related("category", "place").get(pk=following))
    return line


def tree_of(order: Order) -> set[UUID]:
    """Return an order and all that were joined to it, and to those."""
    found, edge = {order.pk}, {order.pk}
    while edge:
        edge = set(Order.objects.filter(joined_to__in=edge).values_list("pk", flat=True)) - found
        found |= edge
    return found


def named(number: str) -> Order:
    """Return the order of a number, to be joined; raises `Refused` where there is none."""
    found = Order.objects.select_related("category", "place").filter(number=number).first()
    if found is None:
        raise Refused("repairs.join_elsewhere", number=number)
    return found


def people_on(order: Order) -> int:
    """Return how many people an order concerns."""
    return live_reports(order=order).values("reporter").distinct().count()


def several(order: Order) -> bool:
    """Tell whether more than one person is on an order."""
    return people_on(order) > 1


def apart(case: Order, person: Person, at: datetime) -> frozenset[UUID]:
    """Return whose words, photos and name a person does not get to see: the other reporters', unless at work on it."""
    if sees_whole(case, person, at) or leads(case, person, at):
        return frozenset()
    here = tree_of(case)
    reported = Report.objects.filter(Q(order__in=here) | Q(came_from__in=here))
    reporters = set(reported.values_list("reporter_id", flat=True)) | {case.applicant_id} - {None}
    me = {person.pk, *authority_of(person, at).principals}
    return frozenset(one for one in reporters if one is not None) - me - {case.handler_id}
