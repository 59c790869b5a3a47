"""Numbers of satisfaction, for any service: stars, share satisfied, share done, response rate; each with its rows.

Ratings count by when they were given, in their last version. A response rate is told only of invitations whose time
ran out in the period: what may still be answered would make it look worse, what was answered early better.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Literal
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.places.models import Place
from houqin.kernel.registry.feature import Figure
from houqin.services.surveys import rules
from houqin.services.surveys.models import InvitationQuerySet, RatingQuerySet
from houqin.services.surveys.queries import ratings
from houqin.services.surveys.queries.ratings import SEE, service, topic_names
from houqin.services.surveys.rules import Answer, Interval, Summary

What = Literal["kind", "topic", "building", "team"]
FIELD: Mapping[What, str] = {
    "kind": "kind",
    "topic": "topic_zh",
    "building": "building",
    "team": "doers__team",
}


@dataclass(frozen=True, slots=True)
class Response:
    """How many were asked whose time is over, and how many of them answered."""

    asked: int
    answered: int

    @property
    def share(self) -> float | None:
        """The response rate; None below five."""
        return self.answered / self.asked if self.asked >= rules.TOO_FEW else None

    @property
    def interval(self) -> Interval | None:
        """Its Wilson interval."""
        return rules.wilson(self.answered, self.asked) if self.asked >= rules.TOO_FEW else None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the whole: `key` filters the rows behind it; `alone` where it is the work of one person."""

    key: str
    name: StrOrPromise
    summary: Summary
    response: Response
    alone: bool = False


def given_rows(
    person: Person, since: datetime, until: datetime, at: datetime, kind: str = ""
) -> RatingQuerySet:
    """Return the ratings given in a period, of one kind of case or of all."""
    rows = ratings.visible_to(person, at).given(since, until)
    return rows.filter(invitation__kind=kind) if kind else rows


def ended_rows(
    person: Person, since: datetime, until: datetime, at: datetime, kind: str = ""
) -> InvitationQuerySet:
    """Return the invitations whose time ran out in a period: what a response rate is told of."""
    rows = ratings.invitations_visible_to(person, at).over(since, min(until, at)).counted()
    return rows.filter(kind=kind) if kind else rows


def whole(person: Person, since: datetime, until: datetime, at: datetime, kind: str = "") -> Summary:
    """Return what the ratings of a period add up to."""
    return rules.summary(answers(given_rows(person, since, until, at, kind)))


def answers(rows: RatingQuerySet) -> list[Answer]:
    """Return the answers of ratings, as the rules add them up."""
    return [Answer(*one) for one in rows.order_by().values_list("done", "stars")]


def response(person: Person, since: datetime, until: datetime, at: datetime, kind: str = "") -> Response:
    """Return how many of those asked have answered."""
    rows = ended_rows(person, since, until, at, kind)
    return Response(rows.count(), rows.exclude(ratings=None).distinct().count())


def stars(person: Person, since: datetime, until: datetime, at: datetime, kind: str = "") -> float | None:
    """Return the mean of the stars; None below five ratings."""
    mean = whole(person, since, until, at, kind).mean
    return None if mean is None else round(mean, 2)


def satisfied(person: Person, since: datetime, until: datetime, at: datetime, kind: str = "") -> float | None:
    """Return the per cent that gave four stars or five; None below five ratings."""
    return _percent(whole(person, since, until, at, kind).satisfied)


def done(person: Person, since: datetime, until: datetime, at: datetime, kind: str = "") -> float | None:
    """Return the per cent that said it was done; None below five ratings."""
    return _percent(whole(person, since, until, at, kind).done)


def response_rate(
    person: Person, since: datetime, until: datetime, at: datetime, kind: str = ""
) -> float | None:
    """Return the per cent of those asked that answered; None below five."""
    return _percent(response(person, since, until, at, kind).share)


def parts(
    what: What, person: Person, since: datetime, until: datetime, at: datetime, kind: str = ""
) -> list[Part]:
    """Return the numbers by service, by what the work was about, by building, by team or contractor; most rated first.

    Of one person's work alone no number is told but by service: it would be their score.
    """
    field = FIELD[what]
    found: dict[Any, set[tuple[UUID, bool, int]]] = defaultdict(set)
    people: dict[Any, set[UUID]] = defaultdict(set)
    rows = given_rows(person, since, until, at, kind).order_by()
    for pk, said, starred, key, who in rows.values_list(
        "pk", "done", "stars", f"invitation__{field}", "invitation__doers__person"
    ):
        found[key].add((pk, said, starred))
        people[key].add(who)
    asked: dict[Any, set[tuple[UUID, bool]]] = defaultdict(set)
    ended = ended_rows(person, since, until, at, kind).with_answer().order_by()
    for pk, answered, key in ended.values_list("pk", "answered", field):
        asked[key].add((pk, answered))
    names = _names(what, [key for key in found.keys() | asked.keys() if key])
    told = [
        _part(key, name, found[key], asked[key], alone=what != "kind" and len(people[key]) < 2)
        for key, name in names.items()
    ]
    return sorted(told, key=lambda one: (-one.summary.n, -one.response.asked, str(one.name)))


def _part(
    key: Any,
    name: StrOrPromise,
    found: set[tuple[UUID, bool, int]],
    asked: set[tuple[UUID, bool]],
    *,
    alone: bool,
) -> Part:
    answers = [Answer(said, starred) for _pk, said, starred in found]
    told = Summary(len(answers)) if alone else rules.summary(answers)
    return Part(str(key), name, told, Response(len(asked), sum(answered for _pk, answered in asked)), alone)


def _names(what: What, keys: Sequence[Any]) -> Mapping[Any, StrOrPromise]:
    match what:
        case "kind":
            return {key: service(key) for key in keys}
        case "topic":
            return topic_names(keys)
        case "building":
            return {key: str(place) for key, place in Place.objects.in_bulk(keys).items()}
        case _:
            return {key: unit_name(unit) for key, unit in OrgUnit.objects.in_bulk(keys).items()}


def unit_name(unit: OrgUnit) -> str:
    """Return what a team or contractor is called in the reader's language."""
    return (unit.name_en if (get_language() or "").startswith("en") else "") or unit.name


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)


RATINGS, INVITED = "surveys:ratings", "surveys:invited"
UNIT = _("分（满分 5）")


def rating_figure(key: str, title: StrOrPromise, kind: str) -> Figure:
    """Return the figure of one service's stars, for its own feature to declare."""
    return Figure(
        key, title, UNIT, partial(stars, kind=kind), partial(given_rows, kind=kind), RATINGS, SEE, better="up"
    )


FIGURES = (
    Figure("surveys.stars", _("平均星级"), UNIT, stars, given_rows, RATINGS, SEE, better="up"),
    Figure("surveys.satisfied", _("满意率"), "%", satisfied, given_rows, RATINGS, SEE, better="up"),
    Figure("surveys.done", _("办好率"), "%", done, given_rows, RATINGS, SEE, better="up"),
    Figure("surveys.response", _("评价率"), "%", response_rate, ended_rows, INVITED, SEE, better="up"),
)
