"""What a service tells the generic walker of its lifecycle: how to begin a case, and facts that please guards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from houqin.kernel.lifecycle.engine import Lifecycle
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.places.models import Place


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the walker plays: an applicant, a unit and a place that everything belongs to."""

    applicant: Person
    unit: OrgUnit
    place: Place
    at: datetime


@dataclass(frozen=True, slots=True)
class Walk:
    """One lifecycle to walk.

    `begin` opens a case on the stage; `facts` gives, for a move with guards, facts that the guards accept;
    `changes` what an action would change along with a move (such as the handler).
    """

    lifecycle: Lifecycle
    begin: Callable[[Stage], Case]
    facts: Mapping[str, Callable[[Case], Any]] = field(default_factory=dict)
    changes: Mapping[str, Callable[[Stage, Person], Mapping[str, object]]] = field(default_factory=dict)
