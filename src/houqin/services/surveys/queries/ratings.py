"""Ratings as people may see them: one's own, and without a name those of the places one answers for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import DateTimeField, ExpressionWrapper, F, Q, Value

from houqin.kernel.lifecycle.models import Case
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Person
from houqin.kernel.registry.house import house
from houqin.services.surveys import rules
from houqin.services.surveys.models import Doer, Invitation, InvitationQuerySet, Rating, RatingQuerySet
from houqin.services.surveys.rules import Asked

SEE = "surveys.see"


@dataclass(frozen=True, slots=True)
class Own:
    """What a rater sees of a case: their invitation, what they answered, what they may do now."""

    invitation: Invitation
    rating: Rating | None
    may_rate: bool
    may_revise: bool
    revise_until: datetime | None

    @property
    def stars(self) -> str:
        """The stars as they are seen; empty before there is a rating."""
        return rules.in_stars(self.rating.stars) if self.rating else ""


def visible_to(person: Person, at: datetime) -> RatingQuerySet:
    """Return the ratings a person may read, in their last version: those of the units and places they answer for."""
    return RatingQuerySet(Rating).filter(_scope(person, at, "invitation__")).current()


def invitations_visible_to(person: Person, at: datetime) -> InvitationQuerySet:
    """Return the invitations whose fate a person may count."""
    return InvitationQuerySet(Invitation).filter(_scope(person, at, ""))


def kinds(person: Person, at: datetime) -> list[str]:
    """Return the kinds of case of which a person may see ratings."""
    rows = invitations_visible_to(person, at).order_by("kind")
    return list(rows.values_list("kind", flat=True).distinct())


def all_kinds() -> list[str]:
    """Return the kinds of case anybody was ever invited to rate."""
    return list(Invitation.objects.order_by("kind").values_list("kind", flat=True).distinct())


def service(kind: str) -> str:
    """Return what a kind of case is called."""
    matter = house().matters.get(kind)
    return str(matter.lifecycle.title) if matter else kind


def invited(person: Person, at: datetime) -> InvitationQuerySet:
    """Return what a person may still rate, the first to expire first."""
    mine = InvitationQuerySet(Invitation).filter(rater=person, expires_at__gte=at).unanswered()
    return mine.select_related("case").order_by("expires_at", "id")


def to_remind(at: datetime, limit: int = 500) -> list[Invitation]:
    """Return the invitations that expire within the days of their terms, and whose rater knows nothing of it yet."""
    waiting = InvitationQuerySet(Invitation).unanswered().filter(
        reminded_at=None, set_aside_at=None, expires_at__gt=at,
        expires_at__lte=ExpressionWrapper(
            Value(at) + F("terms__remind_days") * Value(timedelta(days=1)), output_field=DateTimeField()
        ),
    )  # fmt: skip
    return list(waiting.select_related("case").order_by("expires_at", "id")[:limit])


def newest(case: Case | UUID) -> Invitation | None:
    """Return the last round of a case that somebody was invited to rate."""
    pk = case if isinstance(case, UUID) else case.pk
    found = Invitation.objects.filter(case_id=pk).select_related("terms", "case").order_by("-round")
    return found.first()


def case_to_rate(person: Person, number: str) -> Case | None:
    """Return a case a person was invited to rate, by its number; None for everybody else's."""
    mine = Invitation.objects.filter(case__number=number, rater=person)
    found = mine.select_related("case").first()
    return found.case if found else None


def current(invitation: Invitation) -> Rating | None:
    """Return what was answered to an invitation, in its last version."""
    return Rating.objects.filter(invitation=invitation).order_by("-number").first()


def own(case: Case, person: Person, at: datetime) -> Own | None:
    """Return what a rater sees of a case; None for everybody else, whatever they may see of the case."""
    invitation = newest(case)
    if invitation is None or invitation.rater_id != person.pk:
        return None
    versions = list(Rating.objects.filter(invitation=invitation).order_by("number"))
    until = versions[0].at + timedelta(minutes=invitation.terms.revise_minutes) if versions else None
    return Own(
        invitation=invitation,
        rating=versions[-1] if versions else None,
        may_rate=not rules.refusals(asked(invitation, person, at, rated=bool(versions))),
        may_revise=until is not None and at <= until,
        revise_until=until,
    )


def asked(invitation: Invitation, person: Person, at: datetime, *, rated: bool) -> Asked:
    """Return what the rules look at before somebody rates."""
    worked = Doer.objects.filter(invitation__case=invitation.case_id, person=person).exists()
    return Asked(
        at=at,
        expires_at=invitation.expires_at,
        invited=invitation.rater_id == person.pk,
        worked=worked or invitation.case.handler_id == person.pk,
        rated=rated,
    )


def topic_names(topics: Iterable[str]) -> dict[str, str]:
    """Return what kinds of work are called in the reader's language, by their Chinese name, as last written."""
    wanted = Invitation.objects.filter(topic_zh__in=list(topics))
    return {one.topic_zh: one.topic for one in wanted.order_by("topic_zh", "-opened_at").distinct("topic_zh")}


def _scope(person: Person, at: datetime, link: str) -> Q:
    return authority_of(person, at).scope(SEE).q(unit=f"{link}unit", place=f"{link}place")
