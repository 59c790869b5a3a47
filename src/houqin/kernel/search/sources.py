"""Where search rows come from: what services declare, and for any other kind of matter what every case has."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Q

from houqin.kernel.lifecycle.models import Case, Participant
from houqin.kernel.lifecycle.seats import open_seats
from houqin.kernel.registry.feature import Matter, SearchEntry, SearchSource
from houqin.kernel.registry.house import house

MATTER_PATH = "/m/{number}/"


def sources() -> Mapping[str, SearchSource]:
    """Return every source by its kind; a declared one replaces the one a matter gets for free."""
    free = {kind: matter_source(matter) for kind, matter in house().matters.items()}
    return free | {source.kind: source for source in house().each("search")}


def matter_source(matter: Matter) -> SearchSource:
    """Return the source of a matter whose service declares none: its title, number, people and place."""
    kind = matter.lifecycle.kind

    def entries(subjects: Iterable[Any]) -> Iterator[tuple[Any, SearchEntry]]:
        return case_entries(Case.objects.filter(kind=kind, pk__in=list(subjects)), matter)

    title = matter.title or matter.lifecycle.title
    return SearchSource(kind=kind, title=title, icon=matter.icon, entries=entries, model=matter.model)


def case_entries(
    cases: Any, matter: Matter, bodies: Mapping[Any, str] | None = None
) -> Iterator[tuple[Any, SearchEntry]]:
    """Iterate over cases as search entries; `bodies` adds a service's own words to each.

    Found by applicant, handler, participants, whoever sits in a named open seat, and holders of `matter.see`.
    """
    found = list(cases.select_related("applicant", "handler", "unit", "place"))
    people = _people(found)
    for case in found:
        names = [
            each.name for each in (case.applicant, case.handler) if each is not None and not each.erased_at
        ]
        place = case.place.full_name if case.place else ""
        yield (
            case.pk,
            SearchEntry(
                title=case.title,
                subtitle=" · ".join(part for part in (case.number, place, *names[:1]) if part),
                body=" ".join(
                    [
                        *names[1:],
                        case.place.full_name_en if case.place else "",
                        (bodies or {}).get(case.pk, ""),
                    ]
                ),
                url=MATTER_PATH.format(number=case.number),
                people=tuple(sorted(people[case.pk])),
                permission=" ".join(matter.see),
                unit_path=case.unit.path if case.unit else "",
                place_path=case.place.path if case.place else "",
            ),
        )


def _people(cases: list[Case]) -> dict[Any, set[str]]:
    found = {case.pk: {str(one) for one in (case.applicant_id, case.handler_id) if one} for case in cases}
    parts = Participant.objects.filter(case__in=found).values_list("case_id", "person_id")
    seats = open_seats().filter(~Q(person=None), case__in=found).values_list("case_id", "person_id")
    for case, person in (*parts, *seats):
        found[case].add(str(person))
    return found
