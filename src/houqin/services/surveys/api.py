"""The surveys as JSON: what waits for one's rating, rating it, changing it for a short while."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import Http404
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field

from houqin.kernel.web.api import ApiRequest, idempotent
from houqin.services.surveys import forms
from houqin.services.surveys.actions import rating
from houqin.services.surveys.queries import ratings

if TYPE_CHECKING:
    from houqin.services.surveys.models import Invitation, Rating

router = Router(tags=["surveys"])


class InvitationOut(Schema):
    """A finished case that waits for the caller's rating."""

    number: str
    title: str
    kind: str
    round: int
    expires_at: datetime


class RatingIn(Schema):
    """A rating; nothing is assumed. `revises` is the version one saw, to change it; leave it out to rate."""

    number: str = Field(max_length=24)
    done: bool
    stars: int = Field(ge=1, le=5)
    tags: list[str] = Field([], max_length=10)
    words: str = Field("", max_length=forms.LONGEST)
    named: bool = False
    revises: int | None = Field(None, ge=1, le=1000)


class RatingOut(Schema):
    """A rating in its last version; `version` counts the changes."""

    number: str
    version: int
    done: bool
    stars: int
    tags: list[str]
    words: str
    named: bool
    at: datetime


@router.get("/invitations", response=list[InvitationOut], summary="待评价 / What waits for a rating")
def list_invitations(request: ApiRequest) -> list[dict[str, object]]:
    """What the caller may still rate, the first to expire first; at most 100."""
    return [_invitation(one) for one in ratings.invited(request.auth, request.now)[:100]]


@router.post("/ratings", response={201: RatingOut}, summary="评价 / Rate")
@idempotent
def rate(request: ApiRequest, given: RatingIn) -> Status[Any]:
    """Rate a case the caller asked for, once; 404 for a case they were not invited to rate."""
    case = ratings.case_to_rate(request.auth, given.number)
    if case is None:
        raise Http404
    answer: dict[str, Any] = given.dict(exclude={"number", "revises"})
    known: dict[str, Any] = {"by": request.auth, "at": request.now}
    if given.revises is not None:
        return Status(
            201, _shown(case.number, rating.revise(case, expected=given.revises, **answer, **known))
        )
    return Status(201, _shown(case.number, rating.rate(case, **answer, **known)))


def _invitation(one: "Invitation") -> dict[str, object]:
    return {
        "number": one.case.number, "title": one.case.title, "kind": one.kind, "round": one.round,
        "expires_at": one.expires_at,
    }  # fmt: skip


def _shown(number: str, made: "Rating") -> dict[str, object]:
    return {
        "number": number, "version": made.number, "done": made.done, "stars": made.stars, "tags": made.tags,
        "words": made.words, "named": made.named, "at": made.at,
    }  # fmt: skip
