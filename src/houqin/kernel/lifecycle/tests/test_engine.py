"""The one way a case changes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.actions import attach, nudge, write
from houqin.kernel.lifecycle.models import Case, Nudge
from houqin.kernel.lifecycle.tests.stage import MONDAY_9, make_stage, person_with
from houqin.kernel.lifecycle.tests.toy import TOY, Ready, State, begin
from houqin.kernel.lifecycle.tests.walker import _files
from houqin.kernel.lifecycle.timeline import story
from houqin.kernel.lifecycle.walk import Stage
from houqin.kernel.people.actions.grants import appoint_stand_in
from houqin.kernel.people.models import Person
from houqin.kernel.trail.models import Happening
from houqin.kernel.trail.record import record

HOUR = timedelta(hours=1)


def approved(stage: Stage) -> Case:
    case = begin(stage)
    Case.objects.filter(pk=case.pk).update(state=State.APPROVED)
    case.refresh_from_db()
    return case


def doing(stage: Stage, dispatcher: Person, handler: Person) -> Case:
    case = approved(stage)
    with TOY.move(case, "assign", by=dispatcher, at=stage.at + HOUR) as deed:
        deed.change(handler=handler)
    return case


def test_opening_numbers_the_case_and_records_one_happening(stage: Stage) -> None:
    case = begin(stage)
    assert case.number.startswith("TT2603-")
    assert [each.verb for each in Happening.objects.filter(subject=case.pk)] == ["open"]


def test_a_move_changes_state_version_and_handler_and_leaves_one_happening(stage: Stage) -> None:
    dispatcher, handler = person_with("李四", ["lifecycle.routes"]), person_with("王五", [])
    case = doing(stage, dispatcher, handler)
    stored = Case.objects.get(pk=case.pk)
    assert (stored.state, stored.version, stored.handler) == (State.DOING, 2, handler)
    assert (case.state, case.version, case.handler) == (State.DOING, 2, handler)
    last = Happening.objects.filter(subject=case.pk).order_by("-version")[0]
    assert (last.verb, last.before, last.after, last.actor) == ("assign", "approved", "doing", dispatcher.pk)


def test_who_holds_no_grant_over_the_scope_is_refused_and_nothing_changes(stage: Stage) -> None:
    stranger = person_with("赵六", [])
    case = approved(stage)
    with pytest.raises(Refused, match="not_permitted"), TOY.move(case, "assign", by=stranger, at=stage.at):
        pytest.fail("the body must not run")
    assert Happening.objects.filter(subject=case.pk).count() == 1


def test_the_applicant_may_not_assign_their_own_case_even_with_the_permission(stage: Stage) -> None:
    boss = person_with("李四", ["lifecycle.routes"])
    own = Stage(applicant=boss, unit=stage.unit, place=stage.place, at=stage.at)
    case = approved(own)
    with pytest.raises(Refused, match=r"lifecycle\.apart"), TOY.move(case, "assign", by=boss, at=stage.at):
        pytest.fail("the body must not run")


def test_a_stand_in_acts_for_the_principal_and_is_barred_by_the_principals_own_deed(stage: Stage) -> None:
    boss, deputy = person_with("李四", ["lifecycle.routes"]), person_with("王五", [])
    appoint_stand_in(boss, deputy, starts_at=stage.at, ends_at=stage.at + HOUR * 5, reason="", at=stage.at)
    case = approved(stage)
    with TOY.move(case, "assign", by=deputy, at=stage.at + HOUR) as deed:
        deed.change(handler=deputy)
    last = Happening.objects.filter(subject=case.pk).order_by("-version")[0]
    assert (last.actor, last.on_behalf_of) == (deputy.pk, boss.pk)
    own = approved(Stage(applicant=boss, unit=stage.unit, place=stage.place, at=stage.at))
    with pytest.raises(Refused, match="apart"), TOY.move(own, "assign", by=deputy, at=stage.at + HOUR):
        pytest.fail("the body must not run")


def test_a_guard_tells_every_reason_at_once(stage: Stage) -> None:
    handler = person_with("王五", [])
    case = doing(stage, person_with("李四", ["lifecycle.routes"]), handler)
    with (
        pytest.raises(Refused) as refused,
        TOY.move(case, "finish", by=handler, at=stage.at + HOUR, facts=None),
    ):
        pytest.fail("the body must not run")
    assert [one.code for one in refused.value.reasons] == [
        "lifecycle.empty_message",
        "lifecycle.nudge_closed",
    ]


def test_missing_evidence_undoes_the_whole_move(stage: Stage) -> None:
    handler = person_with("王五", [])
    case = doing(stage, person_with("李四", ["lifecycle.routes"]), handler)
    at = stage.at + 2 * HOUR
    with (
        pytest.raises(Refused, match="evidence_missing"),
        TOY.move(case, "finish", by=handler, at=at, facts=Ready()),
    ):
        write(case, "修好了", by=handler, at=at)
    assert case.messages.count() == 0
    with TOY.move(case, "finish", by=handler, at=at, facts=Ready()):
        attach(case, _files(1, at), slot="after", by=handler, at=at)
    assert Case.objects.get(pk=case.pk).closed_at == at


def test_an_old_version_is_refused_with_who_and_when(stage: Stage) -> None:
    first, second = person_with("李四", ["lifecycle.routes"]), person_with("王五", ["lifecycle.routes"])
    case = approved(stage)
    stale = Case.objects.get(pk=case.pk)
    with TOY.move(case, "assign", by=first, at=stage.at + HOUR, expected=1) as deed:
        deed.change(handler=first)
    late = pytest.raises(Refused, match="moved_on")
    with late as refused, TOY.move(stale, "assign", by=second, at=stage.at + 2 * HOUR, expected=1):
        pytest.fail("the body must not run")
    assert refused.value.params["who"] == "李四"
    assert refused.value.params["at"] == stage.at + HOUR
    assert refused.value.params["state"] == "办理中"


def test_only_moves_declared_for_the_clock_may_be_made_by_it(stage: Stage) -> None:
    handler = person_with("王五", [])
    case = doing(stage, person_with("李四", ["lifecycle.routes"]), handler)
    with TOY.move(case, "give_up", by=None, at=stage.at + HOUR):
        pass
    with pytest.raises(Refused, match="not_permitted"), TOY.move(case, "assign", by=None, at=stage.at + HOUR):
        pytest.fail("the body must not run")


def test_a_nudge_reaches_once_for_each_version(stage: Stage) -> None:
    case = begin(stage)
    nudge(case, by=stage.applicant, at=stage.at)
    with pytest.raises(Refused, match="nudged_already"):
        nudge(case, by=stage.applicant, at=stage.at + HOUR)
    assert Nudge.objects.count() == 1


def test_the_story_tells_newest_first_with_names_and_words(stage: Stage) -> None:
    dispatcher = person_with("李四", ["lifecycle.routes"])
    case = approved(stage)
    with TOY.move(case, "assign", by=dispatcher, at=stage.at + HOUR, private={"note": "请尽快"}) as deed:
        deed.change(handler=dispatcher)
    told = story(TOY, case)
    assert [(one.sentence, one.who, one.note) for one in told] == [
        ("派了", "李四", "请尽快"),
        ("提出了", "张三", ""),
    ]


def test_the_story_leaves_out_what_other_packages_did_beside_the_case(stage: Stage) -> None:
    case = approved(stage)
    with transaction.atomic():
        for verb in ("toys.remind", "read", "nudge"):
            record(subject=case.pk, kind=case.kind, verb=verb, by=None, at=stage.at + HOUR)
    assert [one.verb for one in story(TOY, case)] == ["nudge", "open"]


@pytest.mark.django_db(transaction=True)
def test_of_fifty_parallel_writers_one_wins_and_no_update_is_lost() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE IF NOT EXISTS case_number_test_toy")
    stage = make_stage()
    people = [person_with(f"甲{n}", ["lifecycle.routes"]) for n in range(50)]
    case = approved(stage)

    def attempt(person: Person) -> str:
        try:
            mine = Case.objects.get(pk=case.pk)
            with TOY.move(mine, "assign", by=person, at=MONDAY_9 + HOUR) as deed:
                deed.change(handler=person)
            return "won"
        except Refused as refused:
            return refused.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        outcomes = list(pool.map(attempt, people))
    assert outcomes.count("won") == 1
    assert outcomes.count("lifecycle.moved_on") == 49
    stored = Case.objects.get(pk=case.pk)
    assert stored.version == 2
    assert Happening.objects.filter(subject=case.pk, verb="assign").count() == 1
    assert stored.handler_id == Happening.objects.get(subject=case.pk, verb="assign").actor
