"""Words for instants and spans, in the reader's language; pure but for gettext."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.base.tone import Tone

DueState = Literal["", "paused", "done"]
WARN, ALARM = 0.6, 0.85
MONTHS = (
    gettext_lazy("1月"), gettext_lazy("2月"), gettext_lazy("3月"), gettext_lazy("4月"), gettext_lazy("5月"),
    gettext_lazy("6月"), gettext_lazy("7月"), gettext_lazy("8月"), gettext_lazy("9月"), gettext_lazy("10月"),
    gettext_lazy("11月"), gettext_lazy("12月"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Due:
    """What is left of a promise: `percent` of the time used, 0 to 100, the tone and the words."""

    percent: int
    tone: Tone
    text: str
    at: datetime


def short(at: datetime, now: datetime) -> str:
    """Return the shortest clear form: the hour today, with 昨天 or 明天, the day this year, else the date."""
    local, today = at.astimezone(SHANGHAI), now.astimezone(SHANGHAI)
    hour = f"{local:%H:%M}"
    days = (local.date() - today.date()).days
    if days == 0:
        return hour
    if days == -1:
        return _("昨天 %(hour)s") % {"hour": hour}
    if days == 1:
        return _("明天 %(hour)s") % {"hour": hour}
    if local.year == today.year:
        return _("%(month)s%(day)d日 %(hour)s") % _parts(local)
    return day(at)


def full(at: datetime) -> str:
    """Return the whole instant in campus time, to the minute."""
    return _("%(year)d年%(month)s%(day)d日 %(hour)s") % _parts(at.astimezone(SHANGHAI))


def day(at: datetime) -> str:
    """Return the date in campus time."""
    return _("%(year)d年%(month)s%(day)d日") % _parts(at.astimezone(SHANGHAI))


def ago(at: datetime, now: datetime) -> str:
    """Return how long ago an instant was, coarse enough to stay true for a while."""
    passed = now - at
    if passed < timedelta(minutes=1):
        return _("刚刚")
    if passed < timedelta(days=7):
        return _("%(span)s前") % {"span": span(passed, parts=1)}
    return short(at, now)


def span(length: timedelta, *, parts: int = 2) -> str:
    """Return a length of time in at most `parts` units: "2 天", "1 时 40 分", "22 分"."""
    total = max(0, int(length.total_seconds() // 60))
    days, rest = divmod(total, 1440)
    hours, left = divmod(rest, 60)
    words = []
    if days:
        words.append(ngettext("%(n)d 天", "%(n)d 天", days) % {"n": days})
    if hours:
        words.append(_("%(n)d 时") % {"n": hours})
    if (left and not days) or not words:
        words.append(_("%(n)d 分") % {"n": left})
    return " ".join(words[:parts])


def due_of(
    due_at: datetime | None, *, start_at: datetime | None, at: datetime, state: str = ""
) -> Due | None:
    """Return what is left until `due_at` seen from `at`; None without a deadline."""
    if due_at is None:
        return None
    used = 0.0
    if start_at is not None and due_at > start_at:
        used = (at - start_at) / (due_at - start_at)
    percent = round(min(1.0, max(0.0, used)) * 100)
    if state == "done":
        return Due(100, "green", _("已完工"), due_at)
    if state == "paused":
        return Due(percent, "gray", _("已暂停"), due_at)
    if at > due_at:
        return Due(100, "red", _("超时 %(span)s") % {"span": span(at - due_at)}, due_at)
    tone: Tone = "red" if used >= ALARM else "amber" if used >= WARN else "green"
    return Due(percent, tone, _("剩 %(span)s") % {"span": span(due_at - at)}, due_at)


def month_name(month: int) -> str:
    """Return a month's short name, 1 to 12."""
    return str(MONTHS[month - 1])


def _parts(local: datetime) -> dict[str, object]:
    return {
        "year": local.year,
        "month": month_name(local.month),
        "day": local.day,
        "hour": f"{local:%H:%M}",
    }
