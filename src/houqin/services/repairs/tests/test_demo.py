"""The replayed year: believable, allowed by the lifecycle, the same for the same seed."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

import pytest

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.lifecycle.models import Attachment
from houqin.kernel.people.models import Person
from houqin.kernel.places.models import Place
from houqin.kernel.trail.queries import timeline
from houqin.services.repairs import figures
from houqin.services.repairs.demo import load, set_scene
from houqin.services.repairs.demo.calendar import opening_times
from houqin.services.repairs.demo.story import Story, tell
from houqin.services.repairs.lifecycle import REPAIR, State
from houqin.services.repairs.models import Assignment, Escalation, Order, Report
from houqin.services.repairs.tests.cast import MONDAY_9, Cast

UNTIL = MONDAY_9 + timedelta(hours=5)


@dataclass
class SmallWorld:
    """The tests' campus as the demo sees one."""

    cast: Cast
    students: list[Person] = field(default_factory=list)
    staff: list[Person] = field(default_factory=list)
    rooms: list[Place] = field(default_factory=list)
    points: list[Place] = field(default_factory=list)

    def people_with(self, permission: str) -> list[Person]:
        """Return who holds a permission over the campus that everything happens on."""
        one = self.cast
        if permission == "repairs.dispatch":
            return [one.dispatcher, one.second_dispatcher]
        return [one.technician, one.second_technician]


@pytest.fixture
def world(cast: Cast) -> SmallWorld:
    """A campus with one student in one room."""
    return SmallWorld(cast, [cast.student], [cast.dispatcher, cast.head], [cast.room], [])


def stories(world: SmallWorld, seed: int, days: int = 120) -> list[Story]:
    """Tell some months."""
    rng, scene = random.Random(seed), set_scene(world, UNTIL)
    scene.public[:] = [world.cast.room]  # type: ignore[index]
    times = opening_times(rng, UNTIL - timedelta(days=days), UNTIL, 1)
    return [tell(rng, scene, at, UNTIL) for at in times]


def test_a_year_loads_and_every_row_hangs_together(world: SmallWorld) -> None:
    world.rooms[0].access = Place.Access.PUBLIC
    load(world, rng=random.Random(1), until=UNTIL, scale=1)
    assert Order.objects.count() == Report.objects.count() > 700
    finished = Order.objects.filter(state__in=(State.FIXED, State.CLOSED))
    with_photo = Attachment.objects.filter(slot="after").values("case")
    assert not finished.exclude(pk__in=with_photo).exists()
    assert (
        not Assignment.objects.filter(until=None)
        .exclude(order__state__in=(State.ASSIGNED, State.TAKEN, State.WORKING, State.PAUSED, State.FIXED))
        .exists()
    )
    assert set(Order.objects.values_list("state", flat=True)) >= {
        State.SUBMITTED,
        State.ASSIGNED,
        State.TAKEN,
        State.WORKING,
        State.PAUSED,
        State.FIXED,
        State.CLOSED,
        State.CANCELLED,
    }
    kept = figures.on_time(world.cast.head, UNTIL - timedelta(days=300), UNTIL - timedelta(days=5), UNTIL)
    assert kept is not None
    assert 85 < kept < 99.5


def test_the_trail_of_a_replayed_order_is_what_deeds_would_have_left(world: SmallWorld) -> None:
    world.rooms[0].access = Place.Access.PUBLIC
    load(world, rng=random.Random(2), until=UNTIL, scale=1)
    order = Order.objects.filter(state=State.CLOSED).order_by("opened_at").first()
    assert order is not None
    told = timeline(order.pk)
    assert [one.version for one in told] == list(range(1, order.version + 1))
    assert told[0].verb == "open"
    for before, after in pairwise(told):
        assert after.before == before.after
        assert before.after in REPAIR[after.verb].source
        assert before.at <= after.at
    assert told[-1].after == order.state


def test_stories_end_open_when_the_day_ends(world: SmallWorld) -> None:
    told = stories(world, 3)
    assert all(deed.at <= UNTIL for story in told for deed in story.deeds)
    assert any(story.state not in (State.CLOSED, State.CANCELLED, State.REFUSED) for story in told)


def test_the_same_seed_tells_the_same_stories(world: SmallWorld) -> None:
    one, other = (
        [(story.category.code, story.opened_at, story.state, story.text) for story in stories(world, 4)]
        for _ in "ab"
    )
    assert one == other


def test_most_go_well_and_some_do_not(world: SmallWorld) -> None:
    ends = Counter(story.state for story in stories(world, 5, days=365))
    verbs = Counter(deed.step.verb for story in stories(world, 5, days=365) for deed in story.deeds)
    assert ends[State.CLOSED] > 0.8 * ends.total()
    assert (
        min(verbs[verb] for verb in ("decline", "send_back", "cancel", "refuse", "escalate", "auto_close"))
        > 0
    )


def test_people_report_by_day_and_more_in_the_week() -> None:
    times = [
        at.astimezone(SHANGHAI)
        for at in opening_times(random.Random(6), UNTIL - timedelta(days=364), UNTIL, 3)
    ]
    assert not any(at.hour < 6 for at in times)
    weekdays = Counter(at.weekday() for at in times)
    assert weekdays[0] > weekdays[6]
    assert times == sorted(times)


def test_scale_multiplies(world: SmallWorld) -> None:
    began = UNTIL - timedelta(days=60)
    one = len(list(opening_times(random.Random(7), began, UNTIL, 1)))
    ten = len(list(opening_times(random.Random(7), began, UNTIL, 10)))
    assert 9 < ten / one < 11


def test_a_told_story_makes_only_declared_moves(world: SmallWorld) -> None:
    story = stories(world, 8, days=3)[0]
    story.state = State.SUBMITTED
    with pytest.raises(ValueError, match="approve from"):
        story.do(story.deeds[0].step._replace(verb="approve"))


def test_escalations_of_history_are_told_once_each(world: SmallWorld) -> None:
    for story in stories(world, 9, days=365):
        clocks = [clock for clock, _at in story.escalated]
        assert len(clocks) == len(set(clocks))
    assert not Escalation.objects.exists()
