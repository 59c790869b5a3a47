"""Rating: whoever asked says once how it went, and may mend it for a short while by adding a version."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from houqin.kernel.base.refused import Refused, refuse_if_any
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.people.models import Person
from houqin.kernel.trail.record import record
from houqin.services.surveys import rules
from houqin.services.surveys.models import Invitation, Rating
from houqin.services.surveys.queries import ratings
from houqin.services.surveys.queries import terms as editions

KIND = "surveys.rating"


def rate(
    case: Case,
    *,
    done: bool,
    stars: int,
    by: Person,
    at: datetime,
    tags: Sequence[str] = (),
    words: str = "",
    named: bool = False,
) -> Rating:
    """Rate the last finished round of a case; nobody stands in for the rater.

    Raises `Refused` with every reason: not the one who asked, one's own work, too late, rated already.
    """
    with transaction.atomic():
        invitation = _lock(case)
        rated = invitation.ratings.exists()
        refuse_if_any(rules.refusals(ratings.asked(invitation, by, at, rated=rated)))
        return _write(invitation, 1, "rate", done, stars, tags, words, named, by, at)


def revise(
    case: Case,
    *,
    done: bool,
    stars: int,
    by: Person,
    at: datetime,
    expected: int,
    tags: Sequence[str] = (),
    words: str = "",
    named: bool = False,
) -> Rating:
    """Change a rating by adding a version, within the minutes its terms allow; `expected` is the version seen.

    Raises `Refused` where it is not one's own, too late, or changed meanwhile.
    """
    with transaction.atomic():
        invitation = _lock(case)
        versions = list(invitation.ratings.order_by("number"))
        if invitation.rater_id != by.pk or not versions:
            raise Refused("surveys.not_invited")
        if versions[-1].number != expected:
            raise Refused("surveys.changed_meanwhile")
        minutes = invitation.terms.revise_minutes
        if not rules.may_revise(versions[0].at, minutes, at):
            raise Refused("surveys.revise_over", minutes=minutes)
        return _write(invitation, expected + 1, "revise", done, stars, tags, words, named, by, at)


def _lock(case: Case) -> Invitation:
    newest = ratings.newest(case)
    if newest is None:
        raise Refused("surveys.not_invited")
    locked = Invitation.objects.select_for_update(of=("self",)).select_related("terms", "case")
    return locked.get(pk=newest.pk)


def _write(
    invitation: Invitation,
    number: int,
    verb: str,
    done: bool,
    stars: int,
    tags: Sequence[str],
    words: str,
    named: bool,
    by: Person,
    at: datetime,
) -> Rating:
    if stars not in rules.STARS:
        raise Refused("surveys.stars_needed", field="stars")
    known = {tag.key for tag in editions.tags_in_use()}
    for tag in tags:
        if tag not in known:
            raise Refused("surveys.unknown_tag", tag=tag, field="tags")
    try:
        with transaction.atomic():
            made = Rating.objects.create(
                invitation=invitation, number=number, done=done, stars=stars, tags=sorted(set(tags)),
                words=words.replace("\0", "").strip(), named=named, at=at,
            )  # fmt: skip
    except IntegrityError as twice:
        raise Refused("surveys.rated_already") from twice
    record(subject=invitation.pk, kind=KIND, verb=verb, by=by, at=at, version=number)
    return made
