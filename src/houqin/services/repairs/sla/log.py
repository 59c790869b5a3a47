"""What clocks are counted from: the log of a repair, the edition of the promise, the hours. Pure.

Instants are aware. A log holds what happened to the clocks, not every move: several moves may mean the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from houqin.kernel.worktime.arithmetic import WorkingHours
from houqin.services.repairs.rules import Target

ClockName = Literal["acknowledge", "assign", "arrive", "fix_first", "fix_total", "hold", "promise"]
Verb = Literal[
    "acknowledge", "assign", "unassign", "arrive", "fix", "rework", "reopen", "end", "restore",
    "pause", "resume", "confirm", "urgency", "promise", "appoint",
]  # fmt: skip
Verdict = Literal["kept", "broken", "running", "void", "passed"]
PAUSABLE: frozenset[str] = frozenset({"assign", "arrive", "fix_first", "fix_total", "hold"})
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a clock may stand: which clocks it stops, and for how many minutes by the wall clock at most.

    Raises ValueError for a clock that never stands: a first answer, and a promise given by hand.
    """

    key: str
    stops: frozenset[str]
    longest_minutes: int

    def __post_init__(self) -> None:
        if wrong := self.stops - PAUSABLE:
            raise ValueError(f"clocks that never pause: {', '.join(sorted(wrong))}")
        if self.longest_minutes < 1:
            raise ValueError(f"a pause of no length: {self.longest_minutes}")


@dataclass(frozen=True)
class Edition:
    """One edition of the promise. A pause nobody confirmed in time counts for `unconfirmed_minutes` at most."""

    targets: Mapping[str, Target]
    reasons: Mapping[str, Reason]
    unconfirmed_minutes: int = DAY_MINUTES


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the clocks.

    `urgency` goes with "urgency", `reason` with "pause", `until` with "promise" and with "appoint" (the end of
    the hours agreed); `pause` tells one pause from
    another ("" in "resume" and "confirm": all that run).
    """

    verb: Verb
    at: datetime
    urgency: str = ""
    reason: str = ""
    pause: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class History:
    """A repair's log, its events in order. `hours` are those pinned at the opening, then each since an announcement."""

    opened_at: datetime
    urgency: str
    events: tuple[Event, ...]
    edition: Edition
    hours: tuple[tuple[datetime, WorkingHours], ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """One clock as it stands: when it was due, when it stopped, the verdict, the minutes that counted.

    `part` numbers the clocks that begin anew: the first fix after each reopening, each holder, each promise by hand.
    """

    clock: ClockName
    part: int
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    verdict: Verdict
    minutes: int
    paused_minutes: int
