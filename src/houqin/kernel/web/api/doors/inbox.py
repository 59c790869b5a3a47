"""One's messages."""

from datetime import datetime
from uuid import UUID

from django.http import Http404
from ninja import Router, Schema
from ninja.responses import Status

from houqin.kernel.notices import actions, queries
from houqin.kernel.notices.words import Words, in_words
from houqin.kernel.web.api.pages import After, Limit, Page, keyset
from houqin.kernel.web.api.requests import ApiRequest

router = Router()


class MessageOfMine(Schema):
    """A message in the reader's language; `number` names the matter it is about, "" for none."""

    id: UUID
    title: str
    body: str
    number: str
    urgent: bool
    at: datetime
    read_at: datetime | None


@router.get("", response=Page[MessageOfMine], summary="我的消息 / My messages")
def list_messages(
    request: ApiRequest, after: After = "", limit: Limit = 50, unread: bool = False
) -> dict[str, object]:
    """One's messages, newest first."""
    mine = queries.visible_to(request.auth)
    rows, following = keyset(
        mine.filter(read_at=None) if unread else mine, order=("-at", "-id"), after=after, limit=limit
    )
    return {"items": [_shown(words) for words in in_words(rows)], "next": following}


@router.put("/{message}/read", response={204: None}, summary="标为已读 / Mark as read")
def read_message(request: ApiRequest, message: UUID) -> Status[None]:
    """Mark one of one's own messages as read; doing it twice changes nothing."""
    if not queries.visible_to(request.auth).filter(pk=message).exists():
        raise Http404
    actions.read(message, by=request.auth, at=request.now)
    return Status(204, None)


def _shown(words: Words) -> dict[str, object]:
    row = words.delivery
    return {
        "id": row.pk, "title": words.title, "body": words.body, "number": words.number, "urgent": row.urgent,
        "at": row.at, "read_at": row.read_at,
    }  # fmt: skip
