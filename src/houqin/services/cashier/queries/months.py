"""Accounting months with their state and turnover, the daily seals, the last checks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth
from django_stubs_ext import StrOrPromise

from houqin.kernel.base.clock import local_date
from houqin.kernel.base.tone import Tone
from houqin.kernel.money.commands import FAULTS
from houqin.kernel.money.models import Entry, Period, Seal
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import Person
from houqin.services.cashier import rules
from houqin.services.cashier.models import Verification
from houqin.services.cashier.queries.books import sees_all

TONES: Mapping[str, Tone] = {"closed": "green", "asked": "amber", "open": "blue"}
SEALS_SHOWN, CHECKS_SHOWN = 31, 10


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month: how it stands, what moved in it, and what the viewer may do about it."""

    month: date
    period: Period | None
    entries: int
    fen: int
    over: bool
    may_close: bool
    may_ask: bool
    may_allow: bool

    @property
    def state(self) -> str:
        """Where it stands: "running", "unclosed", or the period's own state."""
        if self.period is not None:
            return self.period.state
        return "unclosed" if self.over else "running"

    @property
    def tone(self) -> Tone:
        """The tone of its state."""
        return TONES.get(self.state, "amber" if self.over else "gray")


def months(person: Person, at: datetime) -> list[MonthLine]:
    """Return the accounting months from the first entry to now, the newest first; whoever sees the whole book."""
    if not sees_all(person, at):
        return []
    sums = {
        row["month"]: row
        for row in Entry.objects.annotate(month=TruncMonth("booked_on"))
        .values("month")
        .annotate(n=Count("pk"), total=Sum("fen"))
    }
    periods = {
        one.month: one for one in Period.objects.select_related("closed_by", "asked_by", "reopened_by")
    }
    today = local_date(at)
    first = min([*sums, *periods, today.replace(day=1)])
    authority = authority_of(person, at)
    found = []
    for month in rules.months_back(max([today, *sums]), first, most=120):
        row: dict[str, Any] = dict(sums.get(month) or {})
        period = periods.get(month)
        over = month < today.replace(day=1)
        shut = period is not None and period.state != Period.State.OPEN
        asked = period is not None and period.state == Period.State.ASKED
        mine = asked and period is not None and period.asked_by_id in {person.pk, *authority.principals}
        found.append(MonthLine(
            month, period, row.get("n", 0), row.get("total", 0) or 0, over,
            may_close=over and not shut and authority.holds("money.close"),
            may_ask=shut and not asked and authority.holds("money.close"),
            may_allow=asked and not mine and authority.holds("money.reopen"),
        ))  # fmt: skip
    return found


def seals(person: Person, at: datetime) -> Sequence[Seal]:
    """Return the newest daily seals, for whoever sees the whole book."""
    return list(Seal.objects.order_by("-day")[:SEALS_SHOWN]) if sees_all(person, at) else []


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a check, in words, with where it was found."""

    words: StrOrPromise
    day: str
    entry: str
    account: str


def checks(person: Person, at: datetime) -> Sequence[Verification]:
    """Return the last checks of the ledger, for whoever sees the whole book."""
    if not sees_all(person, at):
        return []
    return list(Verification.objects.select_related("by").order_by("-at", "-id")[:CHECKS_SHOWN])


def faults(check: Verification) -> list[Fault]:
    """Return what a check found, in words."""
    return [
        Fault(FAULTS[one["fault"]], one.get("day", ""), one.get("entry", ""), one.get("account", ""))
        for one in check.findings
    ]
