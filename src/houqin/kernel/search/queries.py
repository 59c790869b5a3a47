"""Finding: one query over one table, filtered by who asks, without knowing any service."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from houqin.kernel.people.authority import Authority, authority_of
from houqin.kernel.people.models import Person
from houqin.kernel.search import tokens
from houqin.kernel.search.models import SearchRow

PAGE = 20
TITLE, ANYWHERE = 0, 1
NEWEST_FIRST = ("-updated_at", "-id")


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found; `next` asks for the one after it, None at the end."""

    rows: Sequence[SearchRow]
    next: str | None


def search(
    person: Person,
    text: str,
    at: datetime,
    kinds: Iterable[str] | None = None,
    after: str | None = None,
    limit: int = PAGE,
) -> Found:
    """Return what a person may see that fits a text: hits in title or subtitle first, then the newest.

    Never raises for anything typed: what cannot be searched finds nothing, a damaged `after` starts anew.
    """
    named, anywhere = tokens.query(text, mark=tokens.MARK), tokens.query(text)
    if not anywhere:
        return Found([], None)
    mine = visible_to(person, at)
    if kinds is not None:
        mine = mine.filter(kind__in=list(kinds))
    tier, cursor = _read(after)
    rows: list[tuple[int, SearchRow]] = []
    if tier == TITLE:
        hits = _page(mine.filter(_fits(named)), cursor, limit + 1)
        rows, cursor = [(TITLE, row) for row in hits], None
    if len(rows) <= limit:
        rest = mine.filter(_fits(anywhere), ~_fits(named))
        rows += [(ANYWHERE, row) for row in _page(rest, cursor, limit + 1 - len(rows))]
    more = len(rows) > limit
    return Found([row for _tier, row in rows[:limit]], _write(*rows[limit - 1]) if more else None)


def visible_to(person: Person, at: datetime) -> QuerySet[SearchRow]:
    """Return the rows a person may find: public ones, those that name them, those in the scope of their grants."""
    authority = authority_of(person, at)
    me = [person.pk, *authority.principals]
    return SearchRow.objects.filter(Q(public=True) | Q(people__overlap=me) | _granted(authority))


def _granted(authority: Authority) -> Q:
    everywhere: list[str] = []
    granted = Q(pk__in=[])
    for permission in sorted(authority.permissions):
        scope = authority.scope(permission)
        if scope.everywhere:
            everywhere.append(permission)
            continue
        inside = Q(pk__in=[])
        for path in scope.unit_paths:
            inside |= Q(unit_path__below=path)
        for path in scope.place_paths:
            inside |= Q(place_path__below=path)
        granted |= Q(permissions__contains=[permission]) & inside
    return granted | Q(permissions__overlap=everywhere) if everywhere else granted


def _fits(query: str) -> Q:
    return Q(RawSQL("search_searchrow.words @@ %s::tsquery", [query], BooleanField()))


def _page(rows: QuerySet[SearchRow], cursor: tuple[datetime, UUID] | None, limit: int) -> list[SearchRow]:
    if cursor is not None:
        older = "(search_searchrow.updated_at, search_searchrow.id) < (%s, %s)"
        rows = rows.filter(RawSQL(older, cursor, BooleanField()))
    return list(rows.defer("body", "pinyin", "words").order_by(*NEWEST_FIRST)[:limit])


def _write(tier: int, row: SearchRow) -> str:
    values = [tier, row.updated_at.isoformat(), str(row.pk)]
    return urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _read(after: str | None) -> tuple[int, tuple[datetime, UUID] | None]:
    try:
        text = after or ""
        values: Any = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        tier, updated_at, key = values
        at, key = datetime.fromisoformat(updated_at), UUID(key)
        if at.tzinfo is None:
            return TITLE, None
        return (ANYWHERE if tier else TITLE), (at.astimezone(UTC), key)
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return TITLE, None
