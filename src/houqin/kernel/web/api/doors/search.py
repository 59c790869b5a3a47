"""Finding anything one may see."""

from datetime import datetime
from typing import Annotated

from ninja import Query, Router, Schema

from houqin.kernel.search import queries
from houqin.kernel.web.api.pages import After, Limit, Page
from houqin.kernel.web.api.requests import ApiRequest

router = Router()


class FoundRow(Schema):
    """Something found; `url` is its page within the site."""

    kind: str
    title: str
    subtitle: str
    url: str
    updated_at: datetime


@router.get("", response=Page[FoundRow], summary="搜索 / Search")
def search(
    request: ApiRequest, q: Annotated[str, Query(max_length=200)] = "", kind: str = "", after: After = "",
    limit: Limit = 20,
) -> dict[str, object]:  # fmt: skip
    """What one may see that fits: Chinese words, pinyin or initials, numbers; hits in titles first."""
    kinds = [kind] if kind else None
    found = queries.search(request.auth, q, request.now, kinds=kinds, after=after or None, limit=limit)
    return {"items": list(found.rows), "next": found.next}
