"""Leaves, swaps, hand-overs and certificates as people may see them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import DateField, ExpressionWrapper, F, Q, QuerySet, Value

from houqin.kernel.base.clock import local_date
from houqin.kernel.lifecycle.queries import sight
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.people.queries import units_of
from houqin.kernel.registry.feature import OpenMatter
from houqin.kernel.registry.house import house
from houqin.services.rosters.lifecycle import (
    CERTIFICATE,
    HANDOVER,
    LEAVE,
    SWAP,
    CertificateState,
    HandoverState,
    LeaveState,
)
from houqin.services.rosters.models import (
    Certificate,
    CertificateKind,
    CertificateQuerySet,
    Handover,
    HandoverQuerySet,
    Leave,
    LeaveQuerySet,
    OpenLine,
    ShiftKind,
    Swap,
    SwapQuerySet,
)
from houqin.services.rosters.queries.teams import EDIT, SEE

LOOK = (SEE, EDIT)
MOST_LINES = 200


def visible_to(person: Person, at: datetime) -> LeaveQuerySet:
    """Return the leaves a person may see: their own, and of the units they answer for."""
    return LeaveQuerySet(Leave).filter(sight(person, at, LOOK), kind=LEAVE.kind)


def swaps_visible_to(person: Person, at: datetime) -> SwapQuerySet:
    """Return the swaps a person may see: those they ask for or are asked, and of the units they answer for."""
    return SwapQuerySet(Swap).filter(sight(person, at, LOOK), kind=SWAP.kind)


def handovers_visible_to(person: Person, at: datetime) -> HandoverQuerySet:
    """Return the hand-overs a person may see: of their own teams, and of the units they answer for."""
    mine = Q(team__in=units_of(person, at))
    return HandoverQuerySet(Handover).filter(sight(person, at, LOOK) | mine, kind=HANDOVER.kind)


def certificates_visible_to(person: Person, at: datetime) -> CertificateQuerySet:
    """Return the certificates a person may see: their own, and of the units they answer for."""
    return CertificateQuerySet(Certificate).filter(sight(person, at, LOOK), kind=CERTIFICATE.kind)


def own_leaves(person: Person, at: datetime) -> LeaveQuerySet:
    """Return a person's leaves that are not over, declined or withdrawn."""
    mine = visible_to(person, at).filter(applicant=person, ends_at__gt=at)
    return mine.filter(state__in=(LeaveState.ASKED, LeaveState.GRANTED)).order_by("starts_at")


def leaves_waiting(person: Person, at: datetime) -> int:
    """Return how many leaves wait for a foreman: the number beside the menu line."""
    scope = authority_of(person, at).scope(EDIT)
    asked = Leave.objects.filter(scope.q(unit="unit", place=None), state=LeaveState.ASKED, closed_at=None)
    return asked.exclude(applicant=person).count()


def overlapping(person: Person, starts_at: datetime, ends_at: datetime) -> LeaveQuerySet:
    """Return a person's leaves, asked for or granted, that touch a span of time."""
    stands = (LeaveState.ASKED, LeaveState.GRANTED)
    return LeaveQuerySet(Leave).covering(starts_at, ends_at).filter(applicant=person, state__in=stands)


def on_leave(person: Person, starts_at: datetime, ends_at: datetime) -> bool:
    """Tell whether a granted leave touches a span of time."""
    return overlapping(person, starts_at, ends_at).filter(state=LeaveState.GRANTED).exists()


def leaves_within(
    people: Collection[UUID], starts_at: datetime, ends_at: datetime
) -> dict[UUID, list[Leave]]:
    """Return the granted leaves of these people that touch a span of time, by person."""
    rows = (
        LeaveQuerySet(Leave)
        .covering(starts_at, ends_at)
        .filter(applicant__in=people, state=LeaveState.GRANTED)
    )
    found: dict[UUID, list[Leave]] = {}
    for one in rows:
        if one.applicant_id:
            found.setdefault(one.applicant_id, []).append(one)
    return found


def swaps_lapsed(at: datetime) -> SwapQuerySet:
    """Return the swaps nobody answered before a shift began or left the roster: the clock looks, nobody else."""
    gone = Q(mine=None) | Q(theirs=None) | Q(mine__starts_at__lte=at) | Q(theirs__starts_at__lte=at)
    return SwapQuerySet(Swap).waiting().filter(gone)


def own_certificates(person: Person, at: datetime) -> CertificateQuerySet:
    """Return a person's certificates, the first to end first."""
    mine = certificates_visible_to(person, at).filter(applicant=person)
    return mine.exclude(state=CertificateState.REVOKED).with_all().order_by("valid_until")


def certificate_kinds() -> QuerySet[CertificateKind]:
    """Return the kinds of certificate in use."""
    return CertificateKind.objects.filter(closed_on=None).order_by("order", "code")


def all_certificate_kinds() -> QuerySet[CertificateKind]:
    """Return all kinds of certificate, those out of use last."""
    return CertificateKind.objects.order_by(F("closed_on").asc(nulls_first=True), "order", "code")


def certificates_to_remind(at: datetime) -> CertificateQuerySet:
    """Return the certificates that end within the days of their kind, and of which nobody was told."""
    day = local_date(at)
    near = ExpressionWrapper(
        Value(day) + F("certificate_kind__remind_days") * Value(timedelta(days=1)), output_field=DateField()
    )
    rows = CertificateQuerySet(Certificate).filter(state=CertificateState.VALID, reminded_at=None)
    return rows.filter(valid_until__gte=day, valid_until__lte=near).select_related("certificate_kind")


def certificates_to_expire(at: datetime) -> CertificateQuerySet:
    """Return the certificates whose last day is over."""
    rows = CertificateQuerySet(Certificate).filter(state=CertificateState.VALID)
    return rows.filter(valid_until__lt=local_date(at)).select_related("certificate_kind")


def handover_of(team: OrgUnit, day: date, kind: ShiftKind) -> Handover | None:
    """Return the hand-over of a team's shift that stands."""
    return HandoverQuerySet(Handover).standing().filter(team=team, day=day, shift_kind=kind).first()


def open_matters(team: OrgUnit, at: datetime) -> list[tuple[str, OpenMatter]]:
    """Return what every service tells of a team's open matters, each with whose it is; at most 200."""
    found = [(str(each.title), one) for each in house().each("open_matters") for one in each.find(team, at)]
    return found[:MOST_LINES]


def lines_of(handover: Handover) -> Sequence[OpenLine]:
    """Return the open matters as they stood when a shift was handed over."""
    return list(OpenLine.objects.filter(handover=handover.pk).order_by("order"))


def waits_to_be_taken(handover: Handover) -> bool:
    """Tell whether nobody has taken a hand-over yet."""
    return handover.state == HandoverState.WAITING
