"""Matters of every service: what one may see, their story, messages and nudges."""

from datetime import datetime
from typing import Any, Literal

from django.db.models import QuerySet
from django.http import Http404
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field

from houqin.kernel.lifecycle import actions
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.lifecycle.queries import apart_from, matter_of, sees_whole, todo, visible_cases
from houqin.kernel.lifecycle.timeline import story
from houqin.kernel.registry.house import house
from houqin.kernel.web.api.idempotency import idempotent
from houqin.kernel.web.api.pages import After, Limit, Page, keyset
from houqin.kernel.web.api.requests import ApiRequest

router = Router()
NEWEST_FIRST = ("-opened_at", "-id")
PEOPLE_AND_PLACE = ("applicant", "handler", "place", "unit")


class Matter(Schema):
    """A matter as every service has it; `state_title` is the state's word in the reader's language."""

    number: str
    kind: str
    title: str
    state: str
    state_title: str
    version: int
    applicant: str | None
    handler: str | None
    place: str | None
    opened_at: datetime
    moved_at: datetime
    due_at: datetime | None
    closed_at: datetime | None


class Event(Schema):
    """One line of a matter's story."""

    at: datetime
    verb: str
    sentence: str
    who: str
    on_behalf_of: str
    note: str


class MatterWithStory(Matter):
    """A matter and what happened to it, newest first."""

    story: list[Event]


class MessageIn(Schema):
    """A word to everybody on the matter."""

    text: str = Field(min_length=1, max_length=2000)


class MessageOut(Schema):
    """A word in the thread."""

    text: str
    by: str
    at: datetime


@router.get("", response=Page[Matter], summary="我能看到的事项 / Matters I may see")
def list_matters(
    request: ApiRequest, after: After = "", limit: Limit = 50, show: Literal["all", "mine", "todo"] = "all"
) -> dict[str, object]:
    """Matters newest first: all one may see, one's own, or what waits for one."""
    rows, following = keyset(_rows(request, show), order=NEWEST_FIRST, after=after, limit=limit)
    return {"items": [_shown(case, request) for case in rows], "next": following}


@router.get("/{number}", response=MatterWithStory, summary="一件事项 / One matter")
def one_matter(request: ApiRequest, number: str) -> dict[str, object]:
    """A matter with its story; 404 where it is not there or not the person's to see."""
    case = _find(request, number)
    lifecycle = house().matters[case.kind].lifecycle
    apart = apart_from(case, request.auth, request.now)
    return _shown(case, request) | {"story": story(lifecycle, case, apart)}


@router.post("/{number}/messages", response={201: MessageOut}, summary="留言 / Write a message")
@idempotent
def write_message(request: ApiRequest, number: str, message: MessageIn) -> Status[Any]:
    """Write into the matter's thread."""
    made = actions.write(_find(request, number), message.text, by=request.auth, at=request.now)
    return Status(201, {"text": made.text, "by": request.auth.name, "at": made.at})


@router.post("/{number}/nudge", response={204: None}, summary="催办 / Nudge")
@idempotent
def nudge(request: ApiRequest, number: str) -> Status[Any]:
    """Remind whoever has the matter, once until it moves on."""
    actions.nudge(_find(request, number), by=request.auth, at=request.now)
    return Status(204, None)


def _rows(request: ApiRequest, show: str) -> QuerySet[Case]:
    match show:
        case "mine":
            rows = visible_cases(request.auth, request.now).filter(applicant=request.auth)
        case "todo":
            rows = todo(request.auth, request.now)
        case _:
            rows = visible_cases(request.auth, request.now)
    return rows.filter(kind__in=list(house().matters)).select_related(*PEOPLE_AND_PLACE)


def _find(request: ApiRequest, number: str) -> Any:
    kind = (
        Case.objects.filter(number=number).values_list("kind", flat=True).first() if _plain(number) else None
    )
    matter = house().matters.get(kind or "")
    if matter is None:
        raise Http404
    rows = matter.visible_to(request.auth, request.now).select_related(*PEOPLE_AND_PLACE)
    case = rows.filter(number=number).first()
    if case is None:
        raise Http404
    return case


def _names_applicant(case: Any, request: ApiRequest) -> bool:
    """Who asked for the same thing is not told who asked first."""
    if matter_of(case).apart is None or case.applicant_id == request.auth.pk:
        return True
    return sees_whole(case, request.auth, request.now)


def _plain(number: str) -> bool:
    return number.isprintable() and len(number) <= 24


def _shown(case: Any, request: ApiRequest) -> dict[str, object]:
    look = house().matters[case.kind].lifecycle.look(case.state)
    return {
        name: getattr(case, name)
        for name in (
            "number",
            "kind",
            "title",
            "state",
            "version",
            "opened_at",
            "moved_at",
            "due_at",
            "closed_at",
        )
    } | {
        "state_title": str(look.title),
        "applicant": case.applicant.name if case.applicant and _names_applicant(case, request) else None,
        "handler": case.handler.name if case.handler else None,
        "place": case.place.full_name if case.place else None,
    }
