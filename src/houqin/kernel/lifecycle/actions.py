"""What anybody who sees a case may do besides moving it: lay files, write, nudge, take part."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.evidence.models import File
from houqin.kernel.lifecycle.models import Attachment, Case, Message, Nudge, Participant
from houqin.kernel.people.models import Person
from houqin.kernel.trail.record import record


def attach(case: Case, files: Iterable[File], *, slot: str, by: Person | None, at: datetime) -> None:
    """Lay files to a case in a slot; the same file twice counts once."""
    Attachment.objects.bulk_create(
        (Attachment(case_id=case.pk, file=file, slot=slot, by=by, at=at) for file in files),
        ignore_conflicts=True,
    )


def take_part(case: Case, person: Person, *, part: str, at: datetime) -> None:
    """Let a person see a case from now on, and say why (`part`)."""
    Participant.objects.get_or_create(case_id=case.pk, person=person, part=part, defaults={"since": at})


def write(case: Case, text: str, *, by: Person, at: datetime) -> Message:
    """Add a message to the thread; everybody on the case is told."""
    text = text.replace("\0", "").strip()  # the database holds no NUL
    if not text:
        raise Refused("lifecycle.empty_message")
    with transaction.atomic():
        message = Message.objects.create(case_id=case.pk, by=by, text=text, at=at)
        record(
            subject=case.pk, kind=case.kind, verb="write", by=by, at=at, facts={"message": str(message.pk)}
        )
    return message


def nudge(case: Case, *, by: Person, at: datetime) -> None:
    """Remind whoever has the case, once until it moves on; a second time is refused with the first one's hour."""
    if case.closed_at is not None:
        raise Refused("lifecycle.nudge_closed")
    try:
        with transaction.atomic():
            Nudge.objects.create(case_id=case.pk, version=case.version, by=by, at=at)
            record(subject=case.pk, kind=case.kind, verb="nudge", by=by, at=at, version=case.version)
    except IntegrityError as already:
        first = Nudge.objects.filter(case_id=case.pk, version=case.version).first()
        raise Refused("lifecycle.nudged_already", at=first.at if first else at) from already
