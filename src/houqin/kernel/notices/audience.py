"""Whom a notice reaches, resolved in SQL for a whole batch of happenings at once."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from houqin.kernel.lifecycle.models import Case, Participant
from houqin.kernel.lifecycle.seats import open_seats
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import OrgUnit, StandIn
from houqin.kernel.people.periods import standing_at
from houqin.kernel.people.queries import holders
from houqin.kernel.places.models import Place
from houqin.kernel.registry.feature import Notice
from houqin.kernel.registry.house import house
from houqin.kernel.trail.models import Happening

Ids = frozenset[UUID]
NOBODY: Ids = frozenset()


class Audiences:
    """Answers "who is told?" for the happenings of one batch; a question asked twice costs one query."""

    def __init__(self, happenings: Iterable[Happening]) -> None:
        subjects = {each.subject for each in happenings}
        self.cases = {
            case.pk: case for case in Case.objects.filter(pk__in=subjects).select_related("unit", "place")
        }
        self._parts: dict[UUID, set[UUID]] = defaultdict(set)
        for case, person in Participant.objects.filter(case__in=self.cases).values_list(
            "case_id", "person_id"
        ):
            self._parts[case].add(person)
        self._held: dict[tuple[object, ...], Ids] = {}

    def of(self, notice: Notice, happening: Happening) -> Ids:
        """Return the people a notice of a happening goes to; never who did it."""
        case = self.cases.get(happening.subject)
        told = self._all(notice, case, happening.at) - {happening.actor}
        if case is not None and notice.audience == "participants" and self._apart(case, happening.actor):
            return told & _ids(case.handler_id)
        return told

    def _apart(self, case: Case, actor: UUID | None) -> bool:
        """Whether somebody spoke who is kept apart from the others on a case: only its handler is told."""
        matter = house().matters.get(case.kind)
        asked = _ids(case.applicant_id) | self._parts[case.pk]
        return matter is not None and matter.apart is not None and actor in asked and actor != case.handler_id

    def _all(self, notice: Notice, case: Case | None, at: datetime) -> Ids:
        if case is None:
            return self._holders(notice.permission or "", None, None, at) if notice.permission else NOBODY
        match notice.audience:
            case "applicant":
                return _ids(case.applicant_id)
            case "applicants":
                return _ids(case.applicant_id) | self._parts[case.pk]
            case "handler":
                return self._handler(case, at)
            case "participants":
                return _ids(case.applicant_id, case.handler_id) | self._parts[case.pk]
            case _:
                return self._permitted(notice.permission or "", case, at)

    def _handler(self, case: Case, at: datetime) -> Ids:
        """The handler and their deputies; where nobody has it yet, those it waits for."""
        if case.handler_id is not None:
            return _ids(case.handler_id) | self._deputies(case.handler_id, at)
        matter = house().matters.get(case.kind)
        waiting = (
            [each.permission for each in matter.lifecycle.from_state(case.state) if each.todo]
            if matter
            else []
        )
        return NOBODY.union(*(self._permitted(permission, case, at) for permission in waiting))

    def _permitted(self, permission: str, case: Case, at: datetime) -> Ids:
        match house().permissions[permission].holder:
            case "applicant":
                return _ids(case.applicant_id)
            case "participant":
                return _ids(case.applicant_id) | self._parts[case.pk]
            case "handler":
                return _ids(case.handler_id)
            case "seat":
                return self._seated(case, at)
            case "anyone":
                return NOBODY
            case _:
                return self._over(permission, case, at)

    def _over(self, permission: str, case: Case, at: datetime) -> Ids:
        if case.unit is not None or case.place is not None:
            return self._holders(permission, case.unit, case.place, at)
        everywhere = self._held.get((permission, "everywhere"))
        if everywhere is None:
            able = holders(permission, at=at)
            everywhere = frozenset(
                one.pk for one in able if authority_of(one, at).scope(permission).everywhere
            )
            self._held[permission, "everywhere"] = everywhere
        return everywhere

    def _seated(self, case: Case, at: datetime) -> Ids:
        """Who may fill an open seat of the case: the named ones with their deputies, or the holders."""
        found = NOBODY
        for seat in open_seats().filter(case_id=case.pk).select_related("unit", "place"):
            if seat.person_id is not None:
                found |= _ids(seat.person_id) | self._deputies(seat.person_id, at)
            else:
                found |= self._holders(seat.permission, seat.unit, seat.place, at)
        return found - {case.applicant_id}

    def _holders(self, permission: str, unit: OrgUnit | None, place: Place | None, at: datetime) -> Ids:
        key = (permission, unit and unit.pk, place and place.pk)
        if key not in self._held:
            able = holders(permission, at=at, unit=unit, place=place)
            self._held[key] = frozenset(able.values_list("pk", flat=True))
        return self._held[key]

    def _deputies(self, principal: UUID, at: datetime) -> Ids:
        key = ("deputies", principal)
        if key not in self._held:
            standing = StandIn.objects.filter(standing_at(at), principal=principal)
            self._held[key] = frozenset(standing.values_list("deputy_id", flat=True))
        return self._held[key]


def _ids(*people: UUID | None) -> Ids:
    return frozenset(one for one in people if one is not None)
