"""How the office edits kinds of shift and of certificate; shifts already planned keep their hours."""

from datetime import date, datetime, time

from django.db import IntegrityError, transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import Person
from houqin.kernel.people.permits import require
from houqin.kernel.trail.record import record
from houqin.services.rosters.models import CertificateKind, ShiftKind

SETTINGS = "rosters.settings"


def edit_shift_kind(
    kind: ShiftKind | None,
    *,
    code: str,
    name_zh: str,
    name_en: str,
    mark_zh: str,
    mark_en: str,
    begins: time,
    ends: time,
    tone: str,
    order: int,
    by: Person,
    at: datetime,
    closed_on: date | None = None,
) -> ShiftKind:
    """Make or change a kind of shift. Raises `Refused` where code or mark is taken."""
    made = kind or ShiftKind()
    made.code, made.name_zh, made.name_en, made.order = code, name_zh.strip(), name_en.strip(), order
    made.mark_zh, made.mark_en = mark_zh.strip(), mark_en.strip().upper()
    made.begins, made.ends, made.tone, made.closed_on = begins, ends, tone, closed_on
    _keep(
        made,
        "rosters.shift_kind",
        {"code": code, "begins": f"{begins:%H:%M}", "ends": f"{ends:%H:%M}"},
        by,
        at,
    )
    return made


def edit_certificate_kind(
    kind: CertificateKind | None,
    *,
    code: str,
    name_zh: str,
    name_en: str,
    remind_days: int,
    order: int,
    by: Person,
    at: datetime,
    closed_on: date | None = None,
) -> CertificateKind:
    """Make or change a kind of certificate. Raises `Refused` where the code is taken."""
    made = kind or CertificateKind()
    made.code, made.name_zh, made.name_en = code, name_zh.strip(), name_en.strip()
    made.remind_days, made.order, made.closed_on = remind_days, order, closed_on
    _keep(made, "rosters.certificate_kind", {"code": code, "remind_days": remind_days}, by, at)
    return made


def _keep(
    made: ShiftKind | CertificateKind, kind: str, facts: dict[str, object], by: Person, at: datetime
) -> None:
    acting = require(SETTINGS, by=by, at=at)
    try:
        with transaction.atomic():
            made.save()
            record(subject=made.pk, kind=kind, verb="edit", by=by, on_behalf_of=acting, at=at, facts=facts)
    except IntegrityError as taken:
        raise Refused("rosters.code_taken", field="code") from taken
