"""Who is named when somebody comes too late, and what a case's number, story and thread hold at their edges."""

from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.base.refused import Refused
from houqin.kernel.lifecycle.actions import attach, nudge, take_part, write
from houqin.kernel.lifecycle.approvals import end, start
from houqin.kernel.lifecycle.meetings import pass_timers
from houqin.kernel.lifecycle.models import Attachment, Case, Message, Nudge, Participant
from houqin.kernel.lifecycle.numbers import next_number, sequence
from houqin.kernel.lifecycle.queries import visible_cases
from houqin.kernel.lifecycle.tests.receiving import received
from houqin.kernel.lifecycle.tests.stage import make_route, make_stage, person_with
from houqin.kernel.lifecycle.tests.toy import TOY, State, begin
from houqin.kernel.lifecycle.tests.walker import _files
from houqin.kernel.lifecycle.timeline import story
from houqin.kernel.lifecycle.walk import Stage
from houqin.kernel.people.actions.people import erase_person
from houqin.kernel.trail.record import record_read

HOUR = timedelta(hours=1)


def approved(stage: Stage) -> Case:
    case = begin(stage)
    Case.objects.filter(pk=case.pk).update(state=State.APPROVED)
    case.refresh_from_db()
    return case


def assign(case: Case, by: Any, at: datetime, **more: Any) -> None:
    with TOY.move(case, "assign", by=by, at=at, **more) as deed:
        deed.change(handler=by)


@pytest.mark.parametrize("afterwards", ["nudge", "write", "read", "both"])
def test_who_comes_too_late_is_told_who_moved_it_not_who_spoke_of_it_since(
    stage: Stage, afterwards: str
) -> None:
    mover, late = person_with("李四", ["lifecycle.routes"]), person_with("王五", ["lifecycle.routes"])
    case = approved(stage)
    stale = Case.objects.get(pk=case.pk)
    assign(case, mover, stage.at + HOUR)
    at = stage.at + 2 * HOUR
    if afterwards in {"nudge", "both"}:
        nudge(case, by=stage.applicant, at=at)
    if afterwards in {"write", "both"}:
        write(case, "快点", by=stage.applicant, at=at)
    if afterwards == "read":
        record_read(subject=case.pk, kind=case.kind, what="phone", by=stage.applicant, at=at)
    with pytest.raises(Refused) as caught:
        assign(stale, late, at + HOUR)
    wanted = {"who": "李四", "at": stage.at + HOUR, "state": "办理中"}
    assert (caught.value.code, caught.value.params) == ("lifecycle.moved_on", wanted)


def test_who_comes_too_late_after_the_clock_or_an_erased_person_sees_a_dash(stage: Stage) -> None:
    handler = person_with("王五", ["lifecycle.routes"])
    case = approved(stage)
    assign(case, handler, stage.at + HOUR)
    with TOY.move(case, "give_up", by=None, at=stage.at + 2 * HOUR):
        pass
    with pytest.raises(Refused) as caught, TOY.move(case, "give_up", by=None, at=stage.at + 3 * HOUR):
        pytest.fail("the body must not run")
    assert caught.value.params["who"] == "—"
    assign(case, handler, stage.at + 4 * HOUR)
    erase_person(handler, by=None, at=stage.at)
    with pytest.raises(Refused) as caught:
        assign(case, stage.applicant, stage.at + 5 * HOUR)
    assert caught.value.params["who"] == "—"


@pytest.mark.parametrize("expected", [0, 2, -1, 10**12])
def test_a_version_nobody_saw_is_refused(stage: Stage, expected: int) -> None:
    boss = person_with("李四", ["lifecycle.routes"])
    case = approved(stage)
    with pytest.raises(Refused, match="moved_on"):
        assign(case, boss, stage.at + HOUR, expected=expected)
    assign(case, boss, stage.at + HOUR, expected=1)


@pytest.mark.parametrize("field", ["state", "version", "number", "kind", "closed_at", "nothing"])
def test_a_move_changes_only_what_moves_may_change(stage: Stage, field: str) -> None:
    boss = person_with("李四", ["lifecycle.routes"])
    case = approved(stage)
    with pytest.raises(TypeError, match=field), TOY.move(case, "assign", by=boss, at=stage.at) as deed:
        deed.change(**{field: "x"})
    case.refresh_from_db()
    assert (case.state, case.version) == (State.APPROVED, 1)


def test_a_move_nobody_declared_is_a_fault_of_ours(stage: Stage) -> None:
    with pytest.raises(KeyError), TOY.move(begin(stage), "fly", by=stage.applicant, at=stage.at):
        pytest.fail("the body must not run")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.datetimes(datetime(2001, 1, 1), datetime(2098, 12, 31), timezones=st.just(UTC)))
def test_a_number_names_the_campus_month(db_numbers: None, at: datetime) -> None:
    local = at.astimezone(SHANGHAI)
    assert next_number("test.toy", "TT", at).startswith(f"TT{local.year % 100:02d}{local.month:02d}-")


@pytest.mark.parametrize(
    ("instant", "month"), [("2025-12-31T15:59:59", "2512"), ("2025-12-31T16:00:00", "2601"), ("2028-02-29T16:00:00", "2803")]
)  # fmt: skip
def test_a_number_turns_the_month_at_shanghai_s_midnight(stage: Stage, instant: str, month: str) -> None:
    at = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert next_number("test.toy", "TT", at)[2:6] == month


def test_numbers_grow_beyond_four_digits_and_are_never_given_twice(stage: Stage) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT setval('{sequence('test.toy')}', 9998)")
    assert [next_number("test.toy", "TT", stage.at)[-5:] for _ in range(3)] == ["-9999", "10000", "10001"]
    assert len({next_number("test.toy", "TT", stage.at) for _ in range(20)}) == 20


@pytest.mark.parametrize("text", ["", "  ", "\n\t", "\0", " \0 "])
def test_a_message_without_a_word_is_not_sent(stage: Stage, text: str) -> None:
    case = begin(stage)
    with pytest.raises(Refused, match="empty_message"):
        write(case, text, by=stage.applicant, at=stage.at)
    assert not Message.objects.exists()


@pytest.mark.parametrize("text", ["😀", "\u202e反", "a\0b", "字" * 5000, "<b>x</b>", "  留言  "])
def test_a_message_is_kept_as_written_but_for_its_edges_and_nuls(stage: Stage, text: str) -> None:
    case = begin(stage)
    assert write(case, text, by=stage.applicant, at=stage.at).text == text.replace("\0", "").strip()
    assert [one.sentence for one in story(TOY, case)] == ["提出了"], "messages stand in the thread"


def test_a_case_is_nudged_once_a_version_and_not_when_it_is_done(stage: Stage) -> None:
    boss = person_with("李四", ["lifecycle.routes"])
    case = approved(stage)
    nudge(case, by=stage.applicant, at=stage.at)
    with pytest.raises(Refused) as caught:
        nudge(case, by=boss, at=stage.at + HOUR)
    assert caught.value.params == {"at": stage.at}
    assign(case, boss, stage.at + HOUR)
    nudge(case, by=stage.applicant, at=stage.at + 2 * HOUR)
    assert Nudge.objects.count() == 2
    case.closed_at = stage.at
    with pytest.raises(Refused, match="nudge_closed"):
        nudge(case, by=stage.applicant, at=stage.at + 3 * HOUR)


def test_taking_part_twice_is_once_and_opens_the_case(stage: Stage) -> None:
    helper = person_with("赵六", [])
    case = begin(stage)
    with received():
        assert not visible_cases(helper, stage.at).exists()
        for hours in (0, 1):
            take_part(case, helper, part="helper", at=stage.at + hours * HOUR)
        assert list(visible_cases(helper, stage.at)) == [case]
    assert Participant.objects.get().since == stage.at


def test_the_same_file_laid_twice_counts_once_but_in_another_slot_again(stage: Stage) -> None:
    case = begin(stage)
    files = _files(2, stage.at)
    attach(case, files, slot="before", by=stage.applicant, at=stage.at)
    attach(case, [*files, *files], slot="before", by=stage.applicant, at=stage.at)
    attach(case, files[:1], slot="after", by=None, at=stage.at)
    assert Attachment.objects.count() == 3
    assert len(story(TOY, case)[0].files) == 3


@pytest.mark.django_db(transaction=True)
def test_a_timer_passes_nothing_that_was_withdrawn_while_it_waited() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE IF NOT EXISTS case_number_test_toy")
    stage = make_stage()
    case = begin(stage)
    start(case, version=make_route("r", ("timer", 1, [])), at=stage.at)
    held, outcome = Event(), []

    def withdraw() -> None:
        try:
            with transaction.atomic():
                mine = Case.objects.select_for_update().get(pk=case.pk)
                held.set()
                _wait_for_a_waiter()
                end(mine, outcome="withdrawn", at=stage.at)
                Case.objects.filter(pk=case.pk).update(state=State.BACK)
        finally:
            connection.close()

    thread = Thread(target=withdraw)
    thread.start()
    assert held.wait(10)
    outcome.append(pass_timers(TOY, stage.at + timedelta(days=9)))
    thread.join(30)
    case.refresh_from_db()
    assert (outcome, case.state) == ([0], State.BACK)


def _wait_for_a_waiter() -> None:
    """Wait until another connection of this database waits for a lock."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*), pg_sleep(0.02) FROM pg_stat_activity"
                " WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return


@pytest.fixture
def db_numbers(stage: Stage) -> None:
    """The sequence of the toy."""
