"""The promise against a slow oracle that looks at every minute."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.worktime.arithmetic import WorkingHours
from houqin.kernel.worktime.days import Calendar
from houqin.kernel.worktime.defaults import DEFAULTS
from houqin.services.repairs import rules
from houqin.services.repairs.data import rows
from houqin.services.repairs.rules import Target

HOURS = WorkingHours(Calendar({}, frozenset({2026})), DEFAULTS["logistics"].hours)
OPENS, SHUTS = time(7, 30), time(22, 0)
MINUTE = timedelta(minutes=1)
NORMAL = Target(round_the_clock=False, acknowledge_minutes=60, arrive_minutes=480, fix_minutes=1440)
DANGER = Target(round_the_clock=True, acknowledge_minutes=5, arrive_minutes=30, fix_minutes=240)
MONDAY = datetime(2026, 3, 2, tzinfo=SHANGHAI)

instants = st.integers(0, 60 * 24 * 20).map(lambda n: MONDAY + n * MINUTE)
pauses = st.lists(
    st.tuples(instants, st.integers(0, 3000)).map(
        lambda pair: rules.Pause(pair[0], pair[0] + pair[1] * MINUTE)
    ),
    max_size=4,
)
targets = st.builds(
    Target,
    round_the_clock=st.booleans(),
    acknowledge_minutes=st.integers(1, 90),
    arrive_minutes=st.integers(1, 600),
    fix_minutes=st.integers(1, 2000),
)


def counts(at: datetime, target: Target, stopped: Sequence[rules.Pause]) -> bool:
    """Tell whether the minute that begins at an instant counts."""
    if any(start <= at < end for start, end in stopped):
        return False
    return target.round_the_clock or OPENS <= at.astimezone(SHANGHAI).time() < SHUTS


def slow_due(
    opened_at: datetime, minutes: int, target: Target, stopped: Sequence[rules.Pause] = ()
) -> datetime:
    """Walk minute by minute until enough of them have counted."""
    at = opened_at
    while minutes:
        minutes -= counts(at, target, stopped)
        at += MINUTE
    return at


@given(instants, targets, pauses)
def test_the_fix_promise_is_what_counting_minutes_gives(
    opened_at: datetime, target: Target, stopped: list[rules.Pause]
) -> None:
    due = rules.promise(opened_at, target, HOURS, stopped)
    assert due.fix_at == slow_due(opened_at, target.fix_minutes, target, stopped)
    assert due.arrive_at == slow_due(opened_at, target.arrive_minutes, target, stopped)


@given(instants, targets, pauses)
def test_a_first_answer_is_never_paused(
    opened_at: datetime, target: Target, stopped: list[rules.Pause]
) -> None:
    due = rules.promise(opened_at, target, HOURS, stopped)
    assert due.acknowledge_at == slow_due(opened_at, target.acknowledge_minutes, target)


@given(instants, targets, pauses)
def test_a_pause_begun_after_the_deadline_unbreaks_nothing(
    opened_at: datetime, target: Target, stopped: list[rules.Pause]
) -> None:
    due = rules.due_at(opened_at, target, "fix", HOURS)
    later = [rules.Pause(max(start, due), max(end, due)) for start, end in stopped]
    assert rules.due_at(opened_at, target, "fix", HOURS, later) == due


@given(instants, st.integers(0, 4000), targets, pauses)
def test_minutes_spent_are_the_minutes_that_counted(
    opened_at: datetime, wall: int, target: Target, stopped: list[rules.Pause]
) -> None:
    ended = opened_at + wall * MINUTE
    slow = sum(counts(opened_at + n * MINUTE, target, stopped) for n in range(wall))
    assert rules.spent_minutes(opened_at, ended, target, HOURS, stopped) == slow


@given(instants, targets, pauses, st.integers(0, 4000))
def test_kept_means_no_more_minutes_than_promised(
    opened_at: datetime, target: Target, stopped: list[rules.Pause], wall: int
) -> None:
    fixed_at = opened_at + wall * MINUTE
    due = rules.due_at(opened_at, target, "fix", HOURS, stopped)
    spent = rules.spent_minutes(opened_at, fixed_at, target, HOURS, stopped)
    if rules.verdict(due, fixed_at, fixed_at) == "broken":
        assert spent >= target.fix_minutes
    else:
        assert spent <= target.fix_minutes


@given(instants, targets, st.lists(st.integers(1, 200), unique=True, max_size=4), st.integers(0, 4000))
def test_the_ladder_is_climbed_step_by_step(
    opened_at: datetime, target: Target, steps: list[int], wall: int
) -> None:
    at = opened_at + wall * MINUTE
    reached = rules.steps_reached(opened_at, target, "fix", steps, HOURS, at)
    assert reached == tuple(
        step for step in sorted(steps) if rules.due_at(opened_at, target, "fix", HOURS, (), step) < at
    )
    assert list(reached) == sorted(steps)[: len(reached)]


def test_a_report_at_night_begins_to_count_in_the_morning() -> None:
    due = rules.promise(MONDAY.replace(hour=23), NORMAL, HOURS)
    assert due.acknowledge_at.astimezone(SHANGHAI) == MONDAY.replace(day=3, hour=8, minute=30)


def test_danger_counts_every_minute_of_the_night() -> None:
    due = rules.promise(MONDAY.replace(hour=23), DANGER, HOURS)
    assert due.arrive_at == MONDAY.replace(hour=23, minute=30)
    assert due.fix_at == MONDAY.replace(day=3, hour=3)


@pytest.mark.parametrize(
    ("stopped", "at", "said"),
    [(0, 5, "kept"), (1, 5, "broken"), (None, 0, "running"), (None, 1, "broken"), (-3, 9, "kept")],
)
def test_a_clock_is_judged_to_the_very_minute(stopped: int | None, at: int, said: str) -> None:
    stopped_at = None if stopped is None else MONDAY + stopped * MINUTE
    assert rules.verdict(MONDAY, stopped_at, MONDAY + at * MINUTE) == said


def test_a_promise_names_its_clocks() -> None:
    due = rules.promise(MONDAY, NORMAL, HOURS)
    assert [due.of(clock) for clock in rules.CLOCKS] == [due.acknowledge_at, due.arrive_at, due.fix_at]


def test_three_working_days_after_a_friday_are_the_next_wednesday_at_the_same_hour() -> None:
    friday = datetime(2026, 3, 6, 15, 20, tzinfo=SHANGHAI)
    closes = rules.closes_on_its_own_at(friday.astimezone(UTC), 3, HOURS)
    assert closes == datetime(2026, 3, 11, 15, 20, tzinfo=SHANGHAI)


def test_reopening_ends_with_the_last_day() -> None:
    assert rules.may_reopen(MONDAY, 30, MONDAY + timedelta(days=30))
    assert not rules.may_reopen(MONDAY, 30, MONDAY + timedelta(days=30, seconds=1))


def test_the_shipped_targets_never_promise_to_mend_before_arriving() -> None:
    for one in rows("sla"):
        minutes = [int(one[f"{clock}_minutes"]) for clock in rules.CLOCKS]
        assert minutes == sorted(minutes)
        assert one["source"]
