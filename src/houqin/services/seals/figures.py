"""The numbers of the seals; each opens down to its rows. Periods are half-open: since <= instant < until."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.figures.period import read_period
from houqin.kernel.lifecycle.models import ApprovalRun
from houqin.kernel.people.models import Person
from houqin.kernel.registry.feature import Figure
from houqin.kernel.worktime.queries import working_hours
from houqin.services.seals import rules
from houqin.services.seals.lifecycle import State
from houqin.services.seals.models import (
    ApplicationQuerySet,
    KindOfMatter,
    StampingQuerySet,
    TakeOut,
    TakeOutQuerySet,
)  # fmt: skip
from houqin.services.seals.queries import stampings_visible_to, trips_visible_to, visible_to

APPROVED = ApprovalRun.Outcome.APPROVED
NOTHING = Q(pk__in=())
DECIDED = (APPROVED, ApprovalRun.Outcome.REFUSED)


def applied(person: Person, since: datetime, until: datetime, at: datetime) -> ApplicationQuerySet:
    """Applications made in a period."""
    return visible_to(person, at).filter(opened_at__gte=since, opened_at__lt=until)


def decided(person: Person, since: datetime, until: datetime, at: datetime) -> ApplicationQuerySet:
    """Applications whose route said yes or no in a period."""
    runs = _runs(since, until).filter(outcome__in=DECIDED)
    return visible_to(person, at).filter(pk__in=runs.values("case_id"))


def approved(person: Person, since: datetime, until: datetime, at: datetime) -> ApplicationQuerySet:
    """Applications approved in a period."""
    runs = _runs(since, until).filter(outcome=APPROVED)
    return visible_to(person, at).filter(pk__in=runs.values("case_id"))


def declined(person: Person, since: datetime, until: datetime, at: datetime) -> ApplicationQuerySet:
    """Applications a keeper would not stamp in a period."""
    return visible_to(person, at).filter(state=State.DECLINED, closed_at__gte=since, closed_at__lt=until)


def stamped(person: Person, since: datetime, until: datetime, at: datetime) -> StampingQuerySet:
    """Lines of the register in a period."""
    return stampings_visible_to(person, at).filter(at__gte=since, at__lt=until)


def late_trips(person: Person, since: datetime, until: datetime, at: datetime) -> TakeOutQuerySet:
    """Trips begun in a period whose seal came back, or at its end or now still was out, after its hour."""
    mine = trips_visible_to(person, at).filter(taken_at__gte=since, taken_at__lt=until)
    return mine.late(min(until, at))


def late_returns(person: Person, since: datetime, until: datetime, at: datetime) -> ApplicationQuerySet:
    """Applications whose seal came back late."""
    late = late_trips(person, since, until, at).values("application_id")
    return visible_to(person, at).filter(pk__in=late)


def opened_in(text: str) -> Q:
    """Filter applications by a written period of being made."""
    period = read_period(text)
    return Q(opened_at__gte=period.since, opened_at__lt=period.until) if period else NOTHING


def decided_in(text: str, outcomes: Sequence[str] = DECIDED) -> Q:
    """Filter applications by a written period in which their route answered."""
    period = read_period(text)
    if period is None:
        return NOTHING
    runs = _runs(period.since, period.until).filter(outcome__in=outcomes)
    return Q(pk__in=runs.values("case_id"))


def approved_in(text: str) -> Q:
    """Filter applications by a written period in which they were approved."""
    return decided_in(text, (APPROVED,))


def declined_in(text: str) -> Q:
    """Filter applications by a written period in which the keeper declined."""
    period = read_period(text)
    if period is None:
        return NOTHING
    return Q(state=State.DECLINED, closed_at__gte=period.since, closed_at__lt=period.until)


def late_in(text: str) -> Q:
    """Filter applications by a written period whose trips ended late."""
    period = read_period(text)
    if period is None:
        return NOTHING
    trips = TakeOut.objects.filter(taken_at__gte=period.since, taken_at__lt=period.until).late(period.until)
    return Q(pk__in=trips.values("application_id"))


def stamped_in(text: str) -> Q:
    """Filter lines of the register by a written period."""
    period = read_period(text)
    return Q(at__gte=period.since, at__lt=period.until) if period else NOTHING


def approved_share(person: Person, since: datetime, until: datetime, at: datetime) -> float | None:
    """Percentage of decided applications that were approved; None where none was decided."""
    asked = decided(person, since, until, at).count()
    return round(100 * approved(person, since, until, at).count() / asked, 1) if asked else None


def approval_hours(person: Person, since: datetime, until: datetime, at: datetime) -> float | None:
    """Median working hours from the start of the round that approved to its end."""
    mine = approved(person, since, until, at).values("pk")
    runs = _runs(since, until).filter(outcome=APPROVED, case_id__in=mine)
    hours = working_hours("office", until)
    middle = rules.median([hours.between(a, b) for a, b in runs.values_list("started_at", "ended_at") if b])
    return None if middle is None else round(middle / timedelta(hours=1), 1)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a number, with what filters the rows behind it."""

    label: str
    count: int
    key: str


def stamped_by_seal(
    person: Person, since: datetime, until: datetime, at: datetime, most: int = 8
) -> Sequence[Share]:
    """Stampings of a period by seal, the busiest first."""
    rows = (
        stamped(person, since, until, at).values_list("seal__title", "seal__number").annotate(n=Count("pk"))
    )
    return [Share(title, n, number) for title, number, n in rows.order_by("-n", "seal__title")[:most]]


def applied_by_month(person: Person, since: datetime, until: datetime, at: datetime) -> Sequence[Share]:
    """Applications of a period by month of the campus calendar."""
    months = applied(person, since, until, at).annotate(month=TruncMonth("opened_at", tzinfo=SHANGHAI))
    rows = months.values_list("month").annotate(n=Count("pk")).order_by("month")
    return [Share(f"{month:%m}", n, f"{month:%Y-%m}") for month, n in rows]


def applied_by_kind(person: Person, since: datetime, until: datetime, at: datetime) -> Sequence[Share]:
    """Applications of a period by kind of matter, the most frequent first."""
    kinds: dict[object, int] = {}
    for application in applied(person, since, until, at).values("matter_kind").annotate(n=Count("pk")):
        kinds[application["matter_kind"]] = application["n"]
    found = KindOfMatter.objects.in_bulk(list(kinds))
    return sorted(
        (Share(str(found[pk]), n, found[pk].key) for pk, n in kinds.items()), key=lambda share: -share.count
    )


def _runs(since: datetime, until: datetime) -> QuerySet[ApprovalRun]:
    return ApprovalRun.objects.filter(case__kind="seals.application", ended_at__gte=since, ended_at__lt=until)


SEE = "seals.figures"
LIST, REGISTER = "seals:applications", "seals:stampings"

FIGURES = (
    Figure("seals.applications", _("用印申请"), _("件"), lambda *period: applied(*period).count(), applied,
           LIST, SEE),
    Figure("seals.approved_share", _("审批通过率"), "%", approved_share, decided,
           LIST, SEE),
    Figure("seals.approval_hours", _("审批用时中位数"), _("工作小时"), approval_hours, approved,
           LIST, SEE, better="down"),
    Figure("seals.stampings", _("用印登记"), _("次"), lambda *period: stamped(*period).count(), stamped,
           REGISTER, SEE),
    Figure("seals.declined", _("保管员未予用印"), _("件"), lambda *period: declined(*period).count(),
           declined, LIST, SEE),
    Figure("seals.late_returns", _("外带超时归还"), _("件"), lambda *period: late_returns(*period).count(),
           late_returns, LIST, SEE, better="down"),
)  # fmt: skip
