"""What one service may hand to another: few kinds, declared here, all with the same small life.

The sender knows the kind, not who receives it; whoever receives it declares so in its feature (`Receiver`).
"""

from dataclasses import dataclass, fields
from datetime import timedelta
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from houqin.kernel.evidence.models import File
from houqin.kernel.lifecycle.declare import Look, move
from houqin.kernel.lifecycle.engine import Lifecycle
from houqin.kernel.places.models import Place

SHARED = frozenset({"place", "text", "photos"})


class State(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DONE = "done"


class Urgency(StrEnum):
    """How fast somebody has to look at a fault."""

    DANGER = "danger"
    URGENT = "urgent"
    NORMAL = "normal"
    LOW = "low"


URGENCIES: dict[Urgency, StrOrPromise] = {
    Urgency.DANGER: _("危险"),
    Urgency.URGENT: _("紧急"),
    Urgency.NORMAL: _("一般"),
    Urgency.LOW: _("不急"),
}


@dataclass(frozen=True, kw_only=True)
class Handed:
    """What all kinds share: where, what, and photos that the sender's case already has."""

    kind: ClassVar[str]
    prefix: ClassVar[str]
    title: ClassVar[StrOrPromise]

    place: Place | None = None
    text: str
    photos: tuple[File, ...] = ()

    @property
    def answer_within(self) -> timedelta:
        """Office hours in which an answer is due: what comes first on the to-do list, not a promise."""
        return timedelta(hours=4)

    def details(self) -> dict[str, str]:
        """Return the fields only this kind has."""
        return {one.name: str(getattr(self, one.name)) for one in fields(self) if one.name not in SHARED}

    def facts(self) -> tuple[tuple[StrOrPromise, StrOrPromise], ...]:
        """Return what a page tells besides place and text."""
        return ()


@dataclass(frozen=True, kw_only=True)
class FaultFound(Handed):
    """Something is broken, found by people who do not mend such things."""

    kind = "handoff.fault"
    prefix = "YG"
    title = _("故障移交")

    place: Place
    urgency: str = Urgency.NORMAL

    @property
    def answer_within(self) -> timedelta:
        """At once where there is danger."""
        return timedelta() if self.urgency == Urgency.DANGER else super().answer_within

    def facts(self) -> tuple[tuple[StrOrPromise, StrOrPromise], ...]:
        """Return how urgent it is."""
        return ((_("紧急程度"), URGENCIES[Urgency(self.urgency)]),)


@dataclass(frozen=True, kw_only=True)
class ProjectNeeded(Handed):
    """Something is too big for the day's work and belongs among the projects."""

    kind = "handoff.project"
    prefix = "YX"
    title = _("专项改造建议")

    why: str

    def facts(self) -> tuple[tuple[StrOrPromise, StrOrPromise], ...]:
        """Return why daily upkeep does not do."""
        return ((_("理由"), self.why),)


KINDS: dict[str, type[Handed]] = {one.kind: one for one in (FaultFound, ProjectNeeded)}


@cache
def lifecycle_of(name: str, permission: str = "") -> Lifecycle:
    """Return the life of a kind by its name; `permission` is the receiver's, none where nobody receives it."""
    kind = KINDS[name]
    known: dict[str, Any] = {"permission": permission}
    return Lifecycle(
        kind=kind.kind,
        prefix=kind.prefix,
        title=kind.title,
        initial=State.OFFERED,
        opened=_("提出了移交"),
        steps=(_("提出"), _("答复"), _("办结")),
        states={
            State.OFFERED: Look(_("待答复"), "amber", _("已移交，等待答复"), 1),
            State.ACCEPTED: Look(_("已接收"), "blue", _("已接收，正在办理"), 2),
            State.REFUSED: Look(_("未接收"), "red", _("没有接收，请看原因"), 2, final=True),
            State.DONE: Look(_("已办结"), "green", _("移交的事已办结"), 3, final=True),
        },
        moves=(
            move("accept", State.OFFERED, State.ACCEPTED, title=_("接收"), done=_("接收了移交"),
                 todo=True, main=True, **known),
            move("refuse", State.OFFERED, State.REFUSED, title=_("不接收"), done=_("没有接收移交"), **known),
            move("unused", State.OFFERED, State.REFUSED, title=_("无处接收"),
                 done=_("这里没有启用接收它的服务"), system=True, **known),
            move("finish", State.ACCEPTED, State.DONE, title=_("办结"), done=_("移交的事办结了"),
                 system=True, **known),
        ),
    )  # fmt: skip
