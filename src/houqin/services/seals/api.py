"""The seals as JSON: applications one may see, applying with a document, and every move but mending."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import File, Form, Router, Schema, UploadedFile
from ninja.errors import HttpError
from ninja.responses import Status
from pydantic import ConfigDict, Field

from houqin.kernel.lifecycle.timeline import story
from houqin.kernel.web.api import ApiRequest, Page, idempotent, keyset
from houqin.kernel.web.api.pages import After, Limit
from houqin.services.seals import queries
from houqin.services.seals.actions import applications
from houqin.services.seals.lifecycle import APPLICATION
from houqin.services.seals.matter import APPLICATIONS

if TYPE_CHECKING:
    from houqin.services.seals.models import Application

router = Router()
NEWEST = ("-opened_at", "-id")
GIVEN: Mapping[str, tuple[str, ...]] = {  # what each move takes beside the version
    "approve": ("note",), "return": ("note",), "refuse": ("note",), "withdraw": ("note",),
    "decline": ("note",),
    "stamp": ("copies", "code"), "take_out": ("code",), "bring_back": ("copies", "note"),
}  # fmt: skip
NEEDED = {"return": "note", "refuse": "note", "decline": "note", "stamp": "copies", "bring_back": "copies"}


class ApplicationOut(Schema):
    """An application; `code` is the check code of the document, the first eight hex digits of its SHA-256."""

    number: str
    title: str
    state: str
    state_title: str
    version: int
    seal: str
    kind: str
    copies: int
    pages: int
    addressee: str
    code: str
    applicant: str
    keeper: str | None
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None


class Event(Schema):
    """One line of an application's story."""

    at: datetime
    verb: str
    sentence: str
    who: str
    on_behalf_of: str
    note: str


class ApplicationWithStory(ApplicationOut):
    """An application with its purpose and what happened to it, newest first."""

    purpose: str
    story: list[Event]


class ApplicationIn(Schema):
    """What is asked for: seal by number, kind by key, escort by staff number, `out_minutes` of work."""

    model_config = ConfigDict(str_strip_whitespace=True)

    seal: str = Field(max_length=24)
    kind: str = Field(max_length=40)
    title: str = Field(min_length=1, max_length=200)
    copies: int = Field(ge=1, le=999)
    addressee: str = Field(min_length=1, max_length=120)
    purpose: str = Field(min_length=1, max_length=500)
    pages: int | None = Field(None, ge=1, le=9999)
    destination: str = Field("", max_length=120)
    escort: str = Field("", max_length=32)
    out_minutes: int | None = Field(None, ge=30, le=4800)


class MoveIn(Schema):
    """A move: `version` is the one that was seen; the rest as the move needs it."""

    model_config = ConfigDict(str_strip_whitespace=True)

    version: int | None = None
    note: str = Field("", max_length=500)
    copies: int | None = Field(None, ge=0, le=999)
    code: str = Field("", max_length=20)


@router.get("", response=Page[ApplicationOut], summary="用印申请 / Applications")
def list_applications(
    request: ApiRequest, after: After = "", limit: Limit = 50, state: str = ""
) -> dict[str, object]:
    """Applications one may see, newest first."""
    rows = queries.visible_to(request.auth, request.now).with_people()
    found, following = keyset(
        rows.filter(state=state) if state else rows, order=NEWEST, after=after, limit=limit
    )
    return {"items": [_shown(each) for each in found], "next": following}


@router.get("/{number}", response=ApplicationWithStory, summary="一件用印申请 / One application")
def one_application(request: ApiRequest, number: str) -> dict[str, object]:
    """An application with its story; 404 where it is not there or not the person's to see."""
    return _told(_find(request, number))


@router.post("", response={201: ApplicationOut}, summary="申请用印 / Apply")
@idempotent
def apply(
    request: ApiRequest,
    application: Annotated[ApplicationIn, Form()],
    document: Annotated[UploadedFile, File()],
) -> Status[Any]:
    """Apply for a seal on a document (multipart). Blank paper and seals not at rest are refused."""
    given = application.dict(exclude={"seal", "kind", "escort"})
    seal = get_object_or_404(queries.seals_to_ask_for(request.auth, request.now), number=application.seal)
    kind = get_object_or_404(queries.kinds_to_choose(request.auth, request.now), key=application.kind)
    escort = queries.staff_by_number(request.auth, request.now, application.escort)
    made = applications.apply(
        seal=seal,
        matter_kind=kind,
        escort=escort,
        document=document,
        by=request.auth,
        at=request.now,
        **given,
    )
    return Status(201, _shown(made))


@router.post("/{number}/{move}", response=ApplicationWithStory, summary="办理 / Make a move")
@idempotent
def make_move(request: ApiRequest, number: str, move: str, given: MoveIn) -> dict[str, object]:
    """Make a move; 409 where somebody was faster, 403 where it is not the person's to make."""
    application = _find(request, number)
    if move not in GIVEN:
        raise Http404
    needed = NEEDED.get(move)
    if needed and getattr(given, needed) in ("", None):
        raise HttpError(422, f"{needed} is required")
    arguments: dict[str, Any] = {name: getattr(given, name) for name in GIVEN[move]}
    APPLICATIONS.moves[move].action(
        application, by=request.auth, at=request.now, expected=given.version, **arguments
    )
    application.refresh_from_db()
    return _told(application)


def _find(request: ApiRequest, number: str) -> "Application":
    return get_object_or_404(queries.visible_to(request.auth, request.now).with_people(), number=number)


def _shown(application: "Application") -> dict[str, object]:
    names = (
        "number",
        "title",
        "state",
        "version",
        "copies",
        "pages",
        "addressee",
        "code",
        "opened_at",
        "due_at",
    )
    return {name: getattr(application, name) for name in names} | {
        "state_title": str(APPLICATION.look(application.state).title),
        "seal": application.seal.title,
        "kind": application.matter_kind.key,
        "applicant": application.applicant.name if application.applicant else "",
        "keeper": application.handler.name if application.handler else None,
        "closed_at": application.closed_at,
    }


def _told(application: "Application") -> dict[str, object]:
    return _shown(application) | {"purpose": application.purpose, "story": story(APPLICATION, application)}
