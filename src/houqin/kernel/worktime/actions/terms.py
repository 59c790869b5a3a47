"""Writes: academic terms."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from houqin.kernel.base.refused import Refused, refuse_if_any
from houqin.kernel.people.models import Person
from houqin.kernel.trail.record import record
from houqin.kernel.worktime.models import Term

KIND = "worktime.term"
MOST_WEEKS = 30
DAYS_OF_WEEK = 7


def define_term(
    *,
    name: str,
    starts_on: date,
    ends_on: date,
    teaching_weeks: int,
    by: Person,
    at: datetime,
    term: Term | None = None,
) -> Term:
    """Add a term, or change `term`. Raises `Refused` with all reasons: dates, weeks, name, overlap."""
    refuse_if_any(_faults(name.strip(), starts_on, ends_on, teaching_weeks, term))
    term = term or Term()
    term.name, term.starts_on, term.ends_on = name.strip(), starts_on, ends_on
    term.teaching_weeks = teaching_weeks
    facts = {"name": term.name, "starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
    try:
        with transaction.atomic():
            term.save()
            record(
                subject=term.pk,
                kind=KIND,
                verb="define",
                by=by,
                at=at,
                facts=facts | {"teaching_weeks": teaching_weeks},
            )
    except IntegrityError:
        refuse_if_any(_faults(name.strip(), starts_on, ends_on, teaching_weeks, term))  # somebody was quicker
        raise
    return term


def _faults(
    name: str, starts_on: date, ends_on: date, teaching_weeks: int, term: Term | None
) -> list[Refused]:
    others = Term.objects.exclude(pk=term.pk) if term else Term.objects.all()
    faults = []
    if others.filter(name=name).exists():
        faults.append(Refused("worktime.term_name_taken", name=name, field="name"))
    if ends_on <= starts_on:
        return [*faults, Refused("worktime.term_period", field="ends_on")]
    most = min(MOST_WEEKS, (ends_on - starts_on).days // DAYS_OF_WEEK + 1)
    if not 1 <= teaching_weeks <= most:
        faults.append(Refused("worktime.term_weeks", most=most, field="teaching_weeks"))
    overlap = others.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).first()
    if overlap:
        faults.append(Refused("worktime.term_overlaps", name=overlap.name, field="starts_on"))
    return faults
