"""Hours for a visit: what a place's hours offer, what was agreed, in words."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from houqin.kernel.base.clock import SHANGHAI, local_date
from houqin.kernel.base.refused import Refused
from houqin.kernel.places.models import Place
from houqin.kernel.web.moments import MONTHS
from houqin.services.repairs.models import Appointment, Order
from houqin.services.repairs.queries import promises
from houqin.services.repairs.sla import windows
from houqin.services.repairs.sla.windows import Window

PAIR = 120
NOON, EVENING = "12:00", "18:00"


@dataclass(frozen=True, slots=True)
class Option:
    """A chip: its value, its words, whether it is pressed."""

    value: str
    label: str
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """The days and the hours to choose from at a place."""

    days: list[Option]
    parts: list[Option]


def offer(place: Place | None, at: datetime, *, day: str = "", part: str = "") -> Offer:
    """Return what can be chosen at a place now (None: by the general hours), with what was chosen pressed."""
    hours = promises.hours_for(promises.in_force(at), place, at)
    today = local_date(at)
    offered = [
        Option(one.isoformat(), _day(one, today), one.isoformat() == day) for one in windows.days(hours, at)
    ]
    return Offer(offered, [Option(key, _hours(key), key == part) for key in windows.parts(hours, at)])


def window(place: Place, day: str, part: str, at: datetime) -> Window | None:
    """Return the window of what was chosen, None where nothing was; raises `Refused` where nobody comes then."""
    if not day and not part:
        return None
    hours = promises.hours_for(promises.in_force(at), place, at)
    try:
        found = windows.chosen(date.fromisoformat(day), part, hours, at)
    except ValueError:
        found = None
    if found is None:
        raise Refused("repairs.nobody_comes_then", field="day")
    return found


def agreed(order: Order) -> Appointment | None:
    """Return what was agreed for an order, None where nothing was."""
    found: Appointment | None = getattr(order, "appointment", None)
    return found


def in_words(order: Order, at: datetime | None = None) -> str:
    """Return the hours agreed as people say them, "" where there are none; without an instant by date."""
    one = agreed(order)
    if one is None or one.starts_at is None or one.ends_at is None:
        return ""
    start, end = one.starts_at.astimezone(SHANGHAI), one.ends_at.astimezone(SHANGHAI)
    closes = "24:00" if end.date() > start.date() else f"{end:%H:%M}"
    day = f"{start:%m-%d}" if at is None else _day(start.date(), local_date(at))
    return _("约 %(day)s %(hours)s") % {"day": day, "hours": f"{start:%H:%M}–{closes}"}


def may_enter(order: Order) -> bool:
    """Tell whether one may enter without anybody there."""
    one = agreed(order)
    return one is not None and one.may_enter


def expected_at(order: Order) -> datetime | None:
    """Return by when somebody has to come: the hours agreed, or the promise."""
    one = agreed(order)
    return one.starts_at if one is not None and one.starts_at is not None else None


def _day(day: date, today: date) -> str:
    if day == today:
        return _("今天")
    if day == today + timedelta(days=1):
        return _("明天")
    return f"{_('%(month)s%(day)d日') % {'month': MONTHS[day.month - 1], 'day': day.day}} {date_format(day, 'D')}"


def _hours(key: str) -> str:
    start, _dash, end = key.partition("-")
    shown = f"{start}–{end}"
    if _minutes(end) - _minutes(start) <= PAIR:
        return shown
    half = _("上午") if start < NOON else _("下午") if start < EVENING else _("晚上")
    return f"{half} {shown}"


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])
