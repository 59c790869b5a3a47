"""Inviting: work is done, whoever asked for it may say how it went. Called by the service whose work it was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from houqin.kernel.base.clock import local_date
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.people.models import Employment, OrgUnit, Person
from houqin.kernel.people.queries import home_unit
from houqin.kernel.places.models import Place
from houqin.kernel.places.queries import ancestors
from houqin.kernel.trail.record import record
from houqin.services.surveys.models import Doer, Invitation, InvitationQuerySet, Terms
from houqin.services.surveys.queries import terms as editions

REMIND = "surveys.remind"
SHOWN = (Place.Kind.BUILDING, Place.Kind.POINT)


@dataclass(frozen=True, slots=True)
class Round:
    """A finished round of work, as replayed history tells of it."""

    case: Case
    rater: Person
    doers: Sequence[Person]
    topic: tuple[str, str]
    at: datetime
    number: int = 1
    set_aside_at: datetime | None = None


def invite(
    case: Case,
    *,
    rater: Person | None,
    doers: Sequence[Person],
    topic: tuple[str, str] = ("", ""),
    at: datetime,
) -> Invitation:
    """Invite whoever asked for a case to rate the round just finished; call it in the move that finishes.

    `topic` names in Chinese and English what ratings are compared by. Nobody is invited to rate their own work;
    the round is noted all the same, so that who worked stays known.
    """
    set_aside(case, at=at)
    whom = None if rater in doers else rater
    rounds = Invitation.objects.filter(case_id=case.pk).count() + 1
    made = Invitation(**_told(case, whom, topic, rounds, at, editions.in_force(at), _building(case.place)))
    made.save(force_insert=True)
    Doer.objects.bulk_create(Doer(invitation=made, person=one, team=home_unit(one, at)) for one in doers)
    return made


def set_aside(case: Case, *, at: datetime) -> None:
    """Note that the rater answered by another deed (sent back, reopened): no reminder, and no silence counted."""
    waiting = InvitationQuerySet(Invitation).filter(case_id=case.pk, set_aside_at=None).unanswered()
    Invitation.objects.filter(pk__in=list(waiting.values_list("pk", flat=True))).update(set_aside_at=at)


def remind(invitation: Invitation, *, at: datetime) -> bool:
    """Remind once, before an invitation expires; False where somebody has been reminded or has answered."""
    with transaction.atomic():
        waiting = InvitationQuerySet(Invitation).filter(pk=invitation.pk, reminded_at=None, set_aside_at=None)
        if not waiting.unanswered().exists() or not waiting.update(reminded_at=at):
            return False
        case, until = invitation.case, local_date(invitation.expires_at)
        record(
            subject=case.pk, kind=case.kind, verb=REMIND, by=None, at=at, facts={"until": until.isoformat()}
        )
    return True


def invite_many(rounds: Iterable[Round]) -> list[Invitation]:
    """Write the invitations of replayed history in bulk; the same rules as for one."""
    known = list(editions.editions().order_by("-since", "-number"))
    buildings: dict[Place | None, Place | None] = {None: None}
    posts: dict[Person, list[Employment]] = {}
    made, doers = [], []
    for one in rounds:
        if one.case.place not in buildings:
            buildings[one.case.place] = _building(one.case.place)
        edition = next(each for each in known if each.since <= one.at)
        whom = None if one.rater in one.doers else one.rater
        told = _told(one.case, whom, one.topic, one.number, one.at, edition, buildings[one.case.place])
        made.append(Invitation(**told, set_aside_at=one.set_aside_at))
        for person in one.doers:
            if person not in posts:
                held = person.employments.select_related("unit")
                posts[person] = list(held.order_by("-starts_on", "-id"))
            doers.append(Doer(invitation=made[-1], person=person, team=_team(posts[person], one.at)))
    Invitation.objects.bulk_create(made, batch_size=1000)
    Doer.objects.bulk_create(doers, batch_size=1000)
    return made


def _told(
    case: Case,
    rater: Person | None,
    topic: tuple[str, str],
    number: int,
    at: datetime,
    edition: Terms,
    building: Place | None,
) -> dict[str, Any]:
    return {
        "case_id": case.pk, "round": number, "kind": case.kind, "rater": rater, "unit": case.unit,
        "place": case.place, "building": building, "topic_zh": topic[0], "topic_en": topic[1], "terms": edition,
        "opened_at": at, "expires_at": at + timedelta(days=edition.open_days),
    }  # fmt: skip


def _team(posts: Sequence[Employment], at: datetime) -> OrgUnit | None:
    """The unit of the newest post held on the day, as `home_unit` finds it, without asking for each round anew."""
    day = local_date(at)
    return next(
        (one.unit for one in posts if one.starts_on <= day and (one.ends_on is None or one.ends_on >= day)),
        None,
    )


def _building(place: Place | None) -> Place | None:
    """The building or outdoor point of a place; the place itself where it lies in neither."""
    if place is None:
        return None
    return next((one for one in ancestors(place) if one.kind in SHOWN), place)
