"""Handing work to another service: offered, answered once, told to the sender, done when the receiver's case is."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.actions import attach
from houqin.kernel.lifecycle.handing import accept, follow, hand_over, handed_of, refuse
from houqin.kernel.lifecycle.handoffs import FaultFound, ProjectNeeded, State, Urgency, lifecycle_of
from houqin.kernel.lifecycle.models import Case, Handoff
from houqin.kernel.lifecycle.queries import handoffs_of, handoffs_to, todo
from houqin.kernel.lifecycle.tests import toy
from houqin.kernel.lifecycle.tests.receiving import ANSWERS, received
from houqin.kernel.lifecycle.tests.stage import make_stage, person_with
from houqin.kernel.lifecycle.tests.walker import _files
from houqin.kernel.lifecycle.timeline import story
from houqin.kernel.lifecycle.walk import Stage
from houqin.kernel.people.actions.grants import appoint_stand_in
from houqin.kernel.people.models import Person
from houqin.kernel.trail.models import Happening
from houqin.kernel.trail.queries import timeline
from houqin.kernel.trail.record import read

HOUR = timedelta(hours=1)


@pytest.fixture
def receiver(stage: Stage) -> Iterator[Person]:
    """Somebody who answers project proposals, with a service in use that takes them."""
    with received():
        yield person_with("李四", [ANSWERS])


def proposed(stage: Stage, source: Case | None = None) -> Handoff:
    """Return a proposal that a toy case has handed over."""
    project = ProjectNeeded(place=stage.place, text="整层水管老化，\n建议全部更换", why="一年修了七次")
    return hand_over(project, source=source or toy.begin(stage), by=stage.applicant, at=stage.at)


def closed(case: Case, stage: Stage) -> Case:
    """Return a case that has been closed two hours on, as its own service would."""
    Case.objects.filter(pk=case.pk).update(state=toy.State.DONE, closed_at=stage.at + 2 * HOUR)
    return Case.objects.get(pk=case.pk)


def verbs(case: Case) -> list[str]:
    return [each.verb for each in timeline(case.pk)]


def told() -> list[Happening]:
    """Return everything that has happened, as the relay would hand it on."""
    return list(Happening.objects.order_by("at", "id"))


def test_what_is_offered_waits_on_the_list_of_whoever_may_answer(stage: Stage, receiver: Person) -> None:
    handoff = proposed(stage)
    stranger = person_with("赵六", [])
    assert (handoff.state, handoff.number[:2], handoff.title) == (
        State.OFFERED,
        "YX",
        "整层水管老化， 建议全部更换",
    )
    assert handoff.pk in todo(receiver, stage.at).values_list("pk", flat=True)
    assert not todo(stranger, stage.at).filter(pk=handoff.pk).exists()
    assert list(handoffs_to(ANSWERS, handoff.kind, receiver, stage.at)) == [handoff]
    assert list(handoffs_to(ANSWERS, handoff.kind, stage.applicant, stage.at)) == [handoff]
    assert not handoffs_to(ANSWERS, handoff.kind, stranger, stage.at).exists()


def test_accepting_makes_the_receiver_s_case_and_tells_the_sender_s(stage: Stage, receiver: Person) -> None:
    handoff = proposed(stage)
    target = accept(handoff, by=receiver, at=stage.at + HOUR)
    stored = Handoff.objects.get(pk=handoff.pk)
    assert (stored.state, stored.answered_by, stored.answered_at) == (
        State.ACCEPTED,
        receiver,
        stage.at + HOUR,
    )
    assert stored.due_at is None, "nothing is left to answer"
    assert stored.target == Case.objects.get(pk=target.pk)
    assert (target.kind, target.applicant, target.place) == ("test.toy", stage.applicant, stage.place)
    assert verbs(handoff.source) == ["open", "handoff_accept"]
    assert story(toy.TOY, handoff.source)[0].sentence == "移交出去的事已被接收"
    assert not todo(receiver, stage.at).filter(pk=handoff.pk).exists()


def test_accepting_may_name_a_case_that_is_there_already(stage: Stage, receiver: Person) -> None:
    there, handoff = toy.begin(stage), proposed(stage)
    count = Case.objects.count()
    assert accept(handoff, number=f" {there.number} ", by=receiver, at=stage.at).pk == there.pk
    assert Case.objects.count() == count


@pytest.mark.parametrize("which", ["none", "closed", "of another kind"])
def test_only_an_open_case_of_the_receiver_s_kind_can_be_named(
    stage: Stage, receiver: Person, which: str
) -> None:
    handoff = proposed(stage)
    numbers = {
        "none": "TT0000-0000", "closed": closed(toy.begin(stage), stage).number, "of another kind": handoff.number,
    }  # fmt: skip
    with pytest.raises(Refused, match="no_case_to_name"):
        accept(handoff, number=numbers[which], by=receiver, at=stage.at)
    assert Handoff.objects.get(pk=handoff.pk).state == State.OFFERED
    assert verbs(handoff) == ["open"]


def test_refusing_owes_the_sender_a_reason(stage: Stage, receiver: Person) -> None:
    handoff = proposed(stage)
    with pytest.raises(Refused, match="reason_needed"):
        refuse(handoff, note="  ", by=receiver, at=stage.at)
    refuse(handoff, note=" 明年统一改造 ", by=receiver, at=stage.at + HOUR)
    stored = Handoff.objects.get(pk=handoff.pk)
    assert (stored.state, stored.reason, stored.closed_at) == (State.REFUSED, "明年统一改造", stage.at + HOUR)
    last = timeline(handoff.source.pk)[-1]
    assert (last.verb, last.actor, read(last)) == ("handoff_refuse", receiver.pk, {"note": "明年统一改造"})


@pytest.mark.parametrize("deed", ["accept", "refuse"])
def test_who_may_not_answer_changes_nothing(stage: Stage, receiver: Person, deed: str) -> None:
    handoff, cases = proposed(stage), Case.objects.count()
    for person in (person_with("赵六", []), stage.applicant):
        with pytest.raises(Refused, match="not_permitted"):
            _answer(deed, handoff, person, stage)
    assert (Case.objects.count(), verbs(handoff), verbs(handoff.source)) == (cases, ["open"], ["open"])


@pytest.mark.parametrize("first", ["accept", "refuse"])
@pytest.mark.parametrize("second", ["accept", "refuse"])
def test_what_was_answered_is_not_answered_again(
    stage: Stage, receiver: Person, first: str, second: str
) -> None:
    handoff = proposed(stage)
    seen = Handoff.objects.get(pk=handoff.pk)
    _answer(first, handoff, receiver, stage)
    with pytest.raises(Refused, match="moved_on"):
        _answer(second, seen, receiver, stage)
    assert verbs(handoff) == ["open", first]


def test_who_stands_in_for_the_receiver_answers_in_their_name(stage: Stage, receiver: Person) -> None:
    handoff, deputy = proposed(stage), person_with("王五", [])
    appoint_stand_in(
        principal=receiver,
        deputy=deputy,
        starts_at=stage.at,
        ends_at=stage.at + 48 * HOUR,
        reason="出差",
        by=receiver,
        at=stage.at,
    )
    accept(handoff, by=deputy, at=stage.at + HOUR)
    last = timeline(handoff.source.pk)[-1]
    assert (last.actor, last.on_behalf_of) == (deputy.pk, receiver.pk)


def test_where_nobody_takes_it_the_answer_is_there_at_once(stage: Stage) -> None:
    handoff = proposed(stage)
    (line,) = handoffs_of(handoff.source, stage.applicant, stage.at)
    assert (handoff.state, handoff.closed_at, line.unused) == (State.REFUSED, stage.at, True)
    assert verbs(handoff.source) == ["open", "handoff_unused"]
    assert "移交没有成功：这里没有启用接收它的服务" in [
        each.sentence for each in story(toy.TOY, handoff.source)
    ]


def test_a_case_hands_the_same_over_again_only_after_the_answer(stage: Stage, receiver: Person) -> None:
    first = proposed(stage)
    source = first.source
    with pytest.raises(Refused, match="handed_over_already"):
        proposed(stage, source)
    refuse(first, note="不归我们", by=receiver, at=stage.at)
    second = proposed(stage, source)
    accept(second, by=receiver, at=stage.at)
    with pytest.raises(Refused, match="handed_over_already"):
        proposed(stage, source)


def test_a_hand_off_without_words_is_refused(stage: Stage) -> None:
    with pytest.raises(Refused, match="nothing_handed"):
        hand_over(
            FaultFound(place=stage.place, text=" \n"),
            source=toy.begin(stage),
            by=stage.applicant,
            at=stage.at,
        )
    assert not Handoff.objects.exists()


def test_it_is_done_when_the_receiver_s_case_closes_and_told_once_however_often_it_is_read(
    stage: Stage, receiver: Person
) -> None:
    handoff = proposed(stage)
    target = accept(handoff, by=receiver, at=stage.at + HOUR)
    follow(told())
    assert Handoff.objects.get(pk=handoff.pk).state == State.ACCEPTED
    closed(target, stage)
    for _time in range(3):
        follow(told())
    stored = Handoff.objects.get(pk=handoff.pk)
    assert (stored.state, stored.closed_at) == (State.DONE, stage.at + 2 * HOUR)
    assert verbs(handoff.source) == ["open", "handoff_accept", "handoff_finish"]
    assert verbs(handoff) == ["open", "accept", "finish"]


def test_it_is_done_even_where_the_named_case_had_closed_meanwhile(stage: Stage, receiver: Person) -> None:
    there, handoff = toy.begin(stage), proposed(stage)
    accept(handoff, number=there.number, by=receiver, at=stage.at)
    closed(there, stage)
    follow([each for each in told() if each.subject == handoff.pk])
    assert Handoff.objects.get(pk=handoff.pk).state == State.DONE


def test_each_end_shows_it_and_links_only_where_one_may_look(stage: Stage, receiver: Person) -> None:
    handoff = proposed(stage)
    target = accept(handoff, by=receiver, at=stage.at)
    seen = {
        (who.name, end.number): [bool(one) for one in (line.page, line.source, line.target)]
        for who in (stage.applicant, person_with("赵六", []))
        for end in (handoff.source, target, handoff)
        for line in handoffs_of(end, who, stage.at)
    }
    mine, theirs = stage.applicant.name, "赵六"
    assert seen == {
        (mine, handoff.source.number): [True, False, True],
        (mine, target.number): [True, True, False],
        (mine, handoff.number): [False, True, True],
        (theirs, handoff.source.number): [False, False, False],
        (theirs, target.number): [False, False, False],
        (theirs, handoff.number): [False, False, False],
    }


@pytest.mark.parametrize(("urgency", "minutes"), [(Urgency.DANGER, 0), (Urgency.NORMAL, 330)])
def test_an_answer_is_due_in_office_hours_and_at_once_where_there_is_danger(
    stage: Stage, urgency: Urgency, minutes: int
) -> None:
    fault = FaultFound(place=stage.place, text="漏水", urgency=urgency)
    handoff = hand_over(fault, source=toy.begin(stage), by=stage.applicant, at=stage.at)
    assert handoff.due_at == stage.at + timedelta(minutes=minutes), "from nine over the noon break"


@pytest.mark.parametrize("kind", ["fault", "project"])
def test_what_is_handed_over_arrives_as_it_was_given(stage: Stage, kind: str) -> None:
    source = toy.begin(stage)
    photos = _files(2, stage.at)
    attach(source, photos, slot="before", by=stage.applicant, at=stage.at)
    given = {
        "fault": FaultFound(place=stage.place, text="漏水", urgency=Urgency.URGENT, photos=tuple(photos)),
        "project": ProjectNeeded(place=stage.place, text="换管", why="太旧", photos=tuple(photos)),
    }[kind]
    handoff = hand_over(given, source=source, by=stage.applicant, at=stage.at)
    assert handed_of(Handoff.objects.get(pk=handoff.pk)) == given
    assert all(str(name) and str(value) for name, value in given.facts())


def test_a_kind_has_one_life_whoever_receives_it() -> None:
    mine, nobody_s = lifecycle_of(FaultFound.kind, "some.permission"), lifecycle_of(FaultFound.kind)
    assert {move.permission for move in mine.moves} == {"some.permission"}
    assert mine.states == nobody_s.states


@pytest.mark.django_db(transaction=True)
def test_two_who_accept_at_once_make_one_case() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE IF NOT EXISTS case_number_test_toy")
    stage = make_stage()
    people = [person_with(name, [ANSWERS]) for name in ("李四", "王五")]
    with received():
        handoff, start = proposed(stage), Barrier(2)

        def press(person: Person) -> str:
            start.wait()
            try:
                return accept(Handoff.objects.get(pk=handoff.pk), by=person, at=stage.at).number
            except Refused as refused:
                return refused.code
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as threads:
            results = sorted(threads.map(press, people))
    assert results[1] == "lifecycle.moved_on"
    assert results[0].startswith("TT")
    assert Case.objects.filter(kind="test.toy").count() == 2, "the sender's and the receiver's"
    assert verbs(handoff.source) == ["open", "handoff_accept"]


def _answer(deed: str, handoff: Handoff, person: Person, stage: Stage) -> None:
    if deed == "accept":
        accept(handoff, by=person, at=stage.at)
    else:
        refuse(handoff, note="不归我们", by=person, at=stage.at)
