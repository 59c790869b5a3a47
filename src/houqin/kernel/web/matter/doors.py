"""Which moves a person may make now on a case, and how."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.urls import reverse

from houqin.kernel.lifecycle.approvals import decide
from houqin.kernel.lifecycle.declare import Move
from houqin.kernel.lifecycle.engine import Lifecycle
from houqin.kernel.lifecycle.models import Case, Seat
from houqin.kernel.lifecycle.permits import conflict, warrant_for
from houqin.kernel.people.models import Person
from houqin.kernel.registry.feature import Matter, MoveDoor
from houqin.kernel.web.forms import NoteForm, ReasonForm


@dataclass(frozen=True, slots=True)
class OpenDoor:
    """A move somebody may make now, as a button."""

    move: Move
    door: MoveDoor
    url: str

    @property
    def at_once(self) -> bool:
        """Whether one press is enough: nothing to fill in, nothing to regret."""
        return self.door.form is None and not self.move.careful


def open_doors(matter: Matter, case: Case, person: Person, at: datetime) -> list[OpenDoor]:
    """Return the moves a person may make on a case now, the main one first."""
    found = []
    for each in matter.lifecycle.from_state(case.state):
        door = matter.moves.get(each.name)
        if door is None or door.hidden or (door.offered and not door.offered(case)):
            continue
        warrant = warrant_for(each.permission, case, by=person, at=at)
        if warrant and not conflict(each, case, person, warrant.on_behalf_of):
            found.append(OpenDoor(each, door, reverse("matter-move", args=[case.number, each.name])))
    return sorted(found, key=lambda one: not one.move.main)


def approval_doors(lifecycle: Lifecycle) -> Mapping[str, MoveDoor]:
    """Return the three doors of an approval: yes, back, no."""
    verdicts = {
        "approve": (Seat.Verdict.YES, NoteForm),
        "return": (Seat.Verdict.RETURN, ReasonForm),
        "refuse": (Seat.Verdict.NO, ReasonForm),
    }
    return {
        name: MoveDoor(action=partial(decide, lifecycle, verdict=verdict), form=form)
        for name, (verdict, form) in verdicts.items()
    }
