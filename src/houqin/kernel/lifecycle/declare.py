"""How a lifecycle is written down: states, moves, who may make them, what they need. Checked at import."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django_stubs_ext import StrOrPromise

from houqin.kernel.base.refused import Refused
from houqin.kernel.base.tone import Tone

Guard = Callable[[Any], Iterable[Refused]]

DECIDE = "lifecycle.decide"


@dataclass(frozen=True, slots=True)
class Look:
    """How a state appears: its word, its tone, the sentence the applicant reads, its place on the way."""

    title: StrOrPromise
    tone: Tone
    sentence: StrOrPromise = ""
    step: int = 0
    final: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """A kind of evidence a move needs ("photo after", "signed PDF")."""

    name: str
    title: StrOrPromise
    at_least: int = 1


@dataclass(frozen=True, slots=True)
class Move:
    """One deed: from where to where, by whose permission, guarded by what.

    `target` None leaves the state as it is. `apart_from` names moves whose actor may not also make this one.
    `todo` puts the case on the list of whoever may make it; `system` lets the clock make it.
    """

    name: str
    source: tuple[str, ...]
    target: str | None
    permission: str
    title: StrOrPromise
    done: StrOrPromise
    guards: tuple[Guard, ...] = ()
    needs: tuple[Slot, ...] = ()
    apart_from: tuple[str, ...] = ()
    todo: bool = False
    main: bool = False
    system: bool = False
    careful: bool = False


def move(
    name: str,
    source: "str | tuple[str, ...]",
    target: str | None,
    permission: str,
    title: StrOrPromise,
    done: StrOrPromise,
    **rest: Any,
) -> Move:
    """Write a move with one source or several."""
    return Move(
        name, (source,) if isinstance(source, str) else tuple(source), target, permission, title, done, **rest
    )


@dataclass(frozen=True, slots=True)
class Approval:
    """Where a route decides: the state it is asked in and the states of its three answers."""

    asked: str
    approved: str
    returned: str
    refused: str


@dataclass(frozen=True)
class Declaration:
    """The whole life of one kind of case, as data. `kind` is its name everywhere, `prefix` begins its numbers.

    `beside` names deeds that are rows beside the case and move nothing, each with the sentence of its story.
    """

    kind: str
    prefix: str
    title: StrOrPromise
    initial: str
    states: Mapping[str, Look]
    moves: tuple[Move, ...]
    opened: StrOrPromise
    opening_permission: str = ""
    approval: Approval | None = None
    steps: tuple[StrOrPromise, ...] = ()
    beside: Mapping[str, StrOrPromise] = field(default_factory=dict)
    _by_name: dict[str, Move] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = [each.name for each in self.moves]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.kind}: a move is declared twice")
        for problem in self.problems():
            raise ValueError(f"{self.kind}: {problem}")
        object.__setattr__(self, "_by_name", {each.name: each for each in self.moves})

    def __getitem__(self, name: str) -> Move:
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def look(self, state: str) -> Look:
        """Return how a state appears."""
        return self.states[state]

    def from_state(self, state: str) -> Iterator[Move]:
        """Iterate over the moves declared from a state, in the order written."""
        return (each for each in self.moves if state in each.source)

    @property
    def open_states(self) -> tuple[str, ...]:
        """States in which somebody still has something to do."""
        return tuple(state for state, look in self.states.items() if not look.final)

    def problems(self) -> Iterator[str]:
        """Name what is wrong with the declaration: unknown states, none reachable, no way out."""
        known = set(self.states)
        for each in self.moves:
            for state in (*each.source, *([each.target] if each.target else [])):
                if state not in known:
                    yield f"move {each.name} names the undeclared state {state}"
        reached, frontier = {self.initial}, [self.initial]
        while frontier:
            state = frontier.pop()
            for each in self.from_state(state):
                if each.target and each.target not in reached:
                    reached.add(each.target)
                    frontier.append(each.target)
        for state in known - reached:
            yield f"state {state} is unreachable"
        for state, look in self.states.items():
            leaves = any(each.target not in (None, state) for each in self.from_state(state))
            if not look.final and not leaves:
                yield f"state {state} has no way out"
