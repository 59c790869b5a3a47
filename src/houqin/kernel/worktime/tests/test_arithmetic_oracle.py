"""The arithmetic against the slow oracle, near every edge of the calendar."""

from datetime import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from houqin.kernel.worktime.arithmetic import WorkingHours
from houqin.kernel.worktime.tests.oracle import MINUTE, counted
from houqin.kernel.worktime.tests.strategies import pauses, rules_of, starts, working_hours

slow = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
lengths = st.integers(0, 2 * 1440)
ALWAYS = ((True, 0, 1440, frozenset(range(1, 8))), (False, 0, 1440, frozenset(range(1, 8))))


@slow
@given(working_hours, starts, lengths, st.data())
def test_elapsed_time_and_deadlines_are_what_counting_minutes_gives(
    hours: WorkingHours, start: datetime, length: int, data: st.DataObject
) -> None:
    stopped = data.draw(pauses(start))
    end = start + length * MINUTE
    minutes = counted(start, end, rules_of(hours.hours), stopped)
    assert hours.elapsed(start, end, stopped) == len(minutes) * MINUTE
    number = data.draw(st.integers(1, len(minutes) + 1))
    due = hours.deadline(start, number, stopped)
    if number <= len(minutes):
        assert due == minutes[number - 1] + MINUTE
    else:
        assert due > end


@slow
@given(working_hours, starts, lengths)
def test_openings_agree_with_the_oracle(hours: WorkingHours, start: datetime, length: int) -> None:
    end = start + length * MINUTE
    minutes = counted(start, end, rules_of(hours.hours))
    following = hours.next_open(start)
    assert following == minutes[0] if minutes else following >= end
    assert hours.is_open(start) is (start in minutes[:1] or (not length and following == start))
    known = set(minutes)
    assert [one.start for one in hours.open_intervals(start, end)] == [
        at for at in minutes if at - MINUTE not in known
    ]


@slow
@given(working_hours, starts, lengths, st.data())
def test_round_the_clock_counts_every_unpaused_minute(
    hours: WorkingHours, start: datetime, length: int, data: st.DataObject
) -> None:
    stopped = data.draw(pauses(start))
    end = start + length * MINUTE
    minutes = counted(start, end, ALWAYS, stopped)
    assert hours.elapsed(start, end, stopped, round_the_clock=True) == len(minutes) * MINUTE
    for number in {1, len(minutes) // 2, len(minutes)} - {0}:
        due = hours.deadline(start, number, stopped, round_the_clock=True)
        assert due == minutes[number - 1] + MINUTE if minutes else due > end
