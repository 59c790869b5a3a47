"""Long lists by keyset: a page costs the same at any depth, and nothing is skipped or doubled."""

from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import F, QuerySet
from ninja import Query, Schema

from houqin.kernel.web.paging import beyond, read_cursor, write_cursor

T = TypeVar("T")
MOST = 100
After = Annotated[str, Query(description="上一页的 next / `next` of the page before", max_length=1000)]
Limit = Annotated[int, Query(ge=1, le=MOST)]


class Page(Schema, Generic[T]):
    """Some of a list, and the cursor of what follows (null at the end)."""

    items: list[T]
    next: str | None


def keyset(
    rows: QuerySet[Any], *, order: Sequence[str], after: str, limit: int
) -> tuple[list[Any], str | None]:
    """Return the rows after a cursor and the next cursor. `order` ends in a unique field; nulls come last."""
    ordered = rows.order_by(*(_ordering(name) for name in order))
    cursor = read_cursor(after, len(order))
    if cursor is not None:
        ordered = ordered.filter(beyond(order, cursor))
    found = list(ordered[: limit + 1])
    more = len(found) > limit
    return found[:limit], write_cursor(found[limit - 1], order) if more else None


def _ordering(name: str) -> Any:
    column = F(name.lstrip("-"))
    return column.desc(nulls_last=True) if name.startswith("-") else column.asc(nulls_last=True)
