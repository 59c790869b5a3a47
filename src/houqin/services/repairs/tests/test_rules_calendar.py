"""The promise across nights, weekends, make-up days, holidays and year ends. Pure: a calendar and hours in hand."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.worktime.arithmetic import WorkingHours
from houqin.kernel.worktime.days import Calendar, Day, calendar_of
from houqin.kernel.worktime.defaults import DEFAULTS
from houqin.services.repairs import rules
from houqin.services.repairs.rules import Pause, Target

# National Day 2026 as announced: 1 to 8 October free, Sunday 20 September and Saturday 10 October worked.
FREE = [Day(date(2026, 10, day), working=False, name="国庆节") for day in range(1, 9)]
WORKED = [Day(date(2026, 9, 20), working=True), Day(date(2026, 10, 10), working=True)]
NEW_YEAR = [Day(date(2027, 1, 1), working=False, name="元旦")]
CALENDAR = calendar_of([*FREE, *WORKED, *NEW_YEAR], [2026, 2027])
DUTY = WorkingHours(CALENDAR, DEFAULTS["logistics"].hours)  # 7:30 to 22:00, every day
OFFICE = WorkingHours(CALENDAR, DEFAULTS["office"].hours)  # 8:30 to 11:30 and 13:00 to 17:00, working days
NORMAL = Target(round_the_clock=False, acknowledge_minutes=60, arrive_minutes=480, fix_minutes=1440)
DANGER = Target(round_the_clock=True, acknowledge_minutes=5, arrive_minutes=30, fix_minutes=240)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def at(text: str) -> datetime:
    """Return an instant written as on the campus's clock, "2026-09-30 21:30"."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("opened", "hours", "minutes", "due"),
    [
        # nights
        ("2026-03-02 21:59", DUTY, 1, "2026-03-02 22:00"),
        ("2026-03-02 21:59", DUTY, 2, "2026-03-03 07:31"),
        ("2026-03-02 22:00", DUTY, 1, "2026-03-03 07:31"),
        ("2026-03-02 00:00", DUTY, 60, "2026-03-02 08:30"),
        ("2026-03-02 07:29", DUTY, 870, "2026-03-02 22:00"),
        ("2026-03-02 07:31", DUTY, 870, "2026-03-03 07:31"),
        # the lunch break and the end of the office's day
        ("2026-03-02 11:29", OFFICE, 1, "2026-03-02 11:30"),
        ("2026-03-02 11:29", OFFICE, 2, "2026-03-02 13:01"),
        ("2026-03-02 12:00", OFFICE, 60, "2026-03-02 14:00"),
        ("2026-03-02 17:00", OFFICE, 1, "2026-03-03 08:31"),
        # weekends
        ("2026-03-06 16:59", OFFICE, 2, "2026-03-09 08:31"),
        ("2026-03-07 10:00", OFFICE, 420, "2026-03-09 17:00"),
        ("2026-03-07 10:00", DUTY, 60, "2026-03-07 11:00"),
        # a Sunday that is worked, a Saturday that is worked
        ("2026-09-19 10:00", OFFICE, 420, "2026-09-20 17:00"),
        ("2026-09-20 16:00", OFFICE, 120, "2026-09-21 09:30"),
        ("2026-10-09 16:30", OFFICE, 60, "2026-10-10 09:00"),
        # eight free days
        ("2026-09-30 16:59", OFFICE, 2, "2026-10-09 08:31"),
        ("2026-10-04 03:00", OFFICE, 840, "2026-10-10 17:00"),
        ("2026-10-04 03:00", DUTY, 60, "2026-10-04 08:30"),
        # the end of the year
        ("2026-12-31 16:30", OFFICE, 60, "2027-01-04 09:00"),
        ("2026-12-31 23:59", DUTY, 1, "2027-01-01 07:31"),
    ],
)
def test_a_clock_runs_in_its_hours_only(opened: str, hours: WorkingHours, minutes: int, due: str) -> None:
    target = Target(False, minutes, minutes, minutes)
    for clock in rules.CLOCKS:
        assert rules.due_at(at(opened), target, clock, hours) == at(due)


@pytest.mark.parametrize(
    "opened", ["2026-12-31 23:58", "2026-02-28 23:58", "2026-10-01 00:00", "2026-03-02 12:00"]
)
def test_danger_knows_no_night_no_holiday_and_no_year(opened: str) -> None:
    due = rules.promise(at(opened), DANGER, OFFICE)
    assert (due.acknowledge_at, due.arrive_at, due.fix_at) == (
        at(opened) + 5 * MINUTE, at(opened) + 30 * MINUTE, at(opened) + 4 * HOUR,
    )  # fmt: skip


def test_a_leap_day_is_a_day_like_any_other() -> None:
    hours = WorkingHours(calendar_of([], [2028]), DEFAULTS["office"].hours)
    tuesday = datetime(2028, 2, 29, 16, 0, tzinfo=SHANGHAI)
    assert rules.due_at(tuesday, NORMAL, "arrive", hours) == datetime(2028, 3, 1, 17, 0, tzinfo=SHANGHAI)


def test_a_year_nobody_has_announced_is_promised_in_all_the_same() -> None:
    hours = WorkingHours(Calendar({}, frozenset({2026})), DEFAULTS["office"].hours)
    due = rules.due_at(at("2026-12-31 16:30"), NORMAL, "acknowledge", hours)
    assert due.astimezone(SHANGHAI).date() >= date(2027, 1, 4)


@pytest.mark.parametrize(
    ("fixed", "days", "closes"),
    [
        ("2026-03-02 10:00", 3, "2026-03-05 10:00"),
        ("2026-03-05 23:59", 3, "2026-03-10 23:59"),
        ("2026-03-07 12:00", 3, "2026-03-11 12:00"),
        ("2026-09-17 09:00", 3, "2026-09-21 09:00"),
        ("2026-09-30 17:00", 1, "2026-10-09 17:00"),
        ("2026-09-30 17:00", 2, "2026-10-10 17:00"),
        ("2026-10-03 08:00", 3, "2026-10-12 08:00"),
        ("2026-12-30 20:00", 2, "2027-01-04 20:00"),
        ("2026-03-02 10:00", 0, "2026-03-02 10:00"),
    ],
)
def test_an_unanswered_repair_closes_after_working_days_at_the_same_hour(
    fixed: str, days: int, closes: str
) -> None:
    assert rules.closes_on_its_own_at(at(fixed), days, DUTY) == at(closes)


def test_after_midnight_the_day_is_the_campus_s_not_greenwich_s() -> None:
    fixed = at("2026-03-03 00:30")  # still the second of March in UTC
    assert rules.closes_on_its_own_at(fixed, 1, DUTY) == at("2026-03-04 00:30")


@pytest.mark.parametrize(
    ("opened", "ended", "minutes"),
    [
        ("2026-03-02 10:00", "2026-03-02 10:00", 0),
        ("2026-03-02 10:00", "2026-03-02 10:00:59", 0),
        ("2026-03-02 10:00", "2026-03-02 10:01", 1),
        ("2026-03-02 21:30", "2026-03-03 08:00", 60),
        ("2026-03-02 22:30", "2026-03-03 07:00", 0),
        ("2026-12-31 21:00", "2027-01-01 08:30", 120),
    ],
)
def test_the_time_spent_is_whole_minutes_of_duty(opened: str, ended: str, minutes: int) -> None:
    assert rules.spent_minutes(at(opened), at(ended), NORMAL, DUTY) == minutes


def test_a_higher_urgency_counts_from_the_report_and_may_be_broken_at_once() -> None:
    opened, looked = at("2026-03-02 09:00"), at("2026-03-02 15:00")
    before = rules.promise(opened, NORMAL, DUTY)
    after = rules.promise(opened, DANGER, DUTY)
    assert after.fix_at == at("2026-03-02 13:00")
    assert rules.verdict(before.fix_at, None, looked) == "running"
    assert rules.verdict(after.fix_at, None, looked) == "broken"


@pytest.mark.parametrize(
    ("pauses", "fix", "why"),
    [
        ([("08:00", "09:00")], "2026-03-03 09:30", "a pause before the report moves nothing"),
        ([("22:00", "23:59")], "2026-03-03 09:30", "a pause by night stops no clock that stands"),
        ([("10:00", "11:00"), ("10:30", "11:30")], "2026-03-03 11:00", "overlapping pauses count once"),
        ([("10:00", "10:00")], "2026-03-03 09:30", "an empty pause is none"),
        ([("21:00", "23:00")], "2026-03-03 10:30", "only its open part counts"),
    ],
)
def test_pauses_stop_what_they_lie_upon(pauses: list[tuple[str, str]], fix: str, why: str) -> None:
    target = Target(False, 15, 60, 900)
    day = date(2026, 3, 2)
    stopped = [
        Pause(*(datetime.combine(day, time.fromisoformat(end), SHANGHAI) for end in ends)) for ends in pauses
    ]
    due = rules.promise(at("2026-03-02 09:00"), target, DUTY, stopped)
    assert due.fix_at == at(fix), why
    assert due.acknowledge_at == at("2026-03-02 09:15")


opened_at = st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1)).map(
    lambda one: one.replace(second=0, microsecond=0, tzinfo=SHANGHAI)
)
spans = st.integers(1, 3000)


@given(opened_at, spans, spans, st.sampled_from([DUTY, OFFICE]))
def test_two_halves_of_a_promise_are_the_whole(
    opened: datetime, first: int, second: int, hours: WorkingHours
) -> None:
    def due(start: datetime, minutes: int) -> datetime:
        return rules.due_at(start, Target(False, 1, 1, minutes), "fix", hours)

    assert due(due(opened, first), second) == due(opened, first + second)


@given(opened_at, spans, st.sampled_from([DUTY, OFFICE]), st.booleans())
def test_a_repair_to_the_very_minute_has_spent_exactly_what_was_promised(
    opened: datetime, minutes: int, hours: WorkingHours, always: bool
) -> None:
    target = Target(always, 1, 1, minutes)
    due = rules.due_at(opened, target, "fix", hours)
    assert rules.spent_minutes(opened, due, target, hours) == minutes
    assert rules.verdict(due, due, due) == "kept"
    assert rules.verdict(due, due + MINUTE, due + MINUTE) == "broken"


@given(opened_at, spans, st.lists(st.integers(1, 300), unique=True, min_size=1, max_size=5))
def test_a_step_is_passed_only_after_its_instant_and_never_unpassed(
    opened: datetime, minutes: int, steps: list[int]
) -> None:
    target = Target(False, minutes, minutes, minutes)
    for step in steps:
        instant = rules.due_at(opened, target, "fix", DUTY, (), step)
        before, after = (
            rules.steps_reached(opened, target, "fix", steps, DUTY, moment)
            for moment in (instant, instant + MINUTE)
        )
        assert step not in before
        assert step in after
        assert set(before) <= set(after)


@given(opened_at, st.integers(0, 400), st.integers(0, 40_000))
def test_reopening_is_open_to_the_last_instant_of_the_last_day(
    closed: datetime, days: int, later: int
) -> None:
    asked = closed + timedelta(minutes=later)
    assert rules.may_reopen(closed, days, asked) == (timedelta(minutes=later) <= timedelta(days=days))
