"""How suppliers are found by the search of the whole site: by who sees their unit."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.urls import reverse

from houqin.kernel.registry.feature import SearchEntry, SearchSource
from houqin.services.suppliers.lifecycle import SUPPLIER
from houqin.services.suppliers.models import Supplier


def entries(ids: Iterable[UUID]) -> Iterator[tuple[UUID, SearchEntry]]:
    """Return what may be found of suppliers."""
    for each in Supplier.objects.filter(pk__in=ids).select_related("unit", "organisation"):
        yield (
            each.pk,
            SearchEntry(
                title=each.title,
                subtitle=f"{each.number} · {each.get_service_display()}",
                body=f"{each.organisation.name_en} {each.contact}",
                url=reverse("matter", args=[each.number]),
                permission="suppliers.see",
                unit_path=each.unit.path if each.unit else "",
            ),
        )


SEARCH = (SearchSource(SUPPLIER.kind, SUPPLIER.title, "building-2", entries, Supplier),)
