"""A log read once: when each clock ran, when it stood, which target and hours held. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from houqin.kernel.worktime.arithmetic import WorkingHours
from houqin.kernel.worktime.intervals import Interval
from houqin.services.repairs.rules import Target
from houqin.services.repairs.sla.log import ClockName, Event, History, Reason

Ending = Literal["done", "void", "passed"]
BY_FIX: frozenset[str] = frozenset({"fix_first", "fix_total", "hold", "promise"})


class Place(NamedTuple):
    """A place in the log: the instant, and the order among what happened in the same instant."""

    at: datetime
    turn: int


class Stretch(NamedTuple):
    """A time in which a clock ran; `end` None while it does."""

    start: Place
    end: Place | None = None


class Regime(NamedTuple):
    """What holds from a place on: the target of the urgency, the hours, the end of the hours agreed for a visit."""

    since: Place
    target: Target
    hours: WorkingHours
    until: datetime | None = None


@dataclass
class Run:
    """One clock: the stretches in which it ran, how the last one ended, the instant promised by hand if any."""

    clock: ClockName
    part: int
    stretches: list[Stretch]
    ending: Ending | None = None
    promised_at: datetime | None = None

    @property
    def start(self) -> Place:
        """Where it began."""
        return self.stretches[0].start

    @property
    def stop(self) -> Place | None:
        """Where it stopped for good, None while it runs."""
        return self.stretches[-1].end

    def end(self, place: Place, ending: Ending) -> None:
        """Stop it, if it runs."""
        if self.stop is None:
            self.stretches[-1] = self.stretches[-1]._replace(end=place)
            self.ending = ending

    def go_on(self, place: Place, after: Ending) -> None:
        """Let it run on, if it was stopped in this way."""
        if self.ending == after:
            self.stretches.append(Stretch(place))
            self.ending = None

    def ran_after(self, instant: datetime, until: datetime) -> bool:
        """Tell whether it ran at any time between two instants."""
        return any(
            max(one.start.at, instant) < min(one.end.at if one.end else until, until)
            for one in self.stretches
        )


@dataclass
class Standing:
    """One pause."""

    reason: Reason
    since: datetime
    resumed_at: datetime | None = None
    confirmed: bool = False


@dataclass
class Course:
    """What a log says of its clocks by an instant."""

    history: History
    now: datetime
    runs: list[Run] = field(default_factory=list)
    pauses: list[tuple[str, Standing]] = field(default_factory=list)
    regimes: list[Regime] = field(default_factory=list)

    def __post_init__(self) -> None:
        history, opening = self.history, Place(self.history.opened_at, -1)
        self._target, self._hours = history.edition.targets[history.urgency], history.hours[0][1]
        self._until: datetime | None = None
        self._rule(opening)
        for clock in ("acknowledge", "assign", "arrive", "fix_first", "fix_total"):
            self._begin(clock, opening)
        for place, event in self._in_order():
            if isinstance(event, Event):
                self._take(event, place)
            else:
                self._hours = event
                self._rule(place)

    def stopped(self, clock: ClockName) -> Iterator[Interval]:
        """Iterate over the times in which a clock stood, those that run on up to now; they may overlap."""
        edition = self.history.edition
        for _name, one in self.pauses:
            if clock in one.reason.stops:
                longest = one.reason.longest_minutes
                most = longest if one.confirmed else min(longest, edition.unconfirmed_minutes)
                end = min(one.resumed_at or self.now, one.since + timedelta(minutes=most), self.now)
                yield Interval(one.since, max(one.since, end))

    def _in_order(self) -> Iterator[tuple[Place, Event | WorkingHours]]:
        announced = [
            (Place(since, -1), hours) for since, hours in self.history.hours[1:] if since <= self.now
        ]
        happened = [
            (Place(event.at, turn), event)
            for turn, event in enumerate(self.history.events)
            if event.at <= self.now
        ]
        return iter(sorted([*announced, *happened], key=lambda pair: pair[0]))

    def _take(self, event: Event, place: Place) -> None:
        match event.verb:
            case "acknowledge" | "arrive":
                self._end({event.verb}, place, "done")
            case "assign":
                self._end({"acknowledge", "assign"}, place, "done")
                self._end({"hold"}, place, "passed")
                self._begin("hold", place)
            case "unassign":
                self._end({"hold"}, place, "passed")
            case "fix":
                self._end(BY_FIX, place, "done")
            case "rework" | "reopen":
                self._run_on(event, place)
            case "end":
                for run in self.runs:
                    run.end(place, "void")
            case "restore":
                for run in self.runs:
                    run.go_on(place, "void")
            case "urgency":
                self._target = self.history.edition.targets[event.urgency]
                self._rule(place)
            case "appoint":
                self._until = event.until
                self._rule(place)
            case "promise":
                self._promise(event, place)
            case _:
                self._stand(event)

    def _rule(self, place: Place) -> None:
        self.regimes.append(Regime(place, self._target, self._hours, self._until))

    def _run_on(self, event: Event, place: Place) -> None:
        """Rework goes on with the same holder; a reopening gives the first fix a new part and waits for a holder."""
        mended = any(run.clock == "fix_total" and run.ending == "done" for run in self.runs)
        for run in self._last_of({"fix_total", "promise"}):
            run.go_on(place, "done")
        if event.verb == "rework":
            for run in self._last_of({"hold"}):
                run.go_on(place, "done")
        elif mended:
            self._begin("fix_first", place)

    def _promise(self, event: Event, place: Place) -> None:
        if event.until is None:
            raise ValueError("a promise without an instant")
        self._end({"promise"}, place, "passed")
        self._begin("promise", place)
        self.runs[-1].promised_at = event.until
        total = next(run for run in self.runs if run.clock == "fix_total")
        if total.ending is not None:
            self.runs[-1].end(place, total.ending)

    def _stand(self, event: Event) -> None:
        name = event.pause or event.reason
        running = [one for key, one in self.pauses if one.resumed_at is None and name in ("", key)]
        if event.verb == "pause" and not running:
            self.pauses.append((name, Standing(self.history.edition.reasons[event.reason], event.at)))
        for one in running:
            if event.verb == "resume":
                one.resumed_at = event.at
            elif event.verb == "confirm":
                limit = timedelta(minutes=self.history.edition.unconfirmed_minutes)
                one.confirmed = one.confirmed or event.at <= one.since + limit

    def _begin(self, clock: ClockName, place: Place) -> None:
        part = sum(run.clock == clock for run in self.runs)
        self.runs.append(Run(clock, part, [Stretch(place)]))

    def _end(self, clocks: frozenset[str] | set[str], place: Place, ending: Ending) -> None:
        for run in self.runs:
            if run.clock in clocks:
                run.end(place, ending)

    def _last_of(self, clocks: set[str]) -> list[Run]:
        """The newest part of each clock: an older one was judged when the next began."""
        return list({run.clock: run for run in self.runs if run.clock in clocks}.values())
