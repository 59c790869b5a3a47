"""How people stand right now: on duty, in a shift, on leave; which certificates they hold. For whoever gives out work."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from houqin.services.rosters.models import (
    Certificate,
    CertificateKind,
    CertificateQuerySet,
    Duty,
    DutyQuerySet,
    Leave,
    LeaveQuerySet,
    Shift,
    ShiftQuerySet,
)
from houqin.services.rosters.rules import Standing

NOTHING = Standing()


def visible_to(people: Collection[UUID], at: datetime) -> Mapping[UUID, Standing]:
    """Return how each of these people stands at an instant, in three queries; the caller knows whom they may see."""
    on = set(DutyQuerySet(Duty).going_on().filter(person__in=people).values_list("person_id", flat=True))
    running = ShiftQuerySet(Shift).running(at).filter(person__in=people).select_related("kind")
    shifts = {one.person_id: str(one.kind) for one in running}
    away = LeaveQuerySet(Leave).granted().filter(applicant__in=people, starts_at__lte=at, ends_at__gt=at)
    leaves = dict(away.order_by("ends_at").values_list("applicant_id", "ends_at"))
    return {
        one: Standing(on_duty=one in on, shift=shifts.get(one, ""), leave_until=leaves.get(one))
        for one in people
    }


def certified(people: Collection[UUID], kind: CertificateKind, day: date) -> frozenset[UUID]:
    """Return who of these people holds a certificate of a kind that is valid on a day."""
    held = CertificateQuerySet(Certificate).valid_on(day).filter(certificate_kind=kind, applicant__in=people)
    return frozenset(pk for pk in held.values_list("applicant_id", flat=True) if pk)
