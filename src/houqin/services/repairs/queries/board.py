"""The dispatcher's board: what waits, what runs out, who has how much, the last seven days.

Conditions on what is open say so (`closed_at=None`): the index of the open cases holds nothing else.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from houqin.kernel.base.clock import SHANGHAI, local_date
from houqin.kernel.people.models import Person
from houqin.kernel.people.queries import holders
from houqin.services.repairs.lifecycle import DONE, TO_ASSIGN, TO_MEND, UNDER_WAY, State
from houqin.services.repairs.models import Trade
from houqin.services.repairs.models.order import OrderQuerySet
from houqin.services.repairs.queries import crew
from houqin.services.repairs.queries.orders import TECHNICIAN, to_dispatch
from houqin.services.rosters.rules import Standing

SOON = timedelta(hours=1)
DAYS = 7
SHOWN_TRADES = 3


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the board: reported, mended, mended in time, minutes it took (median)."""

    date: date
    reported: int
    fixed: int
    on_time: int
    minutes: float | None


@dataclass(frozen=True, slots=True)
class Open:
    """How many orders wait, are under way, have run out, are to be answered."""

    waiting: int
    doing: int
    late: int
    answer: int


@dataclass(frozen=True, slots=True)
class Load:
    """What a technician has in hand, and has finished today, and how they stand now."""

    person: Person
    open: int
    finished: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class Series:
    """Reports of one trade over the days."""

    name: str
    counts: Sequence[int]


def waiting() -> Q:
    """Return the condition: nobody has it yet."""
    return Q(state__in=TO_ASSIGN, closed_at=None)


def under_way() -> Q:
    """Return the condition: a technician has it."""
    return Q(state__in=UNDER_WAY, closed_at=None)


def paused() -> Q:
    """Return the condition: it stands, for a reason."""
    return Q(state=State.PAUSED, closed_at=None)


def running_out(at: datetime) -> Q:
    """Return the condition: not mended, and the promise ends within the hour or has ended."""
    return Q(state__in=TO_MEND, closed_at=None, due_at__lt=at + SOON)


def to_answer() -> Q:
    """Return the condition: mended, the reporter has not answered."""
    return Q(state=State.FIXED, closed_at=None)


def open_now(person: Person, at: datetime) -> Open:
    """Return what is open in a dispatcher's places, counted in one look."""
    late = Q(state__in=TO_MEND, due_at__lt=at)
    counted = to_dispatch(person, at).filter(closed_at=None).aggregate(
        waiting=Count("id", filter=waiting()),
        doing=Count("id", filter=under_way()),
        late=Count("id", filter=late),
        answer=Count("id", filter=to_answer()),
    )  # fmt: skip
    return Open(**counted)


def week(person: Person, at: datetime) -> list[Day]:
    """Return the last seven days of what a dispatcher answers for, today last."""
    dates = _dates(at)
    mine = to_dispatch(person, at)
    reported = _by_day(mine.exclude(state=State.JOINED), "opened_at", dates)
    found: dict[date, list[tuple[bool, int]]] = {day: [] for day in dates}
    rows = mine.filter(fixed_at__gte=_midnight(dates[0]), fixed_at__lte=at)
    for fixed_at, due_at, minutes in rows.values_list("fixed_at", "due_at", "fix_minutes"):
        if fixed_at is not None and due_at is not None:
            found[local_date(fixed_at)].append((fixed_at <= due_at, minutes or 0))
    return [
        Day(
            date=day,
            reported=reported.get(day, 0),
            fixed=len(found[day]),
            on_time=sum(kept for kept, _minutes in found[day]),
            minutes=median(minutes for _kept, minutes in found[day]) if found[day] else None,
        )
        for day in dates
    ]


def by_trade(person: Person, at: datetime) -> tuple[list[date], list[Series]]:
    """Return the reports of the last seven days by trade: the three commonest, then all others together."""
    dates = _dates(at)
    rows = (
        to_dispatch(person, at)
        .filter(opened_at__gte=_midnight(dates[0]), opened_at__lte=at)
        .exclude(state=State.JOINED)
        .annotate(day=TruncDate("opened_at", tzinfo=SHANGHAI))
        .values_list("category__trade", "day")
        .annotate(n=Count("id"))
    )
    counts: dict[str, Counter[date]] = {}
    for trade, day, number in rows:
        counts.setdefault(trade, Counter())[day] += number
    first = sorted(counts, key=lambda one: (-counts[one].total(), one))[:SHOWN_TRADES]
    names = {each.code: each.name for each in Trade.objects.filter(code__in=first)}
    shown = [Series(names[trade], [counts[trade][day] for day in dates]) for trade in first]
    rest = sum((counts[trade] for trade in counts if trade not in first), Counter[date]())
    return dates, [*shown, Series("", [rest[day] for day in dates])] if rest else shown


def loads(person: Person, at: datetime) -> list[Load]:
    """Return the technicians a dispatcher may give work to in any of their places, the busiest first."""
    today = _midnight(local_date(at))
    mine = to_dispatch(person, at)
    busy = dict(mine.filter(under_way()).values_list("handler").annotate(n=Count("id")))
    done = dict(
        mine.filter(state__in=DONE, fixed_at__gte=today).values_list("handler").annotate(n=Count("id"))
    )
    able = list(holders(TECHNICIAN, at=at).order_by("pinyin", "id"))
    stands = crew.visible_to([each.pk for each in able], at)
    found = [Load(each, busy.get(each.pk, 0), done.get(each.pk, 0), stands[each.pk]) for each in able]
    return sorted(found, key=lambda one: -one.open)


def waiting_count(person: Person, at: datetime) -> int:
    """Return how many orders wait for somebody: the number beside the menu line."""
    return to_dispatch(person, at).filter(waiting()).count()


def _dates(at: datetime) -> list[date]:
    today = local_date(at)
    return [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]


def _by_day(rows: OrderQuerySet, field: str, dates: Sequence[date]) -> dict[date, int]:
    found = (
        rows.filter(**{f"{field}__gte": _midnight(dates[0])})
        .annotate(day=TruncDate(field, tzinfo=SHANGHAI))
        .values_list("day")
        .annotate(n=Count("id"))
    )
    return dict(found)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
