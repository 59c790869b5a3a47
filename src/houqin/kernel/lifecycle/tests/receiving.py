"""A receiver for the hand-offs' tests: project proposals become toy cases, answered by who may edit routes."""

from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial

from houqin.kernel.lifecycle.handoffs import ProjectNeeded, lifecycle_of
from houqin.kernel.lifecycle.models import Case, Handoff
from houqin.kernel.lifecycle.queries import handoffs_to, sight
from houqin.kernel.lifecycle.tests.toy import TOY
from houqin.kernel.people.models import Person
from houqin.kernel.registry.feature import Feature, Matter, Receiver
from houqin.kernel.registry.tests.installed import installed

ANSWERS = "lifecycle.routes"


def receive(project: ProjectNeeded, *, handed_by: Person, by: Person, at: datetime) -> Case:
    """Open a toy case for what is proposed; its applicant is who proposed it."""
    case = Case(title=project.text, applicant=handed_by, place=project.place)
    TOY.open(case, by=by, at=at)
    return case


FEATURE = Feature(
    name="toy",
    title="试验",
    matters=(
        Matter(TOY, Case, lambda person, at: Case.objects.filter(sight(person, at, (ANSWERS,)), kind=TOY.kind), {},
               see=(ANSWERS,)),
        Matter(lifecycle_of(ProjectNeeded.kind, ANSWERS), Handoff, partial(handoffs_to, ANSWERS, ProjectNeeded.kind), {},
               see=(ANSWERS,)),
    ),
    handoffs=(Receiver(ProjectNeeded, ANSWERS, TOY.kind, receive),),
)  # fmt: skip


def received() -> AbstractContextManager[None]:
    """Install the receiver for the length of a test."""
    return installed(FEATURE)
