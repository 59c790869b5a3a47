"""The rosters as JSON: one's own shifts, and coming on and going off duty."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from ninja import Router, Schema
from ninja.responses import Status

from houqin.kernel.web.api import ApiRequest, idempotent
from houqin.services.rosters.actions import duty
from houqin.services.rosters.queries import shifts

if TYPE_CHECKING:
    from houqin.services.rosters.models import Duty, Shift

router = Router(tags=["rosters"])


class ShiftOut(Schema):
    """A shift of the caller's; `kind` is its code, `title` in the reader's language."""

    day: str
    kind: str
    title: str
    team: str
    starts_at: datetime
    ends_at: datetime


class DutyIn(Schema):
    """Come on duty, or go off."""

    press: Literal["on", "off"]


class DutyOut(Schema):
    """A duty: since when, until when (None while it goes on), for which shift."""

    on_at: datetime
    off_at: datetime | None
    shift: str | None


@router.get("/shifts", response=list[ShiftOut], summary="我的班次 / My shifts")
def my_shifts(request: ApiRequest) -> list[dict[str, object]]:
    """The caller's shifts from now on for two weeks, the one going on first."""
    return [_shift(one) for one in shifts.own(request.auth, request.now)]


@router.post("/duty", response={201: DutyOut}, summary="上班、下班 / Come on, go off duty")
@idempotent
def press(request: ApiRequest, given: DutyIn) -> Status[Any]:
    """Come on or go off; refused with the reason where that is not possible."""
    deed = duty.come_on if given.press == "on" else duty.go_off
    return Status(201, _duty(deed(by=request.auth, at=request.now)))


def _shift(one: "Shift") -> dict[str, object]:
    return {
        "day": one.day.isoformat(), "kind": one.kind.code, "title": str(one.kind), "team": str(one.unit),
        "starts_at": one.starts_at, "ends_at": one.ends_at,
    }  # fmt: skip


def _duty(one: "Duty") -> dict[str, object]:
    return {"on_at": one.on_at, "off_at": one.off_at, "shift": str(one.shift) if one.shift else None}
