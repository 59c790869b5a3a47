"""Closing months, and opening them again by two different people."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from houqin.kernel.base.clock import local_date
from houqin.kernel.base.refused import Refused
from houqin.kernel.money.models import Period
from houqin.kernel.money.naming import period_id
from houqin.kernel.people.models import Person
from houqin.kernel.people.permits import require
from houqin.kernel.trail.record import record

KIND = "money.period"


def close_period(month: date, *, by: Person | None, at: datetime) -> Period:
    """Close a month that is over: it takes no posting any more. Needs "money.close".

    Raises `Refused` ("money.period_running", "money.period_state").
    """
    behalf = require("money.close", by=by, at=at)
    month = month.replace(day=1)
    if local_date(at).replace(day=1) <= month:
        raise Refused("money.period_running", month=f"{month:%Y-%m}")
    with transaction.atomic():
        fresh = {"state": Period.State.CLOSED, "closed_by": by, "closed_at": at}
        period, made = Period.objects.get_or_create(month=month, defaults=fresh)
        if not made:
            period = _locked(month, Period.State.OPEN)
            _set(period, asked_by=None, asked_at=None, why="", reopened_by=None, reopened_at=None, **fresh)
        _tell(period, "closed", by, at, behalf, "" if made else "open")
    return period


def ask_to_reopen(month: date, *, why: str, by: Person, at: datetime) -> Period:
    """Ask for a closed month to be opened again; another person must allow it. Needs "money.close".

    Raises `Refused` ("money.reason_needed", "money.period_state").
    """
    behalf = require("money.close", by=by, at=at)
    if not why.strip():
        raise Refused("money.reason_needed", field="why")
    with transaction.atomic():
        period = _locked(month, Period.State.CLOSED)
        _set(period, state=Period.State.ASKED, asked_by=by, asked_at=at, why=why.strip())
        _tell(period, "asked", by, at, behalf, "closed", {"behind": str(behalf or by.pk)})
    return period


def reopen_period(month: date, *, by: Person, at: datetime) -> Period:
    """Allow what another person asked for: the month takes postings again. Needs "money.reopen".

    Neither who asked nor whoever stands in for them may allow it. Raises `Refused` ("money.two_people",
    "money.period_state").
    """
    behalf = require("money.reopen", by=by, at=at)
    with transaction.atomic():
        period = _locked(month, Period.State.ASKED)
        if period.asked_by_id in {by.pk, behalf}:
            raise Refused("money.two_people")
        _set(period, state=Period.State.OPEN, reopened_by=by, reopened_at=at)
        _tell(period, "reopened", by, at, behalf, "asked")
    return period


def decline_reopening(month: date, *, by: Person, at: datetime) -> Period:
    """Leave a month closed that somebody asked to open. Needs "money.reopen"; who asked may withdraw it so too.

    Raises `Refused("money.period_state")`.
    """
    behalf = require("money.reopen", by=by, at=at)
    with transaction.atomic():
        period = _locked(month, Period.State.ASKED)
        _set(period, state=Period.State.CLOSED, asked_by=None, asked_at=None, why="")
        _tell(period, "declined", by, at, behalf, "asked")
    return period


def _locked(month: date, state: Period.State) -> Period:
    month = month.replace(day=1)
    period = Period.objects.select_for_update().filter(month=month, state=state).first()
    if period is None:
        raise Refused("money.period_state", month=f"{month:%Y-%m}")
    return period


def _set(period: Period, **changes: object) -> None:
    for name, value in changes.items():
        setattr(period, name, value)
    period.save(force_update=True)


def _tell(
    period: Period, verb: str, by: Person | None, at: datetime, behalf: UUID | None, before: str,
    facts: dict[str, object] | None = None,
) -> None:  # fmt: skip
    record(
        subject=period_id(period.month), kind=KIND, verb=verb, by=by, at=at, on_behalf_of=behalf, before=before,
        after=period.state, facts={"month": f"{period.month:%Y-%m}", **(facts or {})},
    )  # fmt: skip
