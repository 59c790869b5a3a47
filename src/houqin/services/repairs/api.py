"""The repairs as JSON: report, list, one order with its story, and every move a person may make."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from django.http import Http404
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from ninja.responses import Status
from pydantic import AwareDatetime, Field

from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.timeline import story
from houqin.kernel.places.models import Place
from houqin.kernel.places.queries import open_places, resolve_tag
from houqin.kernel.web.api import ApiRequest, idempotent
from houqin.kernel.web.api.pages import After, Limit, Page, keyset
from houqin.services.repairs import forms
from houqin.services.repairs.actions.joins import join
from houqin.services.repairs.actions.report import report as make_report
from houqin.services.repairs.lifecycle import REPAIR
from houqin.services.repairs.matter import MATTER
from houqin.services.repairs.queries import commissions, orders, taxonomy, visits
from houqin.services.repairs.queries.joins import apart, named
from houqin.services.repairs.queries.known import known

if TYPE_CHECKING:
    from houqin.services.repairs.models import Order

router = Router(tags=["repairs"])
Photos = Annotated[tuple[UploadedFile, ...], File(description="照片 / photos", max_length=forms.MOST_PHOTOS)]


class ReportIn(Schema):
    """What is broken and where: a sticker's code or a place's id, and a fault's code or words."""

    tag: str = Field("", max_length=26)
    place: UUID | None = None
    category: str = Field("", max_length=60)
    text: str = Field("", max_length=forms.LONGEST)
    contact: str = Field("", max_length=30)
    day: str = Field("", max_length=10, description="YYYY-MM-DD")
    part: str = Field("", max_length=11, description="HH:MM-HH:MM")
    may_enter: bool = False


class PauseOut(Schema):
    """Why an order stands, since when, and when that ends at the latest; `stops` are the clocks that stand."""

    reason: str
    since: datetime
    ends_at: datetime
    confirmed: bool
    stops: list[str]


class OrderOut(Schema):
    """An order; instants in UTC, `state_title` in the reader's language."""

    number: str
    state: str
    state_title: str
    version: int
    title: str
    category: str
    urgency: str
    place: str
    technician: str | None
    opened_at: datetime
    arrive_due_at: datetime
    due_at: datetime | None
    promised_at: datetime | None
    pause: PauseOut | None
    fixed_at: datetime | None
    closed_at: datetime | None
    reworks: int


class EventOut(Schema):
    """A line of an order's story."""

    at: datetime
    verb: str
    sentence: str
    who: str
    note: str


class OrderWithStory(OrderOut):
    """An order and what happened to it, newest first."""

    story: list[EventOut]


class KnownOut(Schema):
    """An order that may be the same fault: nobody's words, name or phone; `where` "" where it is not yours to know."""

    number: str
    state: str
    state_title: str
    category: str
    near: str
    where: str
    opened_at: datetime
    due_at: datetime | None
    fixed_at: datetime | None
    people: int
    mine: bool
    joinable: bool
    score: float


class KnownIn(Schema):
    """Where one stands (a sticker's code or a place's id), and what is broken as far as one knows."""

    tag: str = Field("", max_length=26)
    place: UUID | None = None
    category: str = Field("", max_length=60)
    text: str = Field("", max_length=200)


class OrderFilters(Schema):
    """What to leave in the list; empty for everything one may see."""

    state: str = ""
    trade: str = ""
    urgency: str = ""
    open: bool | None = None
    mine: bool = False


class OrderMoveIn(Schema):
    """What a move needs: the version one saw, words, a technician, a fault, why a project or a pause, instants, an order."""

    version: int | None = None
    note: str = Field("", max_length=500)
    technician: UUID | None = None
    supplier: str = Field("", max_length=24)
    warranty: bool = False
    worker: UUID | None = None
    category: str = Field("", max_length=60)
    why: str = Field("", max_length=500)
    reason: str = Field("", max_length=20)
    tag: str = Field("", max_length=26)
    wanted_at: AwareDatetime | None = None
    until: AwareDatetime | None = None
    target: str = Field("", max_length=24)
    day: str = Field("", max_length=10, description="YYYY-MM-DD")
    part: str = Field("", max_length=11, description="HH:MM-HH:MM")
    may_enter: bool = False


@router.post("/reports", response={201: OrderOut}, summary="报修 / Report a fault")
@idempotent
def report(request: ApiRequest, payload: Form[ReportIn], photos: Photos = ()) -> Status[Any]:
    """Report a fault; the order with its promise comes back."""
    category = taxonomy.category(payload.category) if payload.category else None
    place = _place(payload)
    order = make_report(
        window=visits.window(place, payload.day, payload.part, request.now), may_enter=payload.may_enter,
        place=place, category=category, text=payload.text, photos=photos,
        contact=payload.contact, channel="api", by=request.auth, at=request.now,
    )  # fmt: skip
    return Status(201, _shown(order))


@router.get("/known", response=list[KnownOut], summary="这里已经知道的故障 / What is known here")
def known_here(request: ApiRequest, asked: Query[KnownIn]) -> list[dict[str, object]]:
    """At most five orders that may be the fault one is about to report, the likeliest first."""
    category = taxonomy.category(asked.category) if asked.category else None
    found = known(request.auth, _place(asked), request.now, category=category, text=asked.text)
    return [
        {
            "number": one.number, "state": one.state, "state_title": str(one.look.title),
            "category": one.category.code, "near": one.near, "where": one.where, "opened_at": one.opened_at,
            "due_at": one.due_at, "fixed_at": one.fixed_at, "people": one.people, "mine": one.mine,
            "joinable": one.joinable, "score": round(one.score, 3),
        }
        for one in found
    ]  # fmt: skip


@router.post("/orders/{number}/join", response=OrderWithStory, summary="我也遇到 / Me too")
@idempotent
def join_order(
    request: ApiRequest, number: str, payload: Form[ReportIn], photos: Photos = ()
) -> dict[str, object]:
    """Lay one's own report to an order that is known near one's place; one is told what becomes of it."""
    category = taxonomy.category(payload.category) if payload.category else None
    joined = join(
        named(number), place=_place(payload), category=category, text=payload.text, photos=photos,
        contact=payload.contact, channel="api", by=request.auth, at=request.now,
    )  # fmt: skip
    return _with_story(_find(request, joined.number), request)


@router.get("/orders", response=Page[OrderOut], summary="工单 / Orders")
def list_orders(
    request: ApiRequest, filters: Query[OrderFilters], after: After = "", limit: Limit = 50
) -> dict[str, object]:
    """Orders one may see, newest first."""
    rows = orders.visible_to(request.auth, request.now).with_all()
    wanted = {
        "state": filters.state, "category__trade": filters.trade, "urgency": filters.urgency,
            }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if filters.mine:
        rows = rows.filter(orders.concerning(request.auth))
    if filters.open is not None:
        rows = rows.filter(closed_at__isnull=filters.open)
    found, following = keyset(rows, order=("-opened_at", "-id"), after=after, limit=limit)
    return {"items": [_shown(one) for one in found], "next": following}


@router.get("/orders/{number}", response=OrderWithStory, summary="一张工单 / One order")
def one_order(request: ApiRequest, number: str) -> dict[str, object]:
    """One order with its story; 404 where there is none or it is not for this person."""
    return _with_story(_find(request, number), request)


@router.post("/orders/{number}/{move}", response=OrderWithStory, summary="办理 / Make a move")
@idempotent
def move(
    request: ApiRequest,
    number: str,
    move: str,
    payload: Form[OrderMoveIn],
    photos: Photos = (),
) -> dict[str, object]:
    """Make a move (assign, take, arrive, finish, approve ...); what one may not do is refused."""
    order, door = _find(request, number), MATTER.moves.get(move)
    if door is None:
        raise Http404
    given = _given(order, request, door.form, payload, photos)
    door.action(order, by=request.auth, at=request.now, expected=payload.version, **given)
    order.refresh_from_db()  # not found anew: who declines an order may have lost sight of it
    return _with_story(order, request)


def _given(
    order: "Order", request: ApiRequest, form: Any, payload: OrderMoveIn, photos: Photos
) -> dict[str, object]:
    """Return the arguments of a move that its form would have asked for."""
    fields = form.base_fields if form else {}
    given: dict[str, object] = {}
    if "note" in fields:
        given["note"] = payload.note
    if "target" in fields:
        given["target"] = orders.to_dispatch(request.auth, request.now).filter(number=payload.target).first()
        if given["target"] is None:
            raise Refused("repairs.join_which", field="target")
    if "why" in fields:
        given["why"] = payload.why
    if "photos" in fields:
        given["photos"] = photos
    if "tag" in fields:
        given["tag"] = payload.tag
    if "wanted_at" in fields:
        given["wanted_at"] = payload.wanted_at
    if "until" in fields:
        if payload.until is None:
            raise Refused("repairs.time_gone_by", field="until")
        given["until"] = payload.until
    if "may_enter" in fields:
        given["may_enter"] = payload.may_enter
        if order.place is not None:
            given["window"] = visits.window(order.place, payload.day, payload.part, request.now)
    if "reason" in fields:
        given["reason"] = _reason(order, payload.reason)
    if "technician" in fields:
        able = {one.pk: one for one in orders.technicians(order, request.now)}
        if payload.technician not in able:
            raise Refused("repairs.not_a_technician", who="—", field="technician")
        given["technician"] = able[payload.technician]
    if "supplier" in fields:
        given["supplier"] = commissions.by_number(payload.supplier)
        given["warranty"] = payload.warranty
    if "worker" in fields:
        given["worker"] = commissions.member(order, payload.worker, request.now)
        if given["worker"] is None:
            raise Refused("suppliers.not_its_worker", who="—", supplier="—", field="worker")
    if "category" in fields and payload.category:
        given["category"] = taxonomy.category(payload.category)
    return given


def _reason(order: "Order", key: str) -> object:
    found = orders.pause_reasons(order).filter(key=key).first()
    if found is None:
        raise Refused("repairs.unknown_reason", field="reason")
    return found


def _place(payload: ReportIn | KnownIn) -> Place:
    tag = resolve_tag(payload.tag) if payload.tag else None
    found = tag.place if tag else _known_place(payload.place)
    if found is None:
        raise Refused("repairs.unknown_place", field="place")
    return found


def _find(request: ApiRequest, number: str) -> "Order":
    found = orders.visible_to(request.auth, request.now).with_all().filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _shown(order: "Order") -> dict[str, object]:
    return {
        "number": order.number, "state": order.state, "state_title": str(REPAIR.look(order.state).title),
        "version": order.version, "title": order.title, "category": order.category.code,
        "urgency": order.urgency, "place": order.place.full_name if order.place else "",
        "technician": order.handler.name if order.handler else None, "opened_at": order.opened_at,
        "arrive_due_at": order.arrive_due_at, "due_at": order.due_at,
        "promised_at": order.promised_at, "pause": _pause(order), "fixed_at": order.fixed_at,
        "closed_at": order.closed_at, "reworks": order.reworks,
    }  # fmt: skip


def _pause(order: "Order") -> dict[str, object] | None:
    one = order.standing
    if one is None:
        return None
    return {
        "reason": one.reason.key, "since": one.since, "ends_at": one.ends_at, "stops": one.reason.stops,
        "confirmed": one.confirmed_at is not None,
    }  # fmt: skip


def _with_story(order: "Order", request: ApiRequest) -> dict[str, object]:
    told = [
        {"at": one.at, "verb": one.verb, "sentence": one.sentence, "who": one.who, "note": one.note}
        for one in story(REPAIR, order, apart(order, request.auth, request.now))
    ]
    return {**_shown(order), "story": told}


def _known_place(place: UUID | None) -> Place | None:
    return open_places().filter(pk=place).first() if place else None
