"""Standing still with a reason: pauses begin, are confirmed, and end; a visit in vain is shown by proof."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.files.uploadedfile import UploadedFile

from houqin.kernel.base.refused import Refused
from houqin.kernel.evidence.store import store
from houqin.kernel.lifecycle.actions import attach
from houqin.kernel.lifecycle.engine import Deed
from houqin.kernel.people.models import Person
from houqin.kernel.places.queries import resolve_tag
from houqin.services.repairs.actions import index
from houqin.services.repairs.actions.dispatch import end_pause
from houqin.services.repairs.lifecycle import REPAIR, Facts
from houqin.services.repairs.models import Order, Pause, PauseReason, Visit
from houqin.services.repairs.models.pause import NOBODY_HOME
from houqin.services.repairs.queries.orders import running_pause

DOOR = "door"


def pause(
    order: Order,
    *,
    reason: PauseReason,
    by: Person,
    at: datetime,
    note: str = "",
    photos: "Sequence[UploadedFile[bytes]]" = (),
    expected: int | None = None,
) -> None:
    """Let an order stand, for a reason of its edition; which clocks stand with it is the reason's.

    It ends by itself after a day, or after the reason's longest time where a dispatcher has confirmed it.
    """
    if reason.version_id != order.sla_id or reason.needs_proof:
        raise Refused("repairs.unknown_reason", field="reason")
    private = {"note": note.strip()} if note.strip() else None
    with REPAIR.move(order, "pause", by=by, at=at, expected=expected, private=private) as deed:
        _lay(order, photos, by, at)
        _begin(order, reason, deed, by, at)


def nobody_home(
    order: Order,
    *,
    by: Person,
    at: datetime,
    photos: "Sequence[UploadedFile[bytes]]" = (),
    tag: str = "",
    note: str = "",
    expected: int | None = None,
) -> None:
    """Note a visit in vain, shown by a photo of the door or its sticker; it counts as arrival, the reporter is told.

    Raises `Refused` without proof, and for the sticker of another place.
    """
    proof = _proof(order, photos, tag)
    private = {"note": note.strip()} if note.strip() else None
    with REPAIR.move(order, "nobody_home", by=by, at=at, expected=expected, private=private) as deed:
        _lay(order, photos, by, at)
        Visit.objects.create(order=order, technician=by, proof=proof, at=at)
        Order.objects.filter(pk=order.pk, arrived_at=None).update(arrived_at=at)
        order.arrived_at = order.arrived_at or at
        deed.public["proof"] = str(proof)
        end_pause(order, Pause.Ended.REPLACED, at)
        reason = order.sla.pause_reasons.filter(key=NOBODY_HOME).first()
        if reason is None:
            raise Refused("repairs.unknown_reason")
        _begin(order, reason, deed, by, at)


def confirm(order: Order, *, by: Person, at: datetime, expected: int | None = None) -> None:
    """Let a pause last beyond its first day, up to its reason's longest time."""
    with REPAIR.move(order, "confirm_pause", by=by, at=at, expected=expected) as deed:
        running = running_pause(order)
        if running is None or not running.to_confirm or running.ends_at < at:
            raise Refused("repairs.nothing_to_confirm")
        running.confirmed_by, running.confirmed_at = by, at
        running.ends_at = running.since + timedelta(minutes=running.reason.longest_minutes)
        running.save(update_fields=["confirmed_by", "confirmed_at", "ends_at"])
        index.follow(order, deed, at=at, until=running.ends_at)


def resume(order: Order, *, by: Person, at: datetime, expected: int | None = None) -> None:
    """Go on with the work."""
    with REPAIR.move(order, "resume", by=by, at=at, expected=expected) as deed:
        end_pause(order, Pause.Ended.RESUMED, at)
        index.follow(order, deed, at=at)


def answer(
    order: Order,
    *,
    by: Person,
    at: datetime,
    note: str = "",
    wanted_at: datetime | None = None,
    expected: int | None = None,
) -> None:
    """Answer what an order waits for, or name another time: the pause ends, the technician is told.

    Raises `Refused` where nothing waits for the reporter, without a word or a time, and for a time gone by.
    """
    if not note.strip() and wanted_at is None:
        raise Refused("repairs.nothing_answered", field="note")
    if wanted_at is not None and wanted_at <= at:
        raise Refused("repairs.time_gone_by", field="wanted_at")
    running = running_pause(order)
    facts = Facts(at=at, for_reporter=running is not None and running.reason.by_reporter)
    private = {"note": note.strip()} if note.strip() else None
    with REPAIR.move(order, "answer", by=by, at=at, expected=expected, facts=facts, private=private) as deed:
        if wanted_at is not None:
            deed.public["wanted_at"] = wanted_at.isoformat()
        end_pause(order, Pause.Ended.ANSWERED, at, wanted_at=wanted_at)
        index.follow(order, deed, at=at)


def lapse(
    order: Order, *, by: Person | None, at: datetime, note: str = "", expected: int | None = None
) -> None:
    """End a pause: by the clock at the end of its time, or by a dispatcher; the technician has to go on."""
    private = {"note": note.strip()} if note.strip() else None
    with REPAIR.move(order, "lapse", by=by, at=at, expected=expected, private=private) as deed:
        end_pause(order, Pause.Ended.LAPSED, at)
        index.follow(order, deed, at=at)


def _begin(order: Order, reason: PauseReason, deed: Deed, by: Person, at: datetime) -> None:
    minutes = min(reason.longest_minutes, order.sla.unconfirmed_minutes)
    ends_at = at + timedelta(minutes=minutes)
    Pause.objects.create(order=order, reason=reason, since=at, ends_at=ends_at, by=by)
    deed.public["reason"] = reason.key
    index.follow(order, deed, at=at, until=ends_at)


def _lay(order: Order, photos: "Sequence[UploadedFile[bytes]]", by: Person, at: datetime) -> None:
    attach(order, [store(photo, kind="photo", by=by, at=at) for photo in photos], slot=DOOR, by=by, at=at)


def _proof(order: Order, photos: "Sequence[UploadedFile[bytes]]", tag: str) -> Visit.Proof:
    """The sticker of the room itself, or of something in it; a photo else."""
    if tag.strip():
        found = resolve_tag(tag.strip())
        place = order.place
        here = found is not None and place is not None and f"{found.place.path}.".startswith(f"{place.path}.")
        if not here:
            raise Refused("repairs.wrong_tag", field="tag")
        return Visit.Proof.TAG
    if not photos:
        raise Refused("repairs.proof_needed", field="photos")
    return Visit.Proof.PHOTO
