"""Personal scores: one's own in whole batches, a team's for whoever answers for it, nobody else's.

A batch holds as many ratings as the terms say (five or more), in the order they were given; what may still be
changed is not in it, so that neither a new rating nor a change can be told from the number before.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import OrgUnit, Person
from houqin.services.surveys import rules
from houqin.services.surveys.models import Doer, Rating, RatingQuerySet
from houqin.services.surveys.queries.terms import in_force, tag_titles
from houqin.services.surveys.rules import Answer, Summary

TEAM = "surveys.team"


@dataclass(frozen=True, slots=True)
class Batch:
    """A whole batch of ratings of one person: when the last of it came, and what it adds up to."""

    until: datetime
    summary: Summary


@dataclass(frozen=True, slots=True)
class Score:
    """What a person learns of their own work: all whole batches together, each by itself, how many wait."""

    summary: Summary
    batches: Sequence[Batch]
    tags: Sequence[tuple[str, int]]
    waiting: int
    size: int


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a team with what their ratings of a period add up to."""

    person: Person
    team: OrgUnit | None
    summary: Summary


def visible_to(person: Person, at: datetime) -> RatingQuerySet:
    """Return the ratings of a person's own work, in their last version, the oldest first: for counting, never to read."""
    mine = RatingQuerySet(Rating).filter(invitation__doers__person=person)
    return mine.current().order_by("at", "id")


def own_score(person: Person, at: datetime) -> Score:
    """Return a person's own score: whole batches of ratings that can be changed no more."""
    size = in_force(at).batch
    rows = visible_to(person, at).select_related("invitation__terms")
    settled = [one for one in rows if one.at + timedelta(minutes=one.invitation.terms.revise_minutes) < at]
    batches = rules.whole_batches(settled, size)
    told = [one for batch in batches for one in batch]
    titles = tag_titles()
    pressed = Counter(titles[tag] for one in told for tag in one.tags if tag in titles)
    return Score(
        summary=rules.summary(_answers(told)),
        batches=[Batch(batch[-1].at, rules.summary(_answers(batch))) for batch in reversed(batches)],
        tags=pressed.most_common(),
        waiting=len(settled) - len(told),
        size=size,
    )


def team_scores(
    person: Person, since: datetime, until: datetime, at: datetime, kind: str = ""
) -> list[Member]:
    """Return the scores of the people of one's teams in a period, by name; fewer than five ratings are no score."""
    scope = authority_of(person, at).scope(TEAM)
    given = RatingQuerySet(Rating).current().given(since, until)
    work = Doer.objects.filter(scope.q(unit="team", place=None)).exclude(person=person)
    if kind:
        work = work.filter(invitation__kind=kind)
    rows = work.filter(invitation__ratings__in=given).values_list(
        "person", "team", "invitation__ratings__done", "invitation__ratings__stars", "invitation__ratings"
    )
    current = set(given.values_list("pk", flat=True))
    found: dict[tuple[UUID, UUID | None], list[Answer]] = {}
    for who, team, done, stars, rating in rows:
        if rating in current:
            found.setdefault((who, team), []).append(Answer(done, stars))
    people = Person.objects.in_bulk([who for who, _team in found])
    teams = OrgUnit.objects.in_bulk([team for _who, team in found if team])
    members = [
        Member(people[who], teams[team] if team else None, rules.summary(answers))
        for (who, team), answers in found.items()
    ]
    return sorted(
        members, key=lambda one: (one.team.path if one.team else "", one.person.pinyin, one.person.pk)
    )


def _answers(ratings: Sequence[Rating]) -> list[Answer]:
    return [Answer(one.done, one.stars) for one in ratings]
