"""What a service declares of itself: data and functions, gathered once and looped over by the kernel."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from django_stubs_ext import StrOrPromise

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import Model, QuerySet
    from django.forms import Form

    from houqin.kernel.people.models import OrgUnit, Person

Holder = Literal["grant", "applicant", "participant", "handler", "provider", "seat", "anyone"]


@dataclass(frozen=True, slots=True)
class Permission:
    """A verb somebody may be allowed: held by a grant over a scope, or by being the case's own person."""

    name: str
    sentence: StrOrPromise
    holder: Holder = "grant"


@dataclass(frozen=True, slots=True)
class Role:
    """A default bundle of permissions; offices edit their own copies as data."""

    key: str
    title: StrOrPromise
    permissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tile:
    """A door on the phone's home page. `permission` None: for every signed-in person."""

    title: StrOrPromise
    url_name: str
    icon: str
    permission: str | None = None
    order: int = 50


@dataclass(frozen=True, slots=True)
class HomeNote:
    """A line at the head of somebody's home page: what they should know today, and where it leads."""

    title: StrOrPromise
    text: StrOrPromise
    url: str
    icon: str = "info"
    tone: str = "blue"


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A line of the desktop sidebar, in a group; `count` may number what waits there."""

    group: StrOrPromise
    title: StrOrPromise
    url_name: str
    icon: str
    permission: str | None = None
    order: int = 50
    count: "Callable[[Person, datetime], int] | None" = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Tells people of a happening: which kind and verb, whom, with which words.

    "applicants" are the applicant and all who take part, "participants" the handler as well.
    """

    key: str
    title: StrOrPromise
    kind: str
    verbs: tuple[str, ...]
    audience: Literal["applicant", "applicants", "handler", "participants", "permission"]
    body: StrOrPromise
    permission: str | None = None
    channels: tuple[str, ...] = ("app",)
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit, the function that counts it and the rows behind it.

    Both functions get who asks, since (included) and until (not included) of the period, and when it is asked:
    what one may see is decided by that instant, not by the period.
    """

    key: str
    title: StrOrPromise
    unit: StrOrPromise
    value: "Callable[[Person, datetime, datetime, datetime], float | int | None]"
    rows: "Callable[[Person, datetime, datetime, datetime], QuerySet[Any]]"
    rows_url_name: str
    permission: str
    better: Literal["up", "down", "neither"] = "neither"


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """One searchable row: who may find it is part of it, so the kernel filters without knowing services."""

    title: str
    subtitle: str
    body: str
    url: str
    people: Sequence[str] = ()
    permission: str = ""
    unit_path: str = ""
    place_path: str = ""
    public: bool = False


@dataclass(frozen=True, slots=True)
class SearchSource:
    """How rows of one kind become search entries; re-read whenever the trail names their subject."""

    kind: str
    title: StrOrPromise
    icon: str
    entries: "Callable[[Iterable[Any]], Iterable[tuple[Any, SearchEntry]]]"
    model: "type[Model]"


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """Something still open as a shift ends: its number (a case's, so that it leads there), title, how it stands."""

    number: str
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class OpenMatters:
    """What a service tells of a team's open matters when a shift is handed over; `find` gets the unit and the instant."""

    title: StrOrPromise
    find: "Callable[[Any, datetime], Sequence[OpenMatter]]"


@dataclass(frozen=True, slots=True)
class Job:
    """A repeated task: idempotent, told the instant it runs for."""

    name: str
    run: Callable[[datetime], object]
    every: timedelta
    title: StrOrPromise


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Reads the trail in commit order behind its own cursor; must be idempotent."""

    name: str
    handle: Callable[[Sequence[Any]], None]


@dataclass(frozen=True, slots=True)
class MoveDoor:
    """How a person makes a move: the form they fill (or none) and the action it calls.

    `offered` tells whether a case has this door at all, where the state alone does not say it. `title`, `done` and
    `main` stand in for the move's own where the door shows another side of it.
    """

    action: Callable[..., object]
    form: "type[Form] | None" = None
    form_initial: Callable[..., Mapping[str, object]] | None = None
    hidden: bool = False
    offered: Callable[[Any], bool] | None = None
    title: StrOrPromise = ""
    done: StrOrPromise = ""
    main: bool = False


@dataclass(frozen=True, slots=True)
class Matter:
    """A kind of case as pages and API show it: everything the generic matter page needs.

    `more(case, person, at)` adds what the service's own template shows; its `lead` names the move to press first
    where that is not the declared one.
    `apart` returns the people whose words, files and names this person does not get to see on this case (several
    who asked for the same thing do not read each other).
    `provider(case)` returns the outside unit that has been given a case and the permission over that unit by which its
    own people make the moves of the holder "provider"; None where the case stays in the house.
    """

    lifecycle: Any
    model: "type[Model]"
    visible_to: "Callable[[Person, datetime], QuerySet[Any]]"
    moves: Mapping[str, MoveDoor]
    template: str = "web/matter/page.html"
    title: StrOrPromise = ""
    facts: Callable[..., Sequence[tuple[StrOrPromise, object]]] | None = None
    more: Callable[..., Mapping[str, object]] | None = None
    icon: str = "file-text"
    see: tuple[str, ...] = ()
    list_url_name: str = ""
    apart: "Callable[[Any, Person, datetime], frozenset[UUID]] | None" = None
    provider: "Callable[[Any], tuple[OrgUnit, str] | None] | None" = None


@dataclass(frozen=True, slots=True)
class Receiver:
    """Takes hand-offs of one kind: who may answer, and the action that makes the case out of what is handed.

    `kind` is a class of `kernel.lifecycle.handoffs`; `receive` is called with such a value, `handed_by=`, `by=` and
    `at=`, and returns a case of the kind `makes`. Its feature also brings the page (`handoff_matter`) and the notices.
    """

    kind: Any
    permission: str
    makes: str
    receive: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Retention:
    """How long personal data of a model is kept and why; `houqin check` wants one for each."""

    model: str
    days: int
    reason: StrOrPromise


@dataclass(frozen=True, slots=True)
class Demo:
    """Believable data of a service; services load in `order`. Kinds of case `multiplied` may be copied in bulk."""

    load: Callable[..., None]
    order: int = 50
    profiles: tuple[str, ...] = ("demo",)
    multiplied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feature:
    """All that a package brings to the house. `reasons` are the words for what its entries in the ledger were for."""

    name: str
    title: StrOrPromise
    summary: StrOrPromise = ""
    permissions: tuple[Permission, ...] = ()
    roles: tuple[Role, ...] = ()
    tiles: tuple[Tile, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    home: "tuple[Callable[[Person, datetime], Sequence[HomeNote]], ...]" = ()
    matters: tuple[Matter, ...] = ()
    notices: tuple[Notice, ...] = ()
    refusals: Mapping[str, StrOrPromise] = field(default_factory=dict)
    reasons: Mapping[str, StrOrPromise] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()
    search: tuple[SearchSource, ...] = ()
    open_matters: tuple[OpenMatters, ...] = ()
    jobs: tuple[Job, ...] = ()
    subscribers: tuple[Subscriber, ...] = ()
    handoffs: tuple[Receiver, ...] = ()
    tag_page: str = ""
    router: Any = None
    commands: Mapping[str, Callable[[list[str]], int | None]] = field(default_factory=dict)
    demo: Demo | None = None
    retention: tuple[Retention, ...] = ()
