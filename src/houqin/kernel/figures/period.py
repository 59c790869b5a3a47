"""Periods of figures: whole days of the campus, half-open as instants, readable in an address."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from houqin.kernel.base.clock import SHANGHAI, local_date

SEPARATOR = ".."


@dataclass(frozen=True, slots=True)
class Period:
    """A span of whole days, both included."""

    first: date
    last: date

    @property
    def since(self) -> datetime:
        """The instant it begins."""
        return datetime.combine(self.first, time(), SHANGHAI)

    @property
    def until(self) -> datetime:
        """The instant after its end."""
        return datetime.combine(self.last + timedelta(days=1), time(), SHANGHAI)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def before(self) -> "Period":
        """Return the period of the same length just before, to compare with."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    def in_month(self, month: str) -> "Period":
        """Return the part of it that lies in a month it touches, "2026-02"."""
        begin = date.fromisoformat(f"{month}-01")
        end = (begin + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return Period(max(self.first, begin), min(self.last, end))

    def __str__(self) -> str:
        return f"{self.first.isoformat()}{SEPARATOR}{self.last.isoformat()}"


def read_period(text: str) -> Period | None:
    """Read a period from an address; None for a damaged or backward one."""
    try:
        first, last = (date.fromisoformat(part) for part in text.split(SEPARATOR))
        period = Period(first, last)
        return period if first <= last and period.until and period.before() else None
    except (ValueError, OverflowError):
        return None


def choices(at: datetime) -> list[tuple[str, str]]:
    """Return the periods people ask for: (written period, words), the last 30 days first."""
    today = local_date(at)
    month = today.replace(day=1)
    last_month = month - timedelta(days=1)
    return [
        (str(Period(today - timedelta(days=29), today)), _("近 30 天")),
        (str(Period(month, today)), _("本月")),
        (str(Period(last_month.replace(day=1), last_month)), _("上月")),
        (str(Period(today - timedelta(days=89), today)), _("近 90 天")),
        (str(Period(today.replace(month=1, day=1), today)), _("今年")),
        (str(Period(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))), _("去年")),
    ]


def chosen(text: str, at: datetime) -> Period:
    """Return the period an address names, else the last 30 days."""
    return read_period(text) or read_period(choices(at)[0][0]) or Period(local_date(at), local_date(at))
