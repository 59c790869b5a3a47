"""Handing over: a sender offers, a receiver accepts or refuses, and the sender learns what became of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from houqin.kernel.base.refused import Refused
from houqin.kernel.evidence.models import File
from houqin.kernel.lifecycle.actions import attach
from houqin.kernel.lifecycle.engine import Lifecycle, lock
from houqin.kernel.lifecycle.handoffs import KINDS, Handed, State, lifecycle_of
from houqin.kernel.lifecycle.models import Case, Handoff
from houqin.kernel.lifecycle.queries import handed_over
from houqin.kernel.people.models import Person
from houqin.kernel.registry.feature import Receiver
from houqin.kernel.registry.house import house
from houqin.kernel.trail.models import Happening
from houqin.kernel.trail.record import record
from houqin.kernel.worktime.queries import working_hours

SLOT = "handed"
TITLE_LENGTH = 60


def hand_over(handed: Handed, *, source: Case, by: Person, at: datetime) -> Handoff:
    """Offer work to whoever receives its kind; call it inside the sender's own move, which says who may.

    Where nobody receives it here, the answer is there at once: refused by nobody. Raises `Refused` where the case
    has an offer of this kind that is not done yet.
    """
    text = handed.text.strip()
    if not text:
        raise Refused("lifecycle.nothing_handed", field="text")
    receiver = house().handoffs.get(handed.kind)
    lifecycle = lifecycle_of(handed.kind, receiver.permission if receiver else "")
    with transaction.atomic():
        sender = lock(source)
        if handed_over(sender, handed.kind).exists():
            raise Refused("lifecycle.handed_over_already")
        place = handed.place or sender.place
        due_at = working_hours("office", at, place=place).add(at, handed.answer_within)
        handoff = Handoff(
            title=_title(text), applicant=by, unit=(place.keeper if place else None) or sender.unit,
            place=place, source=sender, text=text, details=handed.details(), due_at=due_at,
        )  # fmt: skip
        lifecycle.open(handoff, by=by, at=at, public={"source": sender.number})
        attach(handoff, handed.photos, slot=SLOT, by=by, at=at)
        if receiver is None:
            with lifecycle.move(handoff, "unused", by=None, at=at):
                _answer(handoff, at=at)
            _tell(handoff, "unused", at=at)
    return handoff


def accept(
    handoff: Handoff, *, by: Person, at: datetime, expected: int | None = None, number: str = ""
) -> Case:
    """Take what is offered: the receiver's case is made, or the one of `number` is named; returns it.

    Raises `Refused` where somebody else has answered, or there is no open case of that number to name.
    """
    receiver = house().handoffs[handoff.kind]
    with _life(handoff, receiver).move(handoff, "accept", by=by, at=at, expected=expected) as deed:
        if number.strip():
            target = _named(receiver, number.strip(), by, at)
        else:
            target = receiver.receive(handed_of(handoff), handed_by=handoff.applicant, by=by, at=at)
        deed.public["target"] = target.number
        deed.change(due_at=None)
        _answer(handoff, by=by, at=at, target=target)
        _tell(handoff, "accept", by=by, on_behalf_of=deed.on_behalf_of, at=at)
    return target


def refuse(handoff: Handoff, *, note: str, by: Person, at: datetime, expected: int | None = None) -> None:
    """Refuse what is offered, with a reason that the sender reads."""
    reason = note.strip()
    if not reason:
        raise Refused("lifecycle.reason_needed", field="note")
    life, private = _life(handoff, house().handoffs[handoff.kind]), {"note": reason}
    with life.move(handoff, "refuse", by=by, at=at, expected=expected, private=private) as deed:
        _answer(handoff, by=by, at=at, reason=reason)
        _tell(handoff, "refuse", by=by, on_behalf_of=deed.on_behalf_of, at=at, private=private)


def follow(happenings: Sequence[Happening]) -> None:
    """Call a hand-off done whose receiver's case has closed, and tell the sender's; read twice, told once."""
    subjects = {each.subject for each in happenings}
    over = Handoff.objects.filter(
        Q(pk__in=subjects) | Q(target__in=subjects), state=State.ACCEPTED, target__closed_at__isnull=False
    )
    for handoff in over.select_related("source", "target").order_by("pk"):
        _finish(handoff)


def handed_of(handoff: Handoff) -> Handed:
    """Return what was handed over, as its sender gave it."""
    photos = File.objects.filter(pk__in=handoff.attachments.filter(slot=SLOT).values("file")).order_by(
        "at", "pk"
    )
    kind: Any = KINDS[handoff.kind]
    handed: Handed = kind(place=handoff.place, text=handoff.text, photos=tuple(photos), **handoff.details)
    return handed


def _finish(handoff: Handoff) -> None:
    at = handoff.target.closed_at if handoff.target else None
    if at is None:
        return
    try:
        with _life(handoff, house().handoffs.get(handoff.kind)).move(handoff, "finish", by=None, at=at):
            _tell(handoff, "finish", at=at)
    except Refused:  # another has just said so
        return


def _life(handoff: Handoff, receiver: Receiver | None) -> Lifecycle:
    return lifecycle_of(handoff.kind, receiver.permission if receiver else "")


def _named(receiver: Receiver, number: str, by: Person, at: datetime) -> Case:
    mine = house().matters[receiver.makes].visible_to(by, at)
    found: Case | None = mine.filter(number=number, closed_at=None).first()
    if found is None:
        raise Refused("lifecycle.no_case_to_name", number=number, field="number")
    return found


def _answer(
    handoff: Handoff, *, at: datetime, by: Person | None = None, target: Case | None = None, reason: str = ""
) -> None:
    handoff.answered_by, handoff.answered_at, handoff.target, handoff.reason = by, at, target, reason
    handoff.save(update_fields=["answered_by", "answered_at", "target", "reason"])


def _tell(
    handoff: Handoff,
    verb: str,
    *,
    at: datetime,
    by: Person | None = None,
    on_behalf_of: UUID | None = None,
    private: Mapping[str, object] | None = None,
) -> None:
    """Say on the sender's case what became of the hand-off; the relay carries it on after the commit."""
    record(
        subject=handoff.source.pk, kind=handoff.source.kind, verb=f"handoff_{verb}", by=by,
        on_behalf_of=on_behalf_of, at=at, facts={"handoff": handoff.number}, private=private,
    )  # fmt: skip


def _title(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= TITLE_LENGTH else f"{line[: TITLE_LENGTH - 1]}…"
