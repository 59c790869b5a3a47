"""Random histories, one for each seed: near every edge of the calendar, with every kind of event, often absurd ones."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

EDGES = (
    datetime(2024, 2, 28), datetime(2024, 12, 30), datetime(2025, 1, 25), datetime(2025, 9, 27),
    datetime(2025, 10, 10), datetime(2026, 2, 13), datetime(2026, 2, 27), datetime(2026, 9, 19),
    datetime(2026, 9, 30), datetime(2026, 10, 9), datetime(2026, 12, 30), datetime(2027, 2, 3),
    datetime(2027, 12, 30), datetime(2028, 2, 28), datetime(2026, 11, 24),
)  # fmt: skip
HOURS: tuple[Any, ...] = (
    "logistics", "logistics", "office", "office", "always", {"working": "22:00-06:00", "off": ""},
    {"working": "08:00-12:00,11:00-20:00", "off": "20:00-02:00"}, {"working": "09:00-17:00", "off": "10:00-10:30"},
)  # fmt: skip
STOPS = ("assign", "arrive", "fix_first", "fix_total", "hold")
VERBS = ("acknowledge", "assign", "unassign", "arrive", "fix", "rework", "reopen", "end", "restore", "pause",
         "pause", "pause", "resume", "resume", "confirm", "urgency", "promise", "appoint")  # fmt: skip
LIKELY = {
    "": ("acknowledge", "assign", "urgency", "pause", "appoint"), "appoint": ("assign", "arrive", "appoint", "pause"),
    "acknowledge": ("assign", "urgency", "end"),
    "assign": ("arrive", "unassign", "assign", "pause", "promise"), "unassign": ("assign", "urgency"),
    "arrive": ("pause", "fix", "urgency"), "pause": ("resume", "pause", "confirm", "urgency", "fix"),
    "confirm": ("resume", "pause"), "resume": ("fix", "pause", "arrive", "urgency"),
    "fix": ("rework", "reopen", "fix"), "rework": ("fix", "pause"), "reopen": ("assign", "pause"),
    "end": ("restore", "reopen"), "restore": ("assign",), "urgency": ("assign", "pause", "fix"),
    "promise": ("arrive", "pause", "fix", "promise"),
}  # fmt: skip


def history(seed: int) -> dict[str, Any]:
    """Return the history of a seed, as a line of the command holds it."""
    rng = random.Random(seed)
    opened = rng.choice(EDGES).replace(tzinfo=UTC) + timedelta(minutes=rng.randrange(-300, 2400))
    lasted = rng.choice((200, 900, 2000, 4000)) if rng.random() < 0.95 else 12_000
    now = opened + timedelta(minutes=rng.randrange(lasted))
    return {
        "id": f"H{seed}", "opened": _text(opened), "now": _text(now), "urgency": rng.choice("abc"),
        "hours": rng.choice(HOURS), "sla": _edition(rng), "events": _events(rng, opened, lasted),
        "calendars": _calendars(rng, opened, lasted),
    }  # fmt: skip


def _edition(rng: random.Random) -> dict[str, Any]:
    sooner = rng.random() < 0.2  # an edition that promises nothing about giving out
    targets = {}
    for urgency in "abc":
        most = rng.choice((30, 300, 1500))
        one = {name: rng.randint(1, most) for name in ("acknowledge", "assign", "arrive", "fix")}
        if sooner:
            del one["assign"]
        targets[urgency] = {"round_the_clock": rng.random() < 0.25, **one}
    reasons = {
        key: {"stops": rng.sample(STOPS, rng.randint(0, 5)), "longest": rng.choice((5, 90, 700, 4000))}
        for key in ("parts", "home", "weather")
    }
    return {"targets": targets, "reasons": reasons, "unconfirmed": rng.choice((30, 400, 1440))}


def _events(rng: random.Random, opened: datetime, lasted: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    at, last = opened, ""
    for _ in range(rng.randrange(13)):
        at += timedelta(
            minutes=rng.choice((0, 1, rng.randrange(60), rng.randrange(60), rng.randrange(lasted // 2)))
        )
        last = rng.choice(LIKELY[last]) if rng.random() < 0.75 else rng.choice(VERBS)
        one: dict[str, Any] = {"at": _text(at), "do": last}
        match last:
            case "urgency":
                one["urgency"] = rng.choice("abc")
            case "pause":
                one["reason"] = rng.choice(("parts", "home", "weather"))
                if rng.random() < 0.4:
                    one["pause"] = rng.choice(("p", "q"))
            case "resume" | "confirm":
                if rng.random() < 0.5:
                    one["pause"] = rng.choice(("p", "q", "parts", "home"))
            case "promise" | "appoint":
                one["until"] = _text(at + timedelta(minutes=rng.randrange(-100, lasted)))
        found.append(one)
    if rng.random() < 0.1:
        rng.shuffle(found)
    return found


def _calendars(rng: random.Random, opened: datetime, lasted: int) -> list[dict[str, Any]]:
    """Years announced before the opening, while it runs or after; corrected a second time now and then."""
    found = []
    for year in (2026, 2027, 2028):
        for _ in range(rng.choice((0, 0, 1, 2))):
            since = opened + timedelta(
                minutes=rng.choice((0, rng.randrange(-lasted, lasted), rng.randrange(lasted)))
            )
            near = [(opened + timedelta(days=shift)).date() for shift in range(-2, 9)]
            days = {
                day.isoformat(): rng.random() < 0.5 for day in near if day.year == year and rng.random() < 0.6
            }
            found.append({"year": year, "since": _text(since), "days": days})
    return found


def _text(at: datetime) -> str:
    return at.isoformat()
