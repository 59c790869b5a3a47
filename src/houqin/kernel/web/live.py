"""What a page that stays open is told: which of the cases it asked for have moved, and only those it may see.

The stream itself is the site's; here is what it may say, and the floor beneath it: the same question by polling.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.http import HttpResponse, JsonResponse, QueryDict
from django.utils.dateparse import parse_datetime

from houqin.kernel.lifecycle.queries import visible_cases
from houqin.kernel.people.models import Person
from houqin.kernel.registry.house import house
from houqin.kernel.trail.models import Happening, Link
from houqin.kernel.trail.queries import after
from houqin.kernel.web.doors import PersonRequest, signed_in

MOST = 200  # subjects a page may follow, and happenings looked back at
SLACK = timedelta(seconds=5)  # between a deed and its place in the chain


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened to a subject; `seq` is its place in the chain."""

    seq: int
    kind: str
    subject: UUID


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page follows: single subjects, or all of some kinds."""

    subjects: frozenset[UUID]
    kinds: frozenset[str]

    def covers(self, event: Event) -> bool:
        """Tell whether the page asked for this."""
        return event.subject in self.subjects or event.kind in self.kinds


def wanted(query: Mapping[str, object] | QueryDict) -> Wanted:
    """Read `?subject=<id>&kind=<kind>` (each may repeat); what cannot be one is left out."""
    lists = query if isinstance(query, QueryDict) else QueryDict(str(query))
    known = house().matters
    return Wanted(
        frozenset(_ids(lists.getlist("subject")[:MOST])),
        frozenset(kind for kind in lists.getlist("kind")[:MOST] if kind in known),
    )


def allowed(person: Person, at: datetime, events: Iterable[Event]) -> list[Event]:
    """Return the newest event of each subject that the person may see, in order."""
    newest = {event.subject: event for event in sorted(events, key=lambda event: event.seq)}
    seen = (
        set(visible_cases(person, at).filter(pk__in=list(newest)).values_list("pk", flat=True))
        if newest
        else set()
    )
    return sorted((event for pk, event in newest.items() if pk in seen), key=lambda event: event.seq)


def missed(seq: int) -> Sequence[Event]:
    """Return what followed a place in the chain, at most `MOST`."""
    return [_event(found, each) for found, each in after(seq, MOST)]


def newest_seq() -> int:
    """Return the last place in the chain."""
    return Link.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def seq_before(since: str) -> int:
    """Return the place in the chain just before an instant (ISO 8601), with some slack; the newest without one."""
    try:
        at = parse_datetime(since)
        begin = None if at is None or at.tzinfo is None else at.astimezone(UTC) - SLACK
    except (ValueError, OverflowError):  # the 99th of a month, the year 0
        begin = None
    if begin is None:
        return newest_seq()
    first = Link.objects.filter(at__gte=begin).order_by("seq").values_list("seq", flat=True).first()
    return newest_seq() if first is None else first - 1


@signed_in
def poll(request: PersonRequest) -> HttpResponse:
    """Answer where the followed cases stand, with an ETag, for pages without a stream."""
    asked = wanted(request.GET)
    cases = visible_cases(request.person, request.now)
    found = cases.filter(pk__in=asked.subjects) | cases.filter(kind__in=asked.kinds)
    moved = found.order_by("-moved_at").values_list("moved_at", flat=True).first()
    etag = f'W/"{moved.timestamp() if moved else 0:.6f}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    body = {"moved_at": moved.isoformat() if moved else None}
    return JsonResponse(body, headers={"ETag": etag, "Cache-Control": "private, no-cache"})


def _event(seq: int, happening: Happening) -> Event:
    return Event(seq, happening.kind, happening.subject)


def _ids(words: Iterable[str]) -> Iterable[UUID]:
    for word in words:
        try:
            yield UUID(word)
        except ValueError:
            continue
