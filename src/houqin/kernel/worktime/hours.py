"""When a service is open: windows by kind of day and weekday, which may cross midnight. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from re import fullmatch, split
from unicodedata import normalize

from houqin.kernel.base.refused import Refused
from houqin.kernel.worktime.days import Day

DAY_MINUTES = 24 * 60
EVERY_DAY = frozenset(range(1, 8))
MONDAY_TO_FRIDAY = frozenset(range(1, 6))
WEEKEND = frozenset({6, 7})


class Worked(StrEnum):
    """The two kinds of day that windows tell apart; make-up days are working days."""

    WORKING = "working"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Window:
    """Open from `opens` to `closes`, minutes after midnight; `closes` > 1440 is the next morning."""

    worked: Worked
    opens: int
    closes: int
    weekdays: frozenset[int] = EVERY_DAY  # ISO: Monday 1 to Sunday 7

    def __post_init__(self) -> None:
        if not 0 <= self.opens < DAY_MINUTES or not self.opens < self.closes <= self.opens + DAY_MINUTES:
            raise ValueError(f"no window of a day: {self.opens} to {self.closes}")
        if not self.weekdays or not self.weekdays <= EVERY_DAY:
            raise ValueError(f"no ISO weekdays: {sorted(self.weekdays)}")

    @property
    def ordinary(self) -> bool:
        """Whether it opens in ordinary weeks, not only on holidays or make-up days."""
        return bool(self.weekdays & (MONDAY_TO_FRIDAY if self.worked is Worked.WORKING else WEEKEND))


@dataclass(frozen=True, slots=True)
class ServiceHours:
    """The windows of a service. Raises ValueError where it would be shut for ever."""

    windows: tuple[Window, ...]

    def __post_init__(self) -> None:
        if not any(window.ordinary for window in self.windows):
            raise ValueError("service hours that never open")

    def on(self, day: Day) -> tuple[Window, ...]:
        """Return the windows that open on a day; they may overlap."""
        worked = Worked.WORKING if day.working else Worked.OFF
        weekday = day.date.isoweekday()
        return tuple(one for one in self.windows if one.worked is worked and weekday in one.weekdays)

    def day_minutes(self) -> int:
        """Return the minutes of the longest ordinary day: what people mean by one working day."""
        ordinary = [one for one in self.windows if one.worked is Worked.WORKING] or self.windows
        return max(
            sum(one.closes - one.opens for one in ordinary if weekday in one.weekdays)
            for weekday in EVERY_DAY
        )


ROUND_THE_CLOCK = ServiceHours((Window(Worked.WORKING, 0, DAY_MINUTES), Window(Worked.OFF, 0, DAY_MINUTES)))


def read_windows(text: str, worked: Worked, weekdays: frozenset[int] = EVERY_DAY) -> tuple[Window, ...]:
    """Read "08:30-11:30, 13:00-17:00"; an end not after its start is the next morning's.

    Raises `Refused("worktime.unreadable_hours", text=...)`.
    """
    plain = normalize("NFKC", text)
    parts = [part for part in split(r"[,、;\s]+", plain) if part]
    return tuple(_read(part, worked, weekdays) for part in parts)


def write_windows(windows: Iterable[Window]) -> str:
    """Write windows as `read_windows` reads them."""
    return ", ".join(f"{_clock(one.opens)}-{_clock(one.closes)}" for one in windows)


def _read(part: str, worked: Worked, weekdays: frozenset[int]) -> Window:
    found = fullmatch(r"(\d{1,2}):(\d{2})[-–~至](\d{1,2}):(\d{2})", part)
    if found is None:
        raise Refused("worktime.unreadable_hours", text=part)
    hour, minute, end_hour, end_minute = map(int, found.groups())
    opens, closes = hour * 60 + minute, end_hour * 60 + end_minute
    if opens >= DAY_MINUTES or closes > DAY_MINUTES or minute > 59 or end_minute > 59:
        raise Refused("worktime.unreadable_hours", text=part)
    return Window(worked, opens, closes if closes > opens else closes + DAY_MINUTES, weekdays)


def _clock(minutes: int) -> str:
    hour, minute = divmod(minutes - DAY_MINUTES if minutes > DAY_MINUTES else minutes, 60)
    return f"{hour:02d}:{minute:02d}"
