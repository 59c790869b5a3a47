"""Short histories written as people would tell them, for the named tests."""

from collections.abc import Iterable
from datetime import date, datetime

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.worktime.arithmetic import WorkingHours
from houqin.kernel.worktime.days import Calendar, Day, calendar_of
from houqin.kernel.worktime.defaults import DEFAULTS
from houqin.services.repairs.rules import Target
from houqin.services.repairs.sla.clocks import clocks
from houqin.services.repairs.sla.log import Edition, Event, History, Judged, Reason

YEAR = calendar_of([Day(date(2026, 10, day), working=False, name="国庆节") for day in range(1, 9)], [2026])
WORK = frozenset({"fix_first", "fix_total", "hold"})
EDITION = Edition(
    targets={
        "normal": Target(False, 60, 240, 600, assign_minutes=120),
        "urgent": Target(False, 15, 60, 300, assign_minutes=30),
        "slow": Target(False, 120, 600, 1800, assign_minutes=240),
        "danger": Target(True, 5, 30, 240, assign_minutes=10),
    },
    reasons={
        "home": Reason("home", WORK | {"assign", "arrive"}, 3 * 1440),
        "parts": Reason("parts", frozenset({"hold"}), 7 * 1440),
        "power": Reason("power", WORK, 7 * 1440),
    },
)


def hours(kind: str = "always", calendar: Calendar = YEAR) -> WorkingHours:
    """Return shipped hours over a year with one week of holidays."""
    return WorkingHours(calendar, DEFAULTS[kind].hours)


def at(text: str) -> datetime:
    """Return an instant of 2026 as on the campus's clock: "03-02 09:00"."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SHANGHAI)


def log(opened: str, *lines: str, urgency: str = "normal", kind: str = "always") -> History:
    """Return a history of lines such as "03-02 10:00 pause power", "03-02 11:00 promise 03-04 12:00"."""
    events = tuple(_event(*line.split(" ", 3)) for line in lines)
    return History(at(opened), urgency, events, EDITION, ((at(opened), hours(kind)),))


def judge(history: History, now: str, clock: str, part: int = 0) -> Judged:
    """Return one clock at an instant."""
    (found,) = (one for one in clocks(history, at(now)) if (one.clock, one.part) == (clock, part))
    return found


def verdicts(history: History, now: str, names: Iterable[str] = ()) -> dict[str, str]:
    """Return the verdicts of the first parts by clock."""
    found: dict[str, str] = {one.clock: one.verdict for one in clocks(history, at(now)) if one.part == 0}
    return {name: found[name] for name in names} if names else found


def _event(day: str, hour: str, verb: str, word: str = "") -> Event:
    field = {"pause": "reason", "resume": "pause", "confirm": "pause", "urgency": "urgency"}.get(verb, "")
    more = {field: word} if field and word else {"until": at(word)} if word else {}
    return Event(verb, at(f"{day} {hour}"), **more)  # type: ignore[arg-type]
