"""Long lists by keyset: a page costs the same at any depth, and nothing is skipped or doubled."""

from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import QuerySet
from ninja import Query, Schema

from houqin.kernel.web.paging import rows_after, write_cursor

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
    ordered, _further = rows_after(rows, order, after)
    found = list(ordered[: limit + 1])
    more = len(found) > limit
    return found[:limit], write_cursor(found[limit - 1], order) if more else None
