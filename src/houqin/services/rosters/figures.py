"""Numbers of the rosters: hours on duty, hours planned, the share of shifts handed over; by team, each with its rows.

A duty counts when it ended, with all its hours; one that the clock had to end counts too and is marked. A team's shift
is one (team, day, kind), however many people are in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.registry.feature import Figure
from houqin.services.rosters import rules
from houqin.services.rosters.models import Duty, DutyQuerySet, Shift, ShiftQuerySet
from houqin.services.rosters.queries.shifts import with_handover
from houqin.services.rosters.queries.teams import SEE


@dataclass
class Team:
    """A team's numbers of a period."""

    unit: OrgUnit | None
    on_duty: list[rules.Span] = field(default_factory=list)
    planned: list[rules.Span] = field(default_factory=list)
    forgotten: int = 0
    shifts: set[tuple[object, ...]] = field(default_factory=set)
    handed: set[tuple[object, ...]] = field(default_factory=set)

    @property
    def hours(self) -> float:
        """Hours on duty."""
        return rules.hours(self.on_duty)

    @property
    def planned_hours(self) -> float:
        """Hours planned."""
        return rules.hours(self.planned)

    @property
    def share(self) -> float | None:
        """The per cent of the team's shifts that were handed over; None without shifts."""
        return round(100 * len(self.handed) / len(self.shifts), 1) if self.shifts else None


def duty_rows(person: Person, since: datetime, until: datetime, at: datetime) -> DutyQuerySet:
    """Return the duties that ended in a period, of the units a person answers for."""
    scope = authority_of(person, at).scope(SEE)
    return DutyQuerySet(Duty).filter(scope.q(unit="unit", place=None)).ended(since, until)


def hours(person: Person, since: datetime, until: datetime, at: datetime) -> float:
    """Return the hours on duty of a period."""
    rows = duty_rows(person, since, until, at).values_list("on_at", "off_at")
    return rules.hours([rules.Span(on, off) for on, off in rows if off])


def shift_rows(person: Person, since: datetime, until: datetime, at: datetime) -> ShiftQuerySet:
    """Return the shifts that ended in a period, of the units a person answers for."""
    scope = authority_of(person, at).scope(SEE)
    return ShiftQuerySet(Shift).filter(scope.q(unit="unit", place=None)).ended(since, min(until, at))


def handed_over(person: Person, since: datetime, until: datetime, at: datetime) -> float | None:
    """Return the per cent of the teams' shifts of a period that somebody took over; None where none ended."""
    team = Team(None)
    for unit, day, kind, done in _told(shift_rows(person, since, until, at)):
        team.shifts.add((unit, day, kind))
        if done:
            team.handed.add((unit, day, kind))
    return team.share


def by_team(person: Person, since: datetime, until: datetime, at: datetime) -> Sequence[Team]:
    """Return the numbers of each team, in tree order."""
    found: dict[UUID | None, Team] = {}
    duties = duty_rows(person, since, until, at).select_related("unit")
    for duty in duties:
        team = found.setdefault(duty.unit_id, Team(duty.unit))
        if duty.off_at is not None:
            team.on_duty.append(rules.Span(duty.on_at, duty.off_at))
        team.forgotten += duty.forgotten
    for shift in with_handover(shift_rows(person, since, until, at)).select_related("unit"):
        team = found.setdefault(shift.unit_id, Team(shift.unit))
        team.planned.append(rules.Span(shift.starts_at, shift.ends_at))
        team.shifts.add((shift.day, shift.kind_id))
        if getattr(shift, "handed_over", False):
            team.handed.add((shift.day, shift.kind_id))
    return sorted(found.values(), key=lambda one: one.unit.path if one.unit else "")


def _told(rows: ShiftQuerySet) -> list[tuple[UUID, date, UUID, bool]]:
    return [
        (one.unit_id, one.day, one.kind_id, getattr(one, "handed_over", False)) for one in with_handover(rows)
    ]


FIGURES = (
    Figure("rosters.hours", _("在岗小时"), _("小时"), hours, duty_rows, "rosters:duties", SEE),
    Figure("rosters.handed_over", _("交接班率"), "%", handed_over, shift_rows, "rosters:shifts", SEE, "up"),
)
