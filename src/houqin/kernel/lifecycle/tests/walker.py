"""The generic machine that walks any declared lifecycle.

At each step a random member of the cast tries a random move. The move must succeed exactly when it is declared
from this state, permitted to that person, and not barred by an earlier deed; then it leaves exactly one
happening and raises the version by one; otherwise it leaves nothing at all.
"""

import random
from datetime import datetime, timedelta

from houqin.kernel.base.refused import Refused
from houqin.kernel.evidence.models import File
from houqin.kernel.lifecycle.actions import attach
from houqin.kernel.lifecycle.declare import Move
from houqin.kernel.lifecycle.models import Seat
from houqin.kernel.lifecycle.tests.stage import any_step_run
from houqin.kernel.lifecycle.walk import Stage, Walk
from houqin.kernel.people.models import Person
from houqin.kernel.registry.house import house
from houqin.kernel.trail.models import Happening


class Walker:
    """Walks one case of one lifecycle with a cast of people, checking every step against a plain model."""

    def __init__(
        self, walk: Walk, stage: Stage, cast: dict[str, Person], grants: dict[str, frozenset[str]]
    ) -> None:
        self.walk, self.stage, self.cast, self.grants = walk, stage, cast, grants
        self.case = walk.begin(stage)
        self.at = stage.at
        self.deeds: list[tuple[str, object]] = [("open", stage.applicant.pk)]

    def step(self, rng: random.Random) -> bool:
        """Let one person try one move; returns whether it went through."""
        self.at += timedelta(minutes=rng.randint(1, 90))
        move = rng.choice(self.walk.lifecycle.moves)
        name = rng.choice(sorted(self.cast))
        person = self.cast[name]
        self._seat(move)
        expected = self._expected(move, name, person)
        before = self._seen()
        try:
            self._make(move, person)
            happened = True
        except Refused:
            happened = False
        self.case.refresh_from_db()
        after = self._seen()
        described = f"{name} tries {move.name} from {before[0]}: expected {expected}, happened {happened}"
        assert happened == expected, described
        if happened:
            assert after == (move.target or before[0], before[1] + 1, before[2] + 1), described
            assert (self.case.closed_at is not None) == self.walk.lifecycle.look(self.case.state).final
            self.deeds.append((move.name, person.pk))
        else:
            assert after == before, described
        return happened

    def _make(self, move: Move, person: Person) -> None:
        facts = self.walk.facts[move.name](self.case) if move.name in self.walk.facts else None
        with self.walk.lifecycle.move(self.case, move.name, by=person, at=self.at, facts=facts) as deed:
            if move.name in self.walk.changes:
                deed.change(**self.walk.changes[move.name](self.stage, self.cast["handler"]))
            for slot in move.needs:
                attach(self.case, _files(slot.at_least, self.at), slot=slot.name, by=person, at=self.at)

    def _expected(self, move: Move, name: str, person: Person) -> bool:
        if self.case.state not in move.source:
            return False
        holder = house().permissions[move.permission].holder
        allowed = {
            "anyone": True,
            "applicant": self.case.applicant_id == person.pk,
            "participant": self.case.applicant_id == person.pk,
            "handler": self.case.handler_id == person.pk,
            "provider": False,  # the stage gives nothing to an outside unit
            "seat": "lifecycle.walk" in self.grants[name],
            "grant": move.permission in self.grants[name],
        }[holder]
        barred = any(verb in move.apart_from and who == person.pk for verb, who in self.deeds)
        return allowed and not barred

    def _seat(self, move: Move) -> None:
        """Keep a seat open for the approver, as a route would."""
        if (
            house().permissions[move.permission].holder != "seat"
            or Seat.objects.filter(case_id=self.case.pk).exists()
        ):
            return
        run = any_step_run(self.case, self.at)
        Seat.objects.create(
            step_run=run, case_id=self.case.pk, order=1, permission="lifecycle.walk", unit=self.stage.unit
        )

    def _seen(self) -> tuple[str, int, int]:
        return self.case.state, self.case.version, Happening.objects.filter(subject=self.case.pk).count()


def _files(count: int, at: datetime) -> list[File]:
    return [
        File.objects.create(
            sha256=f"{n:064x}", kind="photo", media_type="image/jpeg", size=1, name="x.jpg", at=at
        )
        for n in range(count)
    ]
