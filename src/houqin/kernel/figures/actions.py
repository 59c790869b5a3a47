"""Writes: freezing figures."""

from datetime import datetime

from django.db import IntegrityError, transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.figures.models import Snapshot
from houqin.kernel.figures.period import Period
from houqin.kernel.people.models import Person
from houqin.kernel.people.permits import require
from houqin.kernel.registry.feature import Figure
from houqin.kernel.trail.record import record


def freeze(figure: Figure, period: Period, *, by: Person, at: datetime) -> Snapshot:
    """Freeze a figure of a period that has ended; raises `Refused` for a running period and a second freezing."""
    acting = require(figure.permission, by=by, at=at)
    if period.until > at:
        raise Refused("figures.still_running", last=period.last.isoformat())
    try:
        with transaction.atomic():
            snapshot = Snapshot.objects.create(
                figure=figure.key, first=period.first, last=period.last,
                value=figure.value(by, period.since, period.until, at),
                rows=figure.rows(by, period.since, period.until, at).count(), by=by, at=at,
            )  # fmt: skip
            record(
                subject=snapshot.pk, kind="figures.snapshot", verb="freeze", by=by, on_behalf_of=acting, at=at,
                facts={"figure": figure.key, "period": str(period), "value": snapshot.value},
            )  # fmt: skip
    except IntegrityError as already:
        raise Refused("figures.frozen_already") from already
    return snapshot
