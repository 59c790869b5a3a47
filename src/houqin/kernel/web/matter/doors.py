"""Which moves a person may make now on a case, and how."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from houqin.kernel.lifecycle.approvals import decide
from houqin.kernel.lifecycle.declare import Move
from houqin.kernel.lifecycle.engine import Lifecycle
from houqin.kernel.lifecycle.meetings import record_meeting
from houqin.kernel.lifecycle.models import Case, RouteStep, Seat
from houqin.kernel.lifecycle.permits import conflict, warrant_for
from houqin.kernel.people.models import Person
from houqin.kernel.registry.feature import Matter, MoveDoor
from houqin.kernel.web.forms import NoteForm, ReasonForm
from houqin.kernel.web.matter.forms import MeetingForm


@dataclass(frozen=True, slots=True)
class OpenDoor:
    """A move somebody may make now, as a button; `leads` where it is the one to press first."""

    move: Move
    door: MoveDoor
    url: str
    leads: bool = False

    @property
    def title(self) -> str:
        """What the button says."""
        return str(self.door.title or self.move.title)

    @property
    def done(self) -> str:
        """What is said when it is done."""
        return str(self.door.done or self.move.done)

    @property
    def main(self) -> bool:
        """Whether it is what the person is here for."""
        return self.door.main or self.move.main

    @property
    def at_once(self) -> bool:
        """Whether one press is enough: nothing to fill in, nothing to regret."""
        return self.door.form is None and not self.move.careful


def open_doors(
    matter: Matter, case: Case, person: Person, at: datetime, lead: object = None
) -> list[OpenDoor]:
    """Return the moves a person may make on a case now, the main one (or the one named `lead`) first."""
    found = []
    for each in matter.lifecycle.from_state(case.state):
        door = matter.moves.get(each.name)
        if door is None or door.hidden or (door.offered and not door.offered(case)):
            continue
        warrant = warrant_for(each.permission, case, by=person, at=at)
        if warrant and not conflict(each, case, person, warrant.on_behalf_of):
            leads = each.name == lead if lead else door.main or each.main
            url = reverse("matter-move", args=[case.number, each.name])
            found.append(OpenDoor(each, door, url, leads))
    return sorted(found, key=lambda one: not one.leads)


def approval_doors(lifecycle: Lifecycle) -> Mapping[str, MoveDoor]:
    """Return the doors of an approval: yes, back, no; where a meeting decides, its result instead."""
    verdicts = {
        "approve": (Seat.Verdict.YES, NoteForm),
        "return": (Seat.Verdict.RETURN, ReasonForm),
        "refuse": (Seat.Verdict.NO, ReasonForm),
    }
    meeting = MoveDoor(
        action=partial(record_meeting, lifecycle), form=MeetingForm, offered=waits_for_meeting, main=True,
        title=_("登记会议结果"), done=_("会议结果已登记"),
    )  # fmt: skip
    clicks = {
        name: MoveDoor(
            action=partial(decide, lifecycle, verdict=verdict), form=form, offered=waits_for_people
        )
        for name, (verdict, form) in verdicts.items()
    }
    return {"consent": meeting, **clicks}


def waits_for_meeting(case: Case) -> bool:
    """Tell whether a meeting decides the step that is open."""
    return case.open_mode == RouteStep.Mode.MEETING


def waits_for_people(case: Case) -> bool:
    """Tell whether people decide the step that is open, each with a press."""
    return not waits_for_meeting(case)
