"""Leave: asked by whoever works by a roster, agreed to by who leads the team; the shifts in it fall away."""

from datetime import datetime, timedelta

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import Person
from houqin.kernel.people.queries import home_unit
from houqin.services.rosters.lifecycle import LEAVE
from houqin.services.rosters.models import Leave, Shift
from houqin.services.rosters.queries import cases
from houqin.services.rosters.queries.teams import works_shifts
from houqin.services.rosters.rules import LeaveFacts

_A_MOMENT = timedelta(seconds=1)


def ask(
    *, leave_kind: str, starts_at: datetime, ends_at: datetime, by: Person, at: datetime, note: str = ""
) -> Leave:
    """Ask for leave; the reason is sealed. Raises `Refused` for a backward, past or doubled period."""
    if not works_shifts(by, at):
        raise Refused("rosters.not_by_roster")
    if ends_at <= starts_at:
        raise Refused("rosters.leave_backwards", field="ends_at")
    if ends_at <= at:
        raise Refused("rosters.leave_over", field="ends_at")
    if cases.overlapping(by, starts_at, ends_at).exists():
        raise Refused("rosters.leave_overlaps", field="starts_at")
    kind = Leave.Kind(leave_kind)
    leave = Leave(
        title=_title(starts_at, ends_at), applicant=by, unit=home_unit(by, at), leave_kind=kind,
        starts_at=starts_at, ends_at=ends_at,
    )  # fmt: skip
    private = {"note": note.strip()} if note.strip() else None
    LEAVE.open(leave, by=by, at=at, public={"leave_kind": kind.value}, private=private)
    return leave


def grant(leave: Leave, *, by: Person, at: datetime, expected: int | None = None, note: str = "") -> None:
    """Agree to a leave; shifts to come that touch it fall away, and the story tells how many."""
    with LEAVE.move(leave, "grant", by=by, at=at, expected=expected, private=_words(note)) as deed:
        touched = Shift.objects.filter(
            person=leave.applicant_id, starts_at__gt=at, starts_at__lt=leave.ends_at,
            ends_at__gt=leave.starts_at,
        )  # fmt: skip
        deed.public["shifts"] = touched.count()
        touched.delete()


def decline(leave: Leave, *, note: str, by: Person, at: datetime, expected: int | None = None) -> None:
    """Do not agree, with a reason the other side reads."""
    if not note.strip():
        raise Refused("rosters.reason_needed", field="note")
    with LEAVE.move(leave, "decline", by=by, at=at, expected=expected, private=_words(note)):
        pass


def withdraw(leave: Leave, *, by: Person, at: datetime, expected: int | None = None) -> None:
    """Take back a leave that has not begun, agreed to or not; shifts that fell away do not come back by themselves."""
    with LEAVE.move(leave, "withdraw", by=by, at=at, expected=expected, facts=_facts(leave, at)):
        pass


def come_back(leave: Leave, *, by: Person, at: datetime, expected: int | None = None) -> None:
    """Come back before the leave ends: it ends now."""
    with LEAVE.move(leave, "come_back", by=by, at=at, expected=expected, facts=_facts(leave, at)) as deed:
        deed.public["was_until"] = leave.ends_at.isoformat()
        Leave.objects.filter(pk=leave.pk).update(ends_at=max(at, leave.starts_at + _A_MOMENT))
    leave.refresh_from_db()


def _facts(leave: Leave, at: datetime) -> LeaveFacts:
    return LeaveFacts(at=at, starts_at=leave.starts_at, ends_at=leave.ends_at)


def _words(note: str) -> dict[str, str] | None:
    return {"note": note.strip()} if note.strip() else None


def _title(starts_at: datetime, ends_at: datetime) -> str:
    begins, ends = starts_at.astimezone(SHANGHAI), ends_at.astimezone(SHANGHAI)
    return f"{begins:%m-%d %H:%M} – {ends:%m-%d %H:%M}"
