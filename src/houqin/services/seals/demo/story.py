"""The replay: deeds wait in the order of time; each is done by the real action and plans what follows."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from heapq import heappop, heappush
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from houqin.kernel.base.clock import local_date
from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.approvals import decide
from houqin.kernel.lifecycle.meetings import record_meeting
from houqin.kernel.lifecycle.models import RouteStep, Seat
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.worktime.arithmetic import WorkingHours
from houqin.kernel.worktime.queries import working_hours
from houqin.services.seals import queries
from houqin.services.seals.actions import applications, keeping, seals
from houqin.services.seals.demo import letters
from houqin.services.seals.demo.cast import Cast
from houqin.services.seals.demo.world import World
from houqin.services.seals.lifecycle import APPLICATION, State
from houqin.services.seals.models import Application, KindOfMatter, Seal

Deed = Callable[[datetime], None]


@dataclass
class Story:
    """A year to be replayed."""

    world: World
    cast: Cast
    seals: list[tuple[Seal, int]]
    rng: random.Random
    until: datetime
    _planned: list[tuple[datetime, int, Deed]] = field(default_factory=list)
    _known: dict[tuple[str, OrgUnit | None], Sequence[Person]] = field(default_factory=dict)
    _order: "count[int]" = field(default_factory=count)

    @cached_property
    def hours(self) -> WorkingHours:
        return working_hours("office", self.until)

    @cached_property
    def kinds(self) -> dict[str, KindOfMatter]:
        return {kind.key: kind for kind in KindOfMatter.objects.select_related("route")}

    def plan(self, at: datetime, deed: Deed, minutes: float = 0) -> None:
        """Plan a deed `minutes` of working time after an instant; what lies beyond the end never happens."""
        when = self.hours.add(self.hours.next_open(at), timedelta(minutes=round(minutes)))
        if when < self.until:
            heappush(self._planned, (when, next(self._order), deed))

    def play(self) -> None:
        """Do all deeds in order; what the rules refuse today is tried again a working day later."""
        while self._planned:
            at, _, deed = heappop(self._planned)
            try:
                deed(at)
            except Refused as refused:
                if refused.code.startswith("seals.seal_"):
                    self.plan(at, deed, 420)

    def apply(self, at: datetime) -> None:
        """Somebody asks for a seal."""
        paper = letters.draw(self.rng)
        applicant = self.rng.choice(self.cast.applicants)
        fitting = [
            (seal, share) for seal, share in self.seals if seal.category in letters.SEALS_FOR[paper.kind]
        ]
        chosen = self.rng.choices([seal for seal, _ in fitting], [share for _, share in fitting])[0]
        kind = self.kinds[paper.kind]
        trip = self._trip(applicant) if kind.may_go_out and self.rng.random() < 0.25 else {}
        mark = f"{applicant.number} {self.rng.getrandbits(32):08x}"
        document = letters.pdf(paper.title, paper.pages, mark)
        made = applications.apply(
            seal=chosen, matter_kind=kind, title=paper.title, copies=paper.copies, addressee=paper.addressee,
            purpose=paper.purpose, document=SimpleUploadedFile(f"{paper.title}.pdf", document),
            by=applicant, at=at,
            **trip,
        )  # fmt: skip
        self._await_decision(made, at)

    def retire_a_seal(self, at: datetime) -> None:
        """The seal nobody asks for is worn out and destroyed."""
        old = next(seal for seal, share in self.seals if share == 0)
        record = SimpleUploadedFile("销毁记录.pdf", letters.pdf("印章销毁记录", 1, old.number))
        self.plan(
            at,
            lambda when: seals.retire(
                old, record=[record], note="磨损更换", by=self.cast.administrator, at=when
            ),
        )

    def _trip(self, applicant: Person) -> dict[str, Any]:
        escort = self.rng.choice([person for person in self.cast.escorts if person != applicant])
        minutes = self.rng.choice((210, 420))
        return {
            "destination": self.rng.choice(letters.DESTINATIONS),
            "escort": escort,
            "out_minutes": minutes,
        }

    def _await_decision(self, application: Application, at: datetime) -> None:
        self.plan(at, lambda when: self._decide(application, when), self.rng.lognormvariate(4.6, 0.9))

    def _decide(self, application: Application, at: datetime) -> None:
        seat = (
            Seat.objects.filter(case_id=application.pk, open=True, verdict="")
            .select_related("unit", "step_run__step")
            .first()
        )
        approver = self._approver(application, seat) if seat else None
        if seat is None or approver is None:
            return
        if seat.step_run.step.mode == RouteStep.Mode.MEETING:
            self._meet(application, approver, at)
        else:
            verdict = self.rng.choices(("yes", "return", "no"), (90, 7, 3))[0]
            note = {"return": self.rng.choice(letters.RETURNED), "no": self.rng.choice(letters.REFUSED)}.get(
                verdict, ""
            )
            decide(APPLICATION, application, verdict=verdict, by=approver, at=at, note=note)
        self._go_on(application, at)

    def _go_on(self, application: Application, at: datetime) -> None:
        match application.state:
            case State.SUBMITTED:
                self._await_decision(application, at)
            case State.RETURNED:
                self.plan(at, lambda when: self._mend(application, when), self.rng.uniform(60, 900))
            case State.APPROVED:
                self.plan(
                    at, lambda when: self._at_the_desk(application, when), self.rng.lognormvariate(4.8, 0.8)
                )

    def _mend(self, application: Application, at: datetime) -> None:
        if self.rng.random() < 0.2:
            applications.withdraw(application, by=_person(application.applicant), at=at)
            return
        applications.resubmit(
            application, title=application.title, copies=application.copies, addressee=application.addressee,
            purpose=f"{application.purpose}（已补充）", by=_person(application.applicant), at=at,
        )  # fmt: skip
        self._await_decision(application, at)

    def _meet(self, application: Application, secretary: Person, at: datetime) -> None:
        minutes = SimpleUploadedFile("会议纪要.pdf", letters.pdf("会议纪要", 2, application.number))
        record_meeting(
            APPLICATION, application, held_on=local_date(at), entitled=9, present=8, in_favour=8, against=0,
            minutes=minutes, by=secretary, at=at,
        )  # fmt: skip

    def _at_the_desk(self, application: Application, at: datetime) -> None:
        keeper = _person(application.handler)
        if self.rng.random() < 0.03:
            keeping.decline(application, note=self.rng.choice(letters.DECLINED), by=keeper, at=at)
        elif application.goes_out:
            keeping.take_out(application, code=application.code, by=keeper, at=at)
            minutes = application.out_minutes or 0
            self.plan(at, self._chase, minutes + 5)
            late = self.rng.random() < 0.2
            spent = minutes + 300 if late else minutes * self.rng.uniform(0.4, 0.95)
            self.plan(at, lambda when: self._back(application, when), spent)
        else:
            keeping.stamp(application, copies=application.copies, code=application.code, by=keeper, at=at)

    def _chase(self, at: datetime) -> None:
        for trip in queries.trips_to_chase(at):
            keeping.chase(trip, at=at)

    def _back(self, application: Application, at: datetime) -> None:
        keeping.bring_back(application, copies=application.copies, by=_person(application.handler), at=at)

    def _approver(self, application: Application, seat: Seat) -> Person | None:
        sat = (
            Seat.objects.filter(case_id=application.pk)
            .exclude(verdict="")
            .values_list("decided_by", flat=True)
        )
        barred = {application.applicant_id, application.handler_id, *sat}
        able = [one for one in self._holders(seat.permission, seat.unit) if one.pk not in barred]
        return self.rng.choice(able) if able else None

    def _holders(self, permission: str, unit: OrgUnit | None) -> Sequence[Person]:
        if (permission, unit) not in self._known:
            self._known[permission, unit] = self.world.people_with(permission, unit=unit)
        return self._known[permission, unit]


def _person(found: Person | None) -> Person:
    if found is None:
        raise ValueError("an application of the demo has lost its people")
    return found
