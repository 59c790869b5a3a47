"""Numbers of the repairs: how many were reported, kept in time, how long they took, what is overdue.

Each number is counted from the rows it opens down to. On time means: among orders whose fix promise fell in
the period, the share mended by then, rework included (the total clock, not the first fix).
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Person
from houqin.kernel.registry.feature import Figure
from houqin.services.repairs.lifecycle import REPAIR, STOP, State
from houqin.services.repairs.models import Category, Escalation, Pause, Stop
from houqin.services.repairs.models.order import OrderQuerySet
from houqin.services.repairs.queries import scores
from houqin.services.repairs.queries.orders import live_reports, visible_to
from houqin.services.repairs.rules import WHOLE
from houqin.services.surveys.figures import rating_figure

SEE = "repairs.figures"


def reported_rows(person: Person, start: datetime, end: datetime, at: datetime) -> OrderQuerySet:
    """Return the orders reported in a period; one that was joined to another is no order of its own."""
    return _reach(person, at).filter(opened_at__gte=start, opened_at__lt=end).exclude(state=State.JOINED)


def reported(person: Person, start: datetime, end: datetime, at: datetime) -> int:
    """Return how many orders were reported in a period."""
    return reported_rows(person, start, end, at).count()


def affected_rows(person: Person, start: datetime, end: datetime, at: datetime) -> OrderQuerySet:
    """Return the orders on which somebody said in a period that it concerns them, and has not left."""
    said = live_reports(order=OuterRef("pk"), at__gte=start, at__lt=end)
    return _reach(person, at).filter(Exists(said))


def affected(person: Person, start: datetime, end: datetime, at: datetime) -> int:
    """Return how many people that were, counted once an order: orders are counted once, people apart."""
    rows = affected_rows(person, start, end, at).order_by().values("pk")
    said = live_reports(order__in=rows, at__gte=start, at__lt=end)
    return said.values("order", "reporter").distinct().count()


def repeat_rows(person: Person, start: datetime, end: datetime, at: datetime) -> OrderQuerySet:
    """Return the orders reported in a period that repeat a repair: same place and fault within the edition's days."""
    return reported_rows(person, start, end, at).filter(repeats__isnull=False)


def repeat(person: Person, start: datetime, end: datetime, at: datetime) -> float | None:
    """Return the per cent of orders reported in a period that repeat a repair; None where none was reported."""
    counted = reported_rows(person, start, end, at).aggregate(
        again=Count("pk", filter=Q(repeats__isnull=False)), all=Count("pk")
    )
    return round(100 * counted["again"] / counted["all"], 1) if counted["all"] else None


def promised_rows(person: Person, start: datetime, end: datetime, at: datetime) -> OrderQuerySet:
    """Return the orders whose fix promise fell in a period and has been kept or told as run out."""
    rows = _reach(person, at).filter(due_at__gte=start, due_at__lt=end)
    settled = Q(fixed_at__isnull=False) | Q(ran_out())
    return rows.exclude(state__in=(State.CANCELLED, State.REFUSED, State.JOINED)).filter(settled)


def ran_out() -> Exists:
    """Return the condition: the clock has told that the fix promise ran out."""
    told = Escalation.objects.filter(order=OuterRef("pk"), clock="fix", step__gte=WHOLE)
    return Exists(told)


def on_time(person: Person, start: datetime, end: datetime, at: datetime) -> float | None:
    """Return the per cent of promises of a period that were kept; None where none was settled."""
    settled = promised_rows(person, start, end, at)
    counted = settled.aggregate(kept=Count("pk", filter=Q(fixed_at__lte=F("due_at"))), all=Count("pk"))
    return round(100 * counted["kept"] / counted["all"], 1) if counted["all"] else None


def fixed_rows(person: Person, start: datetime, end: datetime, at: datetime) -> OrderQuerySet:
    """Return the orders mended in a period."""
    return _reach(person, at).filter(fixed_at__gte=start, fixed_at__lt=end)


def median_fix_minutes(person: Person, start: datetime, end: datetime, at: datetime) -> float | None:
    """Return the median of counted minutes from report to repair; None where nothing was mended."""
    counted = fixed_rows(person, start, end, at).values_list("fix_minutes", flat=True)
    minutes = [one for one in counted if one is not None]
    return float(median(minutes)) if minutes else None


def overdue_rows(person: Person, start: datetime, end: datetime, at: datetime) -> OrderQuerySet:
    """Return the orders still not mended whose promise ended before the end of the period."""
    return _reach(person, at).overdue(end).filter(ran_out())


def overdue(person: Person, start: datetime, end: datetime, at: datetime) -> int:
    """Return how many orders are overdue."""
    return overdue_rows(person, start, end, at).count()


def paused_rows(person: Person, start: datetime, end: datetime, at: datetime) -> OrderQuerySet:
    """Return the orders that stood at the end of a period, or stand now where that is still ahead."""
    instant = min(end, at)
    stood = Pause.objects.filter(order=OuterRef("pk"), since__lte=instant).filter(
        Q(until=None) | Q(until__gt=instant)
    )
    return _reach(person, at).filter(Exists(stood))


def paused(person: Person, start: datetime, end: datetime, at: datetime) -> int:
    """Return how many orders stood."""
    return paused_rows(person, start, end, at).count()


def by_reason(person: Person, at: datetime) -> list[tuple[str, int]]:
    """Return the reasons for which orders stand now, the commonest first."""
    rows = Pause.objects.filter(until=None, since__lte=at, order__in=paused_rows(person, at, at, at))
    counts = Counter(one.reason.name for one in rows.select_related("reason"))
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def stop_rows(person: Person, start: datetime, end: datetime, at: datetime) -> QuerySet[Stop]:
    """Return the planned stops that ran in a period; what was called off before it began is none."""
    scope = authority_of(person, at).scope(SEE)
    ran = Q(starts_at__lt=end, ends_at__gt=start) & (
        Q(closed_at=None) | Q(closed_at__gt=Greatest("starts_at", Value(start)))
    )
    return Stop.objects.filter(ran, scope.q(unit="unit", place="place"), kind=STOP.kind)


def stopped(person: Person, start: datetime, end: datetime, at: datetime) -> int:
    """Return how many planned stops ran in a period."""
    return stop_rows(person, start, end, at).count()


def stop_hours(person: Person, start: datetime, end: datetime, at: datetime) -> float:
    """Return how many hours they lasted within the period, as announced or until they were lifted."""
    spans = (min(one.until, end) - max(one.starts_at, start) for one in stop_rows(person, start, end, at))
    return round(sum(spans, timedelta()) / timedelta(hours=1), 1)


def _reach(person: Person, at: datetime) -> OrderQuerySet:
    """Count over the places whose figures a person may see, not over what is their own."""
    scope = authority_of(person, at).scope(SEE)
    return visible_to(person, at).filter(scope.q(unit="unit", place="place"))


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a number falls to one fault."""

    name: str
    trade: str
    count: int


def by_category(person: Person, start: datetime, end: datetime, at: datetime, most: int = 10) -> list[Share]:
    """Return the commonest faults of a period."""
    counts = Counter(reported_rows(person, start, end, at).values_list("category", flat=True))
    known = Category.objects.select_related("trade").in_bulk(list(counts))
    return [Share(known[pk].name, known[pk].trade_id, n) for pk, n in counts.most_common(most)]


ORDERS, CONTRACTED = "repairs:orders", "repairs:contracted"
FIGURES = (
    Figure("repairs.reported", _("报修单数"), _("单"), reported, reported_rows, ORDERS, SEE),
    Figure("repairs.affected", _("遇到故障的人次"), _("人次"), affected, affected_rows, ORDERS, SEE),
    Figure("repairs.on_time", _("按时修好"), "%", on_time, promised_rows, ORDERS, SEE, better="up"),
    Figure("repairs.median_fix_minutes", _("修复用时中位数"), _("计时分钟"), median_fix_minutes, fixed_rows,
           ORDERS, SEE, better="down"),
    Figure("repairs.paused", _("已暂停"), _("单"), paused, paused_rows, ORDERS, SEE),
    Figure("repairs.repeat", _("重复故障率"), "%", repeat, repeat_rows, ORDERS, SEE, better="down"),
    Figure("repairs.overdue", _("超时未修好"), _("单"), overdue, overdue_rows, ORDERS, SEE, better="down"),
    Figure("repairs.stops", _("计划停供"), _("次"), stopped, stop_rows, "repairs:stops", SEE),
    Figure("repairs.stop_hours", _("计划停供时长"), _("小时"), stop_hours, stop_rows, "repairs:stops", SEE, better="down"),
    Figure("repairs.contracted", _("承包单位验收工单"), _("单"), scores.accepted, scores.accepted_rows, CONTRACTED, SEE),
    Figure("repairs.contracted_on_time", _("承包单位按时修好"), "%", scores.on_time, scores.accepted_rows,
           CONTRACTED, SEE, better="up"),
    Figure("repairs.contracted_rework", _("承包单位返修率"), "%", scores.rework, scores.reworked_rows,
           CONTRACTED, SEE, better="down"),
    rating_figure("repairs.rating", _("维修评价"), REPAIR.kind),
)  # fmt: skip
