"""How applications and seals are found by the search of the whole site."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.urls import reverse

from houqin.kernel.registry.feature import SearchEntry, SearchSource
from houqin.services.seals.lifecycle import APPLICATION, SEAL
from houqin.services.seals.models import Application, Seal


def application_entries(ids: Iterable[UUID]) -> Iterator[tuple[UUID, SearchEntry]]:
    """Return what may be found of applications: by applicant, escort, keeper, and who sees their unit."""
    for each in Application.objects.filter(pk__in=ids).with_people():
        people = {each.applicant_id, each.escort_id, each.handler_id} - {None}
        yield (
            each.pk,
            SearchEntry(
                title=each.title,
                subtitle=f"{each.number} · {each.seal.title}",
                body=f"{each.addressee} {each.purpose}",
                url=reverse("matter", args=[each.number]),
                people=[str(person) for person in people],
                permission="seals.see",
                unit_path=each.unit.path if each.unit else "",
                place_path=each.place.path if each.place else "",
            ),
        )


def seal_entries(ids: Iterable[UUID]) -> Iterator[tuple[UUID, SearchEntry]]:
    """Return what may be found of seals: by keeper and deputy, and by who sees their unit."""
    for each in Seal.objects.filter(pk__in=ids).with_people():
        yield (
            each.pk,
            SearchEntry(
                title=each.title,
                subtitle=f"{each.number} · {each.get_category_display()}",
                body=each.filing_number or "",
                url=reverse("matter", args=[each.number]),
                people=[str(person) for person in (each.handler_id, each.deputy_id) if person],
                permission="seals.see",
                unit_path=each.unit.path if each.unit else "",
                place_path=each.place.path if each.place else "",
            ),
        )


SEARCH = (
    SearchSource(APPLICATION.kind, APPLICATION.title, "stamp", application_entries, Application),
    SearchSource(SEAL.kind, SEAL.title, "archive", seal_entries, Seal),
)
