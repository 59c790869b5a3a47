"""A slow second opinion on the clocks: every minute looked at, read straight from the line, sharing no code.

A minute counts or it does not. Nothing of the engine, the arithmetic of intervals or the reader is used; known
years come from `chinese_calendar`, what is not announced from the list below.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from chinese_calendar import is_workday

Line = Mapping[str, Any]
DAY = 1440
EIGHT_HOURS = timedelta(hours=8)
NAMED_HOURS = {"logistics": ("07:30-22:00", "07:30-22:00"), "office": ("08:30-11:30,13:00-17:00", ""),
               "always": ("00:00-24:00", "00:00-24:00")}  # fmt: skip
FESTIVALS = {
    date(year, month, day)
    for year, month, days in (
        (2027, 1, (1,)), (2027, 2, (5, 6, 7, 8)), (2027, 4, (5,)), (2027, 5, (1, 2)), (2027, 6, (9,)),
        (2027, 9, (15,)), (2027, 10, (1, 2, 3)),
        (2028, 1, (1, 25, 26, 27, 28)), (2028, 4, (4,)), (2028, 5, (1, 2, 28)), (2028, 10, (1, 2, 3)),
    )
    for day in days
}  # fmt: skip
Days = Mapping[int, Mapping[str, bool]]
Regime = tuple[tuple[int, int], str, Days, int | None]
END_BY_FIX = ("fix_first", "fix_total", "hold", "promise")


@dataclass
class Track:
    """One clock: in which minutes it ran, where it stopped, how."""

    clock: str
    part: int
    begun: tuple[int, int]
    ran: list[tuple[int, int]] = field(default_factory=list)
    since: int | None = None
    stop: tuple[int, int] | None = None
    how: str = "running"
    until: int = 0

    def halt(self, place: tuple[int, int], how: str) -> None:
        """Stop running."""
        if self.since is not None:
            self.ran.append((self.since, place[0]))
            self.since, self.stop, self.how = None, place, how

    def again(self, place: tuple[int, int], how: str) -> None:
        """Run on after having stopped so."""
        if self.since is None and self.how == how:
            self.since, self.stop, self.how = place[0], None, "running"


class Oracle:
    """Judges one line."""

    def __init__(self, line: Line) -> None:
        self.line, self.sla = line, line["sla"]
        self.zero = _campus(line["opened"])
        self.now = self._minute(line["now"])
        self.tracks: list[Track] = []
        self.pauses: list[dict[str, Any]] = []
        self.years: Days = {}
        later = []
        for one in sorted(line.get("calendars", []), key=lambda each: _campus(each["since"])):
            if _campus(one["since"]) <= self.zero:
                self.years = {**self.years, one["year"]: one["days"]}
            else:
                later.append(one)
        self.regimes: list[Regime] = [((0, -1), line["urgency"], self.years, None)]
        for clock in ("acknowledge", "assign", "arrive", "fix_first", "fix_total"):
            self._start(clock, (0, -1))
        happened: list[tuple[tuple[int, int], Mapping[str, Any]]] = []
        known = set(self.years)
        for one in later:
            if one["year"] not in known and one["year"] > 2026:
                known.add(one["year"])
                happened.append(((self._minute(one["since"]), -1), one))
        for turn, one in enumerate(sorted(line["events"], key=lambda each: _campus(each["at"]))):
            happened.append(((self._minute(one["at"]), turn), one))
        for place, one in sorted(happened, key=lambda pair: pair[0]):
            if place[0] <= self.now:
                self._happen(place, one)

    def answer(self) -> list[dict[str, Any]]:
        """Return the clocks as the command writes them."""
        told = [track for track in self.tracks if track.clock != "assign" or self._assign_promised()]
        return [self._judge(track) for track in told]

    def _assign_promised(self) -> bool:
        return all(
            "assign" in self.sla["targets"][urgency] for _place, urgency, _years, _until in self.regimes
        )

    def _minute(self, text: str) -> int:
        return int((_campus(text) - self.zero).total_seconds()) // 60

    def _start(self, clock: str, place: tuple[int, int]) -> Track:
        part = len([each for each in self.tracks if each.clock == clock])
        self.tracks.append(Track(clock, part, place, since=place[0]))
        return self.tracks[-1]

    def _newest(self, clock: str) -> list[Track]:
        return [each for each in self.tracks if each.clock == clock][-1:]

    def _happen(self, place: tuple[int, int], one: Mapping[str, Any]) -> None:
        if "year" in one:
            self.years = {**self.years, one["year"]: one["days"]}
            self.regimes.append((place, self.regimes[-1][1], self.years, self.regimes[-1][3]))
            return
        do = one["do"]
        halted = {"acknowledge": ("acknowledge",), "arrive": ("arrive",), "assign": ("acknowledge", "assign"),
                  "fix": END_BY_FIX}.get(do, ())  # fmt: skip
        for each in self.tracks:
            if each.clock in halted:
                each.halt(place, "kept")
            if do in ("assign", "unassign") and each.clock == "hold":
                each.halt(place, "passed")
            if do == "end":
                each.halt(place, "void")
            if do == "restore":
                each.again(place, "void")
        if do == "assign":
            self._start("hold", place)
        if do in ("rework", "reopen"):
            mended = self._newest("fix_total")[0].how == "kept"
            for clock in ("fix_total", "promise", *(("hold",) if do == "rework" else ())):
                for each in self._newest(clock):
                    each.again(place, "kept")
            if do == "reopen" and mended:
                self._start("fix_first", place)
        if do == "urgency":
            self.regimes.append((place, one["urgency"], self.years, self.regimes[-1][3]))
        if do == "appoint":
            self.regimes.append((place, self.regimes[-1][1], self.years, self._minute(one["until"])))
        if do == "promise":
            for each in self._newest("promise"):
                each.halt(place, "passed")
            made, total = self._start("promise", place), self._newest("fix_total")[0]
            made.until = self._minute(one["until"])
            if total.since is None:
                made.halt(place, total.how)
        self._stand(place[0], one)

    def _stand(self, minute: int, one: Mapping[str, Any]) -> None:
        name = one.get("pause") or one.get("reason", "")
        going = [each for each in self.pauses if each["end"] is None and name in ("", each["name"])]
        if one["do"] == "pause" and not going:
            self.pauses.append(
                {"name": name, "reason": one["reason"], "start": minute, "end": None, "sure": False}
            )
        for each in going:
            if one["do"] == "resume":
                each["end"] = minute
            if one["do"] == "confirm" and minute - each["start"] <= self.sla.get("unconfirmed", DAY):
                each["sure"] = True

    def _paused(self, clock: str, edge: int) -> bytearray:
        """A byte for each minute before the edge: 1 where the clock stands."""
        flags = bytearray(max(edge, 0))
        for each in self.pauses:
            reason = self.sla["reasons"][each["reason"]]
            if clock not in reason["stops"]:
                continue
            most = reason["longest"]
            if not each["sure"]:
                most = min(most, self.sla.get("unconfirmed", DAY))
            for minute in range(each["start"], min(each["start"] + most, edge)):
                if each["end"] is not None and minute >= each["end"]:
                    break
                flags[minute] = 1
        return flags

    def _open(self, minute: int, years: Days, always: bool) -> bytes:
        """The minutes of a whole campus day, and from which of them `minute` starts: 1 where they count."""
        if always:
            return b"\1" * DAY
        day = (self.zero + timedelta(minutes=minute)).date()
        hours = self.line.get("hours", "logistics")
        windows = NAMED_HOURS[hours] if isinstance(hours, str) else (hours["working"], hours["off"])
        return _day(windows, _worked(day, years), _worked(day - timedelta(days=1), years))

    def _counting(self, begin: int, end: int, years: Days, always: bool) -> bytearray:
        """Openness of each minute from begin to end."""
        found, minute = bytearray(), begin
        while minute < end:
            local = self.zero + timedelta(minutes=minute)
            at = local.hour * 60 + local.minute
            take = min(DAY - at, end - minute)
            found += self._open(minute, years, always)[at : at + take]
            minute += take
        return found

    def _due(self, track: Track, urgency: str, years: Days, until: int | None, edge: int) -> int:
        """The plain target, or where hours were agreed what it leaves after these, whichever is later."""
        target = self.sla["targets"][urgency]
        if track.clock == "promise":
            return track.until
        left = target[
            {"acknowledge": "acknowledge", "assign": "assign", "arrive": "arrive"}.get(track.clock, "fix")
        ]
        plain = self._counted(track, track.begun[0], left, years, edge, always=target["round_the_clock"])
        agreed = until is not None and until > track.begun[0] and not target["round_the_clock"]
        if not agreed or track.clock in ("acknowledge", "assign") or until is None:
            return plain
        rest = left - target["arrive"]
        return max(plain, self._counted(track, until, rest, years, edge, always=False) if rest > 0 else until)

    def _counted(self, track: Track, minute: int, left: int, years: Days, edge: int, *, always: bool) -> int:
        """The minute by which so many have counted from a minute on."""
        paused = self._paused(track.clock, edge)
        while True:
            local = self.zero + timedelta(minutes=minute)
            day = self._open(minute, years, always)
            for at in range(local.hour * 60 + local.minute, DAY):
                if day[at] and not (minute < edge and paused[minute]):
                    left -= 1
                minute += 1
                if left == 0:
                    return minute

    def _judge(self, track: Track) -> dict[str, Any]:
        end = track.stop[0] if track.stop else self.now
        ran = [*track.ran, *([(track.since, self.now)] if track.since is not None else [])]
        for turn, (_place, urgency, years, until) in enumerate(self.regimes):
            change = self.regimes[turn + 1][0] if turn + 1 < len(self.regimes) else None
            if change is not None and change <= track.begun:
                continue
            settled = track.stop is not None and (change is None or track.stop < change)
            edge = end if settled or change is None else change[0]
            due = self._due(track, urgency, years, until, edge)
            late = any(minute >= due for one, other in ran for minute in range(one, min(other, edge)))
            if change is None or settled or late:
                break
        late = any(minute >= due for one, other in ran for minute in range(one, min(other, end)))
        begin = track.begun[0]
        counting = self._counting(begin, end, years, self.sla["targets"][urgency]["round_the_clock"])
        paused = self._paused(track.clock, end)
        stood = sum(1 for minute in range(begin, end) if counting[minute - begin] and paused[minute])
        return {
            "clock": track.clock, "part": track.part, "started": self._text(begin), "due": self._text(due),
            "stopped": self._text(end) if track.stop else None, "verdict": "broken" if late else track.how,
            "minutes": sum(counting) - stood, "paused": stood,
        }  # fmt: skip

    def _text(self, minute: int) -> str:
        return (self.zero - EIGHT_HOURS + timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:%SZ")


@cache
def _campus(text: str) -> datetime:
    """An instant in campus time, without its zone."""
    at = datetime.fromisoformat(text)
    return at.replace(tzinfo=None) - (at.utcoffset() or timedelta()) + EIGHT_HOURS


def _worked(day: date, years: Days) -> bool:
    if day.year in years:
        return years[day.year].get(day.isoformat(), day.weekday() < 5)
    if day.year <= 2026:
        return _known(day)
    return day.weekday() < 5 and day not in FESTIVALS


@cache
def _known(day: date) -> bool:
    return bool(is_workday(day))


@cache
def _day(windows: tuple[str, str], worked: bool, worked_before: bool) -> bytes:
    """The minutes of a day: its own windows, and what the night before left over."""
    found = bytearray(DAY)
    for shift, kind in ((0, worked), (DAY, worked_before)):
        for opens, closes in _windows(windows[0] if kind else windows[1]):
            for minute in range(opens - shift, closes - shift):
                if 0 <= minute < DAY:
                    found[minute] = 1
    return bytes(found)


def _windows(text: str) -> Sequence[tuple[int, int]]:
    found = []
    for part in filter(None, text.split(",")):
        opens, closes = (int(one[:2]) * 60 + int(one[3:]) for one in part.split("-"))
        found.append((opens, closes if closes > opens else closes + DAY))
    return found
