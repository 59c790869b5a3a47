"""Histories as lines of JSON, and clocks written as such. Pure; every fault of a line is a ValueError that names it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, cast, get_args

from houqin.kernel.base.refused import Refused
from houqin.kernel.worktime.arithmetic import WorkingHours
from houqin.kernel.worktime.days import Calendar, Day, calendar_of
from houqin.kernel.worktime.defaults import DEFAULTS
from houqin.kernel.worktime.hours import ServiceHours, Worked, read_windows
from houqin.kernel.worktime.seed import days_of, known_years
from houqin.services.repairs.rules import Target
from houqin.services.repairs.sla.clocks import clocks
from houqin.services.repairs.sla.log import DAY_MINUTES, Edition, Event, History, Judged, Reason, Verb
from houqin.services.repairs.sla.shipped import shipped_edition

MOST_MINUTES = 10 * 366 * DAY_MINUTES
Year = tuple[int, tuple[tuple[date, bool], ...]]


def answered(lines: Iterable[str], now: datetime | None = None) -> Iterator[tuple[int, str, str]]:
    """Answer line by line: its number, the clocks as a line, and "" or what is wrong with it. Empty lines pass."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            name: object = None
            try:
                given = _an_object(json.loads(line), "the line")
                name = given.get("id")
                history, at = read_history(given, now)
                yield (
                    number,
                    _written({"id": name, "now": _instant(at), "clocks": [*map(shown, clocks(history, at))]}),
                    "",
                )
            except (ValueError, OverflowError, RecursionError) as fault:
                words = str(fault) or type(fault).__name__
                yield number, _written({"id": name, "line": number, "error": words}), words


def read_history(given: Mapping[str, Any], now: datetime | None = None) -> tuple[History, datetime]:
    """Read a history and the instant to judge it at (its own "now" before the one given)."""
    at = _at(given, "now") if "now" in given or now is None else now
    opened_at = _at(given, "opened")
    if at < opened_at:
        raise ValueError("now is before the opening")
    if at - opened_at > timedelta(minutes=MOST_MINUTES):
        raise ValueError("longer than ten years")
    events = [_event(_an_object(one, "an event")) for one in _list(given.get("events", []), "events")]
    events.sort(key=lambda one: one.at)
    if events and events[0].at < opened_at:
        raise ValueError("an event is before the opening")
    sla = given.get("sla", "shipped")
    edition = shipped_edition() if sla == "shipped" else _edition(_an_object(sla, "sla"))
    return History(opened_at, _text(given, "urgency"), tuple(events), edition, _hours(given, opened_at)), at


def shown(one: Judged) -> dict[str, object]:
    """Return a clock as it is written."""
    return {
        "clock": one.clock, "part": one.part, "started": _instant(one.started_at), "due": _instant(one.due_at),
        "stopped": _instant(one.stopped_at) if one.stopped_at else None, "verdict": one.verdict,
        "minutes": one.minutes, "paused": one.paused_minutes,
    }  # fmt: skip


def _event(given: Mapping[str, Any]) -> Event:
    verb = _text(given, "do")
    if verb not in get_args(Verb):
        raise ValueError(f"unknown event: {verb}")
    needs = {"urgency": "urgency", "pause": "reason", "promise": "until", "appoint": "until"}.get(verb)
    if needs and needs not in given:
        raise ValueError(f"{verb} without {needs}")
    return Event(
        cast(Verb, verb),
        _at(given, "at"),
        urgency=_text(given, "urgency", ""),
        reason=_text(given, "reason", ""),
        pause=_text(given, "pause", ""),
        until=_at(given, "until") if "until" in given else None,
    )


def _edition(given: Mapping[str, Any]) -> Edition:
    targets = {
        key: Target(
            round_the_clock=_bool(one, "round_the_clock"),
            acknowledge_minutes=_minutes(one, "acknowledge"),
            arrive_minutes=_minutes(one, "arrive"),
            fix_minutes=_minutes(one, "fix"),
            assign_minutes=_minutes(one, "assign") if "assign" in one else None,
        )
        for key, one in _objects(given.get("targets"), "targets")
    }
    reasons = {
        key: Reason(key, frozenset(map(str, _list(one.get("stops"), "stops"))), _minutes(one, "longest"))
        for key, one in _objects(given.get("reasons", {}), "reasons")
    }
    return Edition(
        targets, reasons, _minutes(given, "unconfirmed") if "unconfirmed" in given else DAY_MINUTES
    )


def _hours(given: Mapping[str, Any], opened_at: datetime) -> tuple[tuple[datetime, WorkingHours], ...]:
    """The hours from the opening on, and anew from each announcement of a year that was not known then."""
    hours = given.get("hours", "logistics")
    if isinstance(hours, dict):
        windows = (_text(hours, "working", ""), _text(hours, "off", ""))
    elif isinstance(hours, str) and hours in DEFAULTS:
        windows = (hours, "")
    else:
        raise ValueError(f"unknown hours: {hours}")
    years = given.get("announced", list(known_years()))
    if not isinstance(years, list) or any(type(year) is not int for year in years):
        raise ValueError("announced is a list of years")
    pinned: dict[int, Year | None] = dict.fromkeys(set(years) & set(known_years()))
    written = (
        _calendar(_an_object(one, "a calendar")) for one in _list(given.get("calendars", []), "calendars")
    )
    calendars = sorted(written, key=lambda pair: pair[0])
    for since, year in calendars:
        if since <= opened_at:
            pinned[year[0]] = year
    found = [(opened_at, _built(windows, frozenset(pinned.items())))]
    for since, year in calendars:
        if year[0] not in pinned:
            pinned[year[0]] = year
            found.append((since, _built(windows, frozenset(pinned.items()))))
    return tuple(found)


def _calendar(given: Mapping[str, Any]) -> tuple[datetime, Year]:
    year = given.get("year")
    if type(year) is not int:
        raise ValueError("a calendar without its year")
    days = _an_object(given.get("days", {}), "days")
    read = tuple(sorted((date.fromisoformat(day), _bool(days, day)) for day in days))
    if any(day.year != year for day, _working in read):
        raise ValueError(f"a day that is not in {year}")
    return _at(given, "since"), (year, read)


@lru_cache(maxsize=256)
def _built(windows: tuple[str, str], years: frozenset[tuple[int, Year | None]]) -> WorkingHours:
    calendar, (working, off) = _days(years), windows
    if working in DEFAULTS:
        return WorkingHours(calendar, DEFAULTS[working].hours)
    try:
        read = (*read_windows(working, Worked.WORKING), *read_windows(off, Worked.OFF))
    except Refused as unreadable:
        raise ValueError(f"unreadable hours: {unreadable.params.get('text')}") from unreadable
    return WorkingHours(calendar, ServiceHours(read))


@lru_cache(maxsize=256)
def _days(years: frozenset[tuple[int, Year | None]]) -> Calendar:
    days: list[Day] = []
    for number, year in years:
        days += days_of(number) if year is None else (Day(day, working=working) for day, working in year[1])
    return calendar_of(days, (number for number, _year in years))


def _at(given: Mapping[str, Any], key: str) -> datetime:
    text = _text(given, key)
    try:
        at = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise ValueError(f"{key} is no instant") from wrong
    if at.tzinfo is None:
        raise ValueError(f"{key} has no zone")
    return at.astimezone(UTC)


def _text(given: Mapping[str, Any], key: str, default: str | None = None) -> str:
    found = given.get(key, default)
    if not isinstance(found, str):
        raise ValueError(f"{key} is missing" if key not in given else f"{key} is no text")
    return found


def _bool(given: Mapping[str, Any], key: str) -> bool:
    found = given.get(key)
    if not isinstance(found, bool):
        raise ValueError(f"{key} is neither true nor false")
    return found


def _minutes(given: Mapping[str, Any], key: str) -> int:
    found = given.get(key)
    if type(found) is not int or not 1 <= found <= MOST_MINUTES:
        raise ValueError(f"{key} is no number of minutes")
    return found


def _list(found: object, what: str) -> list[Any]:
    if not isinstance(found, list):
        raise ValueError(f"{what} is no list")
    return found


def _an_object(found: object, what: str) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise ValueError(f"{what} is no object")
    return found


def _objects(found: object, what: str) -> list[tuple[str, dict[str, Any]]]:
    return [(key, _an_object(one, what)) for key, one in _an_object(found, what).items()]


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _written(found: object) -> str:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))
