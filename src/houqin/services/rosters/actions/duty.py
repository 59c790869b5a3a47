"""Coming on and going off duty: one press, a row each; the database lets nobody be on twice."""

from datetime import datetime

from django.db import IntegrityError, transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import Person
from houqin.kernel.people.queries import home_unit
from houqin.kernel.trail.record import record
from houqin.services.rosters import rules
from houqin.services.rosters.models import Duty, DutyQuerySet
from houqin.services.rosters.queries import shifts
from houqin.services.rosters.queries.teams import works_shifts

KIND = "rosters.duty"


def come_on(*, by: Person, at: datetime) -> Duty:
    """Come on duty, for the shift going on or about to begin where there is one.

    Raises `Refused` for who does not work by a roster, and for who is on already.
    """
    if not works_shifts(by, at):
        raise Refused("rosters.not_by_roster")
    shift = shifts.current(by, at)
    unit = shift.unit if shift else home_unit(by, at)
    try:
        with transaction.atomic():
            made = Duty.objects.create(person=by, unit=unit, shift=shift, on_at=at)
            record(subject=made.pk, kind=KIND, verb="come_on", by=by, at=at)
    except IntegrityError as twice:
        raise Refused("rosters.on_already") from twice
    return made


def go_off(*, by: Person, at: datetime) -> Duty:
    """Go off duty. Raises `Refused` for who is not on."""
    with transaction.atomic():
        mine = DutyQuerySet(Duty).going_on().filter(person=by, on_at__lt=at)
        duty = mine.select_for_update().first()
        if duty is None:
            raise Refused("rosters.not_on")
        duty.off_at = at
        duty.save(update_fields=["off_at"])
        record(subject=duty.pk, kind=KIND, verb="go_off", by=by, at=at)
    return duty


def end_forgotten(duty: Duty, *, at: datetime) -> bool:
    """End a duty that nobody ended: with its shift, else after the longest duty; False where it may still go on."""
    off_at = rules.forgotten_off(duty.on_at, duty.shift.ends_at if duty.shift else None, at)
    if off_at is None:
        return False
    with transaction.atomic():
        if not DutyQuerySet(Duty).going_on().filter(pk=duty.pk).update(off_at=off_at, forgotten=True):
            return False
        record(subject=duty.pk, kind=KIND, verb="forgotten", by=None, at=at)
    return True
