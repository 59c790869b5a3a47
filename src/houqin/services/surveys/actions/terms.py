"""The office sets the terms: a new edition beside the old ones."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import Person
from houqin.kernel.people.permits import require
from houqin.kernel.trail.record import record
from houqin.services.surveys.models import Terms
from houqin.services.surveys.rules import TOO_FEW

SETTINGS = "surveys.settings"


def add_edition(
    *,
    since: datetime,
    open_days: int,
    remind_days: int,
    revise_minutes: int,
    batch: int,
    source: str,
    by: Person,
    at: datetime,
) -> Terms:
    """Add an edition of the terms; what has been invited keeps the one it has.

    Raises `Refused` without the right, for a date in the past, and for batches that would tell who rated.
    """
    acting = require(SETTINGS, by=by, at=at)
    if since < at:
        raise Refused("surveys.terms_in_past", field="since")
    if remind_days >= open_days:
        raise Refused("surveys.terms_days", field="remind_days")
    if batch < TOO_FEW:
        raise Refused("surveys.batch_too_small", least=TOO_FEW, field="batch")
    with transaction.atomic():
        last = Terms.objects.aggregate(last=Max("number"))["last"] or 0
        made = Terms.objects.create(
            number=last + 1, since=since, open_days=open_days, remind_days=remind_days,
            revise_minutes=revise_minutes, batch=batch, source=source.strip(), made_by=by,
        )  # fmt: skip
        facts = {"number": made.number, "open_days": open_days, "batch": batch}
        record(
            subject=made.pk, kind="surveys.terms", verb="add", by=by, on_behalf_of=acting, at=at, facts=facts
        )
    return made
