"""Keyset paging: any page of any length costs the same; pages are addressed by their last row."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Model, Q, QuerySet
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
    ordered, further = rows_after(rows, order, request.GET.get("after", ""))
    found = list(ordered[: size + 1])
    following = None
    if len(found) > size:
        following = _query(request, write_cursor(found[size - 1], order))
    return Page(
        rows=found[:size],
        next=following,
        first=_query(request, None) if further else None,
        counted=min(total, COUNTED),
        many=total > COUNTED,
    )


def rows_after(rows: QuerySet[Any], order: Sequence[str], after: str) -> tuple[QuerySet[Any], bool]:
    """Return the rows in their order after a cursor, and whether there was one; a damaged one is none."""
    ordered = rows.order_by(*(_ordering(rows.model, name) for name in order))
    cursor = read_cursor(after, len(order))
    if cursor is None:
        return ordered, False
    try:
        return ordered.filter(beyond(rows.model, order, cursor)), True
    except (ValidationError, ValueError, TypeError, OverflowError):  # values of another list's cursor
        return ordered, False


def beyond(model: type[Model], order: Sequence[str], cursor: Sequence[Any]) -> Q:
    """Return the condition "after this row" in lexicographic order; a null stands after every value.

    The first column's bound stands by itself besides, so that the database enters its index at that row.
    """
    condition, equal, bound = Q(pk__in=[]), Q(), Q()
    for place, (name, value) in enumerate(zip(order, cursor, strict=True)):
        column, further = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        empty = Q(**{f"{column}__isnull": True}) if _nullable(model, column) else Q(pk__in=[])
        if value is not None:
            condition |= equal & (Q(**{f"{column}__{further}": value}) | empty)
            equal &= Q(**{column: value})
            if place == 0:
                bound = Q(**{f"{column}__{further}e": value}) | empty
        else:
            equal &= Q(**{f"{column}__isnull": True})
    return bound & condition


def write_cursor(row: Any, order: Sequence[str]) -> str:
    """Encode the ordering values of a row."""
    values = [_encode(_value(row, name.lstrip("-"))) for name in order]
    return urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def read_cursor(text: str, length: int) -> list[Any] | None:
    """Decode a cursor; None for an empty or damaged one, which shows the first page."""
    try:
        values = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return [_decode(value) for value in values] if len(values) == length else None
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None


def _ordering(model: type[Model], name: str) -> Any:
    """Order by a column, nulls last; one that has none is left as its index has it."""
    column = name.lstrip("-")
    last = True if _nullable(model, column) else None
    return F(column).desc(nulls_last=last) if name.startswith("-") else F(column).asc(nulls_last=last)


def _nullable(model: type[Model], path: str) -> bool:
    """Tell whether a column may be empty, a link on the way to it or the column itself; an annotation may."""
    there: Any = model
    for part in path.split("__"):
        try:
            field = there._meta.get_field("id" if part == "pk" else part)
        except FieldDoesNotExist:
            return True
        if field.null:
            return True
        there = field.related_model
    return False


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
            return at.astimezone(UTC)
        case {"d": str(text)}:
            return date.fromisoformat(text)
        case {"u": str(text)}:
            return UUID(text)
        case str():
            if "\0" in value:  # the database holds no NUL
                raise ValueError(value)
            return value.encode().decode()  # nor half a character
        case int() | float() | None:
            return value
        case _:
            raise ValueError(value)


def _query(request: HttpRequest, cursor: str | None) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    if cursor:
        query["after"] = cursor
    return "?" + query.urlencode()
