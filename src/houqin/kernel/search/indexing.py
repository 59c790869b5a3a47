"""Keeping the table true: re-read what the trail names; at night what was missed; on request everything."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from houqin.kernel.lifecycle.models import Case
from houqin.kernel.registry.feature import SearchEntry, SearchSource
from houqin.kernel.search import tokens
from houqin.kernel.search.models import SearchRow
from houqin.kernel.search.sources import sources
from houqin.kernel.trail.models import Happening

BATCH = 500
ERASED = "erased"
COPIED = (
    "title", "subtitle", "body", "url", "pinyin", "public", "people", "permissions",
    "unit_path", "place_path", "updated_at",
)  # fmt: skip


def follow(happenings: Sequence[Happening]) -> None:
    """Re-read the subjects that a batch of happenings names; reading it twice changes nothing.

    Where a person is erased, every row that names them is read anew.
    """
    known = sources()
    named: dict[str, dict[UUID, datetime]] = defaultdict(dict)
    for each in happenings:
        if each.kind in known:
            named[each.kind][each.subject] = each.at
    erased = {each.subject for each in happenings if each.verb == ERASED}
    naming = SearchRow.objects.filter(Q(subject__in=erased) | Q(people__overlap=list(erased)))
    for row in naming.only("kind", "subject", "updated_at") if erased else ():
        named[row.kind].setdefault(row.subject, row.updated_at)
    for kind, subjects in named.items():
        if kind in known:
            index(known[kind], subjects)


def index(source: SearchSource, subjects: Mapping[UUID, datetime]) -> int:
    """Write the rows of subjects, each with the instant it last changed; what is no longer found loses its row."""
    rows = {
        UUID(str(subject)): _row(source.kind, UUID(str(subject)), entry, subjects[UUID(str(subject))])
        for subject, entry in source.entries(list(subjects))
    }
    with transaction.atomic():
        SearchRow.objects.filter(kind=source.kind, subject__in=set(subjects) - set(rows)).delete()
        SearchRow.objects.bulk_create(
            (rows[key] for key in sorted(rows)), update_conflicts=True,
            unique_fields=["subject", "kind"], update_fields=COPIED,
        )  # fmt: skip
    return len(rows)


def rebuild(at: datetime, kinds: Iterable[str] | None = None) -> dict[str, int]:
    """Read everything anew, a batch at a time, and drop what is gone; returns how many rows each kind has."""
    known = sources()
    wanted = [known[kind] for kind in (kinds or known) if kind in known]
    counts = {source.kind: _read(source, _everything(source), at) for source in wanted}
    SearchRow.objects.exclude(kind__in=list(known)).delete()
    return counts


def tend(at: datetime) -> int:
    """Read anew the cases whose row is missing or older than they are, and all of the few other things.

    Repeats without harm; returns how many rows were written.
    """
    return sum(
        _read(source, stale(source) if issubclass(source.model, Case) else _everything(source), at)
        for source in sources().values()
    )


def stale(source: SearchSource) -> QuerySet[Any]:
    """Return the cases of a kind that the table does not show as they are now."""
    told = SearchRow.objects.filter(
        kind=source.kind, subject=OuterRef("pk"), updated_at__gte=OuterRef("moved_at")
    )
    return _everything(source).filter(~Exists(told))


def _everything(source: SearchSource) -> QuerySet[Any]:
    return source.model._default_manager.order_by("pk")


def _read(source: SearchSource, wanted: QuerySet[Any], at: datetime) -> int:
    """Index what is wanted, a batch at a time, and drop the rows of what is gone."""
    count, last = 0, None
    while ids := list((wanted.filter(pk__gt=last) if last else wanted).values_list("pk", flat=True)[:BATCH]):
        moved = dict(Case.objects.filter(pk__in=ids).values_list("pk", "moved_at"))
        count += index(source, {each: moved.get(each, at) for each in ids})
        last = ids[-1]
    there = _everything(source).order_by().filter(pk=OuterRef("subject"))
    SearchRow.objects.filter(~Exists(there), kind=source.kind).delete()
    return count


def _row(kind: str, subject: UUID, entry: SearchEntry, at: datetime) -> SearchRow:
    title = tokens.clean(entry.title)[: tokens.TITLE]
    return SearchRow(
        kind=kind, subject=subject, title=title, subtitle=tokens.clean(entry.subtitle)[: tokens.SUBTITLE],
        body=tokens.clean(entry.body)[: tokens.BODY], url=entry.url, pinyin=tokens.pinyin_keys(title),
        public=entry.public, people=sorted({UUID(str(one)) for one in entry.people if one}),
        permissions=entry.permission.split(), unit_path=entry.unit_path or None,
        place_path=entry.place_path or None, updated_at=at,
    )  # fmt: skip
