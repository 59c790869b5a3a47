"""How orders are found by the search of the whole site."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.urls import reverse

from houqin.kernel.registry.feature import SearchEntry, SearchSource
from houqin.services.repairs.lifecycle import REPAIR, STOP
from houqin.services.repairs.models import Order, Stop


def entries(ids: Iterable[UUID]) -> Iterator[tuple[UUID, SearchEntry]]:
    """Return what may be found of orders: by first reporter and technician, and by who sees their place.

    Only the first reporter's words are searched: who could find an order by another's words would know them.
    """
    found = Order.objects.filter(pk__in=ids).select_related("place", "unit", "category__trade")
    for each in found.prefetch_related("reports"):
        words = " ".join(one.text for one in each.reports.all() if one.reporter_id == each.applicant_id)
        yield (
            each.pk,
            SearchEntry(
                title=each.title,
                subtitle=f"{each.number} · {each.place}",
                body=f"{each.category.leaf_zh} {each.category.leaf_en} {words}",
                url=reverse("matter", args=[each.number]),
                people=[str(one) for one in (each.applicant_id, each.handler_id) if one],
                permission="repairs.see",
                unit_path=each.unit.path if each.unit else "",
                place_path=each.place.path if each.place else "",
            ),
        )


def stop_entries(ids: Iterable[UUID]) -> Iterator[tuple[UUID, SearchEntry]]:
    """Return planned stops as everybody may find them."""
    for each in Stop.objects.filter(pk__in=ids):
        url = f"{reverse('repairs:stops')}?q={each.number}"
        yield (
            each.pk,
            SearchEntry(title=each.title, subtitle=each.number, body=each.reason, url=url, public=True),
        )


SEARCH = (
    SearchSource(REPAIR.kind, REPAIR.title, "wrench", entries, Order),
    SearchSource(STOP.kind, STOP.title, "calendar-clock", stop_entries, Stop),
)
