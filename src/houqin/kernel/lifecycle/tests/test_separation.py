"""Separation of duties over random walks with delegation: nobody, directly or through another, sits twice."""

import random
from contextlib import suppress
from datetime import timedelta

import pytest

from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.approvals import decide, start
from houqin.kernel.lifecycle.models import Seat
from houqin.kernel.lifecycle.tests.stage import make_route, person_with
from houqin.kernel.lifecycle.tests.toy import TOY, State, begin
from houqin.kernel.lifecycle.walk import Stage
from houqin.kernel.people.actions.grants import appoint_stand_in
from houqin.kernel.people.authority import ask_once
from houqin.kernel.people.models import Person, StandIn

WALKS = 40


@pytest.mark.django_db
def test_separation_of_duties_holds_in_random_walks_with_delegation(stage: Stage) -> None:
    walk_many(stage, range(WALKS))


def walk_many(stage: Stage, seeds: range) -> int:
    """Walk many rounds; returns how many ended in an approval."""
    people = [person_with(f"甲{n}", ["test.approve"] if n < 4 else []) for n in range(6)]
    version = make_route("r", ("any", 1, ["test.approve"]), ("all", 1, ["test.approve", people[5]]))
    approved = 0
    for seed in seeds:
        approved += _walk(stage, people, version, random.Random(seed))
    return approved


def _walk(stage: Stage, people: list[Person], version: object, rng: random.Random) -> bool:
    StandIn.objects.all().delete()
    at = stage.at
    for person in people:
        ask_once(person)  # as every door does
    for _ in range(rng.randint(0, 4)):
        principal, deputy = rng.sample(people, 2)
        with suppress(Refused):  # a deputy cannot pass it on, and two periods cannot overlap
            appoint_stand_in(
                principal, deputy, starts_at=at, ends_at=at + timedelta(days=9), reason="", at=at
            )
    applicant = rng.choice(people[:2])
    case = begin(Stage(applicant=applicant, unit=stage.unit, place=stage.place, at=at))
    start(case, version=version, at=at)  # type: ignore[arg-type]
    for _ in range(14):
        at += timedelta(minutes=5)
        try:
            decide(TOY, case, verdict="yes", by=rng.choice(people), at=at)
        except Refused:
            continue
    acted: list[object] = [applicant.pk]
    for by, behalf in (
        Seat.objects.filter(case=case).exclude(verdict="").values_list("decided_by", "on_behalf_of")
    ):
        hands = {by, behalf} - {None}
        assert not hands & set(acted), f"somebody acted twice on {case.number}"
        acted.extend(hands)
    return case.state == State.APPROVED
