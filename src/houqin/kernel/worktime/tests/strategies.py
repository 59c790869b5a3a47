"""What hypothesis draws: windows of every shape, starts near every edge of the calendar, pauses."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from houqin.kernel.worktime import seed
from houqin.kernel.worktime.arithmetic import WorkingHours
from houqin.kernel.worktime.days import calendar_of
from houqin.kernel.worktime.hours import EVERY_DAY, ServiceHours, Window, Worked
from houqin.kernel.worktime.intervals import Interval
from houqin.kernel.worktime.tests.oracle import Rule

CALENDAR = calendar_of((day for year in seed.known_years() for day in seed.days_of(year)), seed.known_years())
EDGES = (
    date(2024, 2, 28), date(2023, 12, 29), date(2024, 12, 30), date(2025, 1, 25), date(2025, 2, 7),
    date(2025, 4, 26), date(2025, 9, 27), date(2025, 10, 8), date(2026, 2, 13), date(2026, 12, 30),
    date(2027, 2, 4), date(2027, 4, 30), date(2020, 1, 30), date(2006, 12, 29),
)  # fmt: skip


def rules_of(hours: ServiceHours) -> tuple[Rule, ...]:
    """The same windows as the oracle takes them."""
    return tuple((one.worked is Worked.WORKING, one.opens, one.closes, one.weekdays) for one in hours.windows)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    """A window of any length up to a day, often across midnight."""
    opens = draw(st.integers(0, 1439))
    length = draw(st.integers(1, 1440))
    weekdays = draw(st.one_of(st.just(EVERY_DAY), st.frozensets(st.integers(1, 7), min_size=1)))
    return Window(draw(st.sampled_from(Worked)), opens, opens + length, weekdays)


service_hours = st.builds(
    lambda ordinary, more: ServiceHours((ordinary, *more)),
    windows().filter(lambda one: one.ordinary),
    st.lists(windows(), max_size=3),
)
working_hours = service_hours.map(lambda hours: WorkingHours(CALENDAR, hours))
starts = st.builds(
    lambda day, minutes: datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minutes),
    st.one_of(st.sampled_from(EDGES), st.dates(date(2004, 1, 3), date(2027, 12, 1))),
    st.integers(0, 3 * 1440),
)


@st.composite
def pauses(draw: st.DrawFn, start: datetime) -> Sequence[Interval]:
    """Up to four pauses round a start, overlapping or not, some empty, on whole minutes."""
    found = []
    for _ in range(draw(st.integers(0, 4))):
        begin = start + timedelta(minutes=draw(st.integers(-600, 3000)))
        found.append(Interval(begin, begin + timedelta(minutes=draw(st.integers(0, 1500)))))
    return found
