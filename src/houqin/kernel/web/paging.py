"""Keyset paging: any page of any length costs the same; pages are addressed by their last row."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest

PAGE = 50
COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a page and the query strings of the next and the first page (None where there is none)."""

    rows: Sequence[Any]
    next: str | None
    first: str | None
    counted: int
    many: bool


def keyset_page(rows: QuerySet[Any], request: HttpRequest, *, order: Sequence[str], size: int = PAGE) -> Page:
    """Return the page that `?after=` names. `order` ends in a unique field; nulls come last."""
    total = rows.order_by()[: COUNTED + 1].count()
    ordered = rows.order_by(*(_ordering(name) for name in order))
    cursor = read_cursor(request.GET.get("after", ""), len(order))
    if cursor is not None:
        try:
            ordered = ordered.filter(beyond(order, cursor))
        except (ValidationError, ValueError, TypeError):  # values of another list's cursor
            cursor = None
    found = list(ordered[: size + 1])
    following = None
    if len(found) > size:
        following = _query(request, write_cursor(found[size - 1], order))
    return Page(
        rows=found[:size],
        next=following,
        first=_query(request, None) if cursor is not None else None,
        counted=min(total, COUNTED),
        many=total > COUNTED,
    )


def beyond(order: Sequence[str], cursor: Sequence[Any]) -> Q:
    """Return the condition "after this row" in lexicographic order; a null stands after every value."""
    condition, equal = Q(pk__in=[]), Q()
    for name, value in zip(order, cursor, strict=True):
        column = name.lstrip("-")
        if value is not None:
            after = Q(**{f"{column}__{'lt' if name.startswith('-') else 'gt'}": value}) | Q(
                **{f"{column}__isnull": True}
            )
            condition |= equal & after
            equal &= Q(**{column: value})
        else:
            equal &= Q(**{f"{column}__isnull": True})
    return condition


def write_cursor(row: Any, order: Sequence[str]) -> str:
    """Encode the ordering values of a row."""
    values = [_encode(_value(row, name.lstrip("-"))) for name in order]
    return urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def read_cursor(text: str, length: int) -> list[Any] | None:
    """Decode a cursor; None for an empty or damaged one, which shows the first page."""
    try:
        values = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return [_decode(value) for value in values] if len(values) == length else None
    except (ValueError, TypeError, KeyError):
        return None


def _ordering(name: str) -> Any:
    column = F(name.lstrip("-"))
    return column.desc(nulls_last=True) if name.startswith("-") else column.asc(nulls_last=True)


def _value(row: Any, path: str) -> Any:
    for part in path.split("__"):
        row = getattr(row, part)
    return row


def _encode(value: Any) -> Any:
    match value:
        case datetime():
            return {"t": value.isoformat()}
        case date():
            return {"d": value.isoformat()}
        case UUID():
            return {"u": str(value)}
        case _:
            return value


def _decode(value: Any) -> Any:
    match value:
        case {"t": str(text)}:
            at = datetime.fromisoformat(text)
            if at.tzinfo is None:
                raise ValueError(text)
            return at
        case {"d": str(text)}:
            return date.fromisoformat(text)
        case {"u": str(text)}:
            return UUID(text)
        case str() | int() | float() | None:
            return value
        case _:
            raise ValueError(value)


def _query(request: HttpRequest, cursor: str | None) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    if cursor:
        query["after"] = cursor
    return "?" + query.urlencode()
