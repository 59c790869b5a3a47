"""The story of one repair, told before it is written: each deed is declared. Writes nothing."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from houqin.kernel.people.models import Person
from houqin.kernel.places.models import Place
from houqin.kernel.worktime.arithmetic import WorkingHours
from houqin.services.repairs import rules
from houqin.services.repairs.data import rows
from houqin.services.repairs.lifecycle import REPAIR, State
from houqin.services.repairs.models import Category, SlaVersion
from houqin.services.repairs.rules import Promise, Target

COMMON = {
    "plumbing.faucet": 9, "electrical.light": 9, "plumbing.drain_blocked": 6, "hvac.not_cooling": 7,
    "locks.door_lock": 4, "ict.network": 5, "carpentry.desk_chair": 4, "plumbing.shower": 4,
    "electrical.room_power": 4, "plumbing.toilet": 4, "hvac.water": 3, "locks.access_control": 3,
    "ict.projector": 3, "carpentry.window": 2, "electrical.socket": 3, "plumbing.pipe_leak": 2,
    "appliance.washing_machine": 2, "cleaning.rubbish": 2, "other.other": 3,
}  # fmt: skip
RARE = 0.35


@dataclass(frozen=True)
class Scene:
    """Who reports from where, who dispatches, who mends, what is promised."""

    residents: Sequence[tuple[Person, Place]]
    workers: Sequence[Person]
    public: Sequence[Place]
    dispatchers: Sequence[Person]
    technicians: Sequence[Person]
    categories: Sequence[Category]
    version: SlaVersion
    targets: Mapping[str, Target]
    hours: WorkingHours


class Step(NamedTuple):
    """What somebody does at an instant; `to` is whom an order is given to."""

    verb: str
    at: datetime
    by: Person | None
    to: Person | None = None


@dataclass
class Period:
    """The time in which a technician has the order."""

    technician: Person
    given_by: Person | None
    since: datetime
    taken_at: datetime | None = None
    until: datetime | None = None
    ended: str = ""

    def end(self, at: datetime, why: str) -> None:
        """End the period."""
        self.until, self.ended = at, why


@dataclass(frozen=True)
class Deed:
    """One happening of a story."""

    step: Step
    before: str
    after: str

    @property
    def at(self) -> datetime:
        """When it happened."""
        return self.step.at


@dataclass
class Story:
    """A repair from its report to wherever it stood at the end."""

    reporter: Person
    place: Place
    category: Category
    text: str
    opened_at: datetime
    promise: Promise
    deeds: list[Deed] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    escalated: list[tuple[str, datetime]] = field(default_factory=list)
    state: str = State.SUBMITTED
    handler: Person | None = None
    acknowledged_at: datetime | None = None
    arrived_at: datetime | None = None
    fixed_at: datetime | None = None
    closes_at: datetime | None = None
    reworks: int = 0

    def do(self, step: Step) -> None:
        """Make a move; raises ValueError for one the lifecycle does not declare from here."""
        move = REPAIR[step.verb]
        if self.state not in move.source:
            raise ValueError(f"{step.verb} from {self.state}")
        before, self.state = self.state, move.target or self.state
        self.deeds.append(Deed(step, before, self.state))


def tell(rng: random.Random, scene: Scene, opened_at: datetime, until: datetime) -> Story:
    """Tell the story of a fault reported at an instant, as far as it has come by `until`."""
    story = _reported(rng, scene, opened_at)
    for step in _course(rng, scene, story):
        _escalate(story, min(step.at, until))
        if step.at > until:
            break
        story.do(step)
        _note(story, scene, step)
    return story


def _reported(rng: random.Random, scene: Scene, opened_at: datetime) -> Story:
    category = _fault(rng, scene, opened_at)
    if rng.random() < 0.66 and scene.residents:
        reporter, place = rng.choice(scene.residents)
    else:
        reporter, place = rng.choice(scene.workers), rng.choice(scene.public)
    said = phrases().get(category.code, ())
    text = rng.choice(said) if said and (category.code == "other.other" or rng.random() < 0.55) else ""
    due = rules.promise(opened_at, scene.targets[category.urgency], scene.hours)
    return Story(reporter, place, category, text, opened_at, due)


def _fault(rng: random.Random, scene: Scene, at: datetime) -> Category:
    hot = at.month in (6, 7, 8, 9)
    weights = [
        0.03
        if each.urgency == "danger"
        else COMMON.get(each.code, RARE) * (2.5 if hot and each.trade_id == "hvac" else 1)
        for each in scene.categories
    ]
    return rng.choices(scene.categories, weights)[0]


def _course(rng: random.Random, scene: Scene, story: Story) -> list[Step]:
    """Plan what happens, in duty hours: mostly well, sometimes declined, late, sent back or unanswered."""
    target = scene.targets[story.category.urgency]
    quick = target.round_the_clock

    def later(at: datetime, minutes: float) -> datetime:
        span = timedelta(seconds=max(20, round(minutes * 60)))
        return scene.hours.add(at, span, round_the_clock=quick)

    dispatcher, technician = rng.choice(scene.dispatchers), rng.choice(scene.technicians)
    at = later(story.opened_at, rng.lognormvariate(0, 0.7) * target.acknowledge_minutes * 0.3)
    if rng.random() < 0.02 and not quick:
        return [Step("refuse", at, dispatcher)]
    plan = [Step("assign", at, dispatcher, technician)]
    if rng.random() < 0.03:
        at = later(at, rng.uniform(3, 20))
        plan.append(Step("decline", at, technician))
        at, technician = later(at, 6), rng.choice(scene.technicians)
        plan.append(Step("assign", at, dispatcher, technician))
    if rng.random() < 0.03 and not quick:
        return [*plan, Step("cancel", later(at, rng.uniform(1, 40)), story.reporter)]
    at = later(at, rng.lognormvariate(2, 0.6))
    plan.append(Step("take", at, technician))
    at = later(at, rng.lognormvariate(0, 0.6) * target.arrive_minutes * 0.28)
    plan.append(Step("arrive", at, technician))
    late = target.fix_minutes if rng.random() < 0.045 else 0
    at = later(at, min(240.0, rng.lognormvariate(3.4, 0.7)) + late)
    plan.append(Step("finish", at, technician))
    if rng.random() < 0.04:
        at += timedelta(hours=rng.uniform(0.5, 9))
        plan.append(Step("send_back", at, story.reporter))
        at = later(at, rng.uniform(60, 300))
        plan.append(Step("finish", at, technician))
    return [*plan, _ending(rng, scene, story, at)]


def _ending(rng: random.Random, scene: Scene, story: Story, fixed_at: datetime) -> Step:
    closes = rules.closes_on_its_own_at(fixed_at, scene.version.accept_working_days, scene.hours)
    answer = fixed_at + timedelta(hours=rng.lognormvariate(1.2, 1.0))
    if rng.random() < 0.62 and answer < closes:
        return Step("approve", answer, story.reporter)
    return Step("auto_close", closes + timedelta(minutes=rng.randrange(15)), None)


def _note(story: Story, scene: Scene, step: Step) -> None:
    """Keep what the rows of an order keep beside its state."""
    match step.verb:
        case "assign" if step.to is not None:
            story.acknowledged_at = story.acknowledged_at or step.at
            story.handler = step.to
            story.periods.append(Period(step.to, step.by, step.at))
        case "refuse":
            story.acknowledged_at = step.at
        case "take":
            story.periods[-1].taken_at = step.at
        case "decline":
            story.handler = None
            story.periods[-1].end(step.at, "declined")
        case "arrive":
            story.arrived_at = story.arrived_at or step.at
        case "finish":
            days = scene.version.accept_working_days
            story.fixed_at, story.closes_at = step.at, rules.closes_on_its_own_at(step.at, days, scene.hours)
        case "send_back":
            story.fixed_at, story.closes_at, story.reworks = None, None, story.reworks + 1
        case "cancel":
            story.periods[-1].end(step.at, "called_off")
        case "approve" | "auto_close":
            story.closes_at = None
            story.periods[-1].end(step.at, "")


def _escalate(story: Story, until: datetime) -> None:
    """Tell of the promises that ran out before an instant, as the clock would have."""
    running = {"acknowledge": story.acknowledged_at is None, "arrive": story.arrived_at is None, "fix": True}
    told = {clock for clock, _at in story.escalated}
    for clock in rules.CLOCKS:
        last = story.deeds[-1].at if story.deeds else story.opened_at
        at = max(story.promise.of(clock), last) + timedelta(minutes=1)
        if running[clock] and clock not in told and at < until and story.state in REPAIR["escalate"].source:
            story.do(Step("escalate", at, None))
            story.escalated.append((clock, at))


@cache
def phrases() -> Mapping[str, Sequence[str]]:
    """Return what people write, by fault."""
    found: dict[str, list[str]] = {}
    for one in rows("phrases"):
        found.setdefault(one["code"], []).append(one["text"])
    return found
