"""Stat cards and charts of the board: numbers of the queries, worded for the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from houqin.kernel.people.models import Person
from houqin.kernel.web.charts import Chart, Series, ranked_bars, stacked_columns
from houqin.kernel.web.moments import span
from houqin.services.repairs.queries import board as numbers
from houqin.services.repairs.queries.board import Day, Load

MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Box:
    """A stat card: a number, what to compare it with, the week behind it, where it opens."""

    title: str
    value: str
    note: str
    url: str = ""
    series: Sequence[float | None] = ()


def board(person: Person, at: datetime) -> list[Box]:
    """Return the five cards over the board."""
    now, week = numbers.open_now(person, at), numbers.week(person, at)
    page = reverse("repairs:board")
    return [
        Box(
            _("待派单"),
            str(now.waiting),
            _late_note(now.late),
            f"{page}?tab=waiting",
            [day.reported for day in week],
        ),
        Box(
            _("进行中"),
            str(now.doing),
            _("今天完工 %(n)d 单") % {"n": week[-1].fixed},
            f"{page}?tab=doing",
            [day.fixed for day in week],
        ),
        _on_time(week),
        _minutes(week),
        Box(_("待验收"), str(now.answer), _("到期自动关闭"), f"{page}?tab=answer"),
    ]


def reports_chart(person: Person, at: datetime) -> Chart:
    """Return the last seven days of reports by trade; its title states the finding."""
    dates, series = numbers.by_trade(person, at)
    shown = [Series(one.name or _("其他"), [float(n) for n in one.counts]) for one in series]
    total = int(sum(sum(one.counts) for one in series))
    title = ngettext("近 7 天报修 %(n)d 单", "近 7 天报修 %(n)d 单", total) % {"n": total}
    weekdays = [
        pgettext("星期", "一"), pgettext("星期", "二"), pgettext("星期", "三"), pgettext("星期", "四"),
        pgettext("星期", "五"), pgettext("星期", "六"), pgettext("星期", "日"),
    ]  # fmt: skip
    labels = [weekdays[day.weekday()] for day in dates]
    return stacked_columns(
        title, labels, shown or [Series("", [0.0] * len(labels))], unit=_("单 / 天"), corner=_("日期")
    )


def load_chart(loads: Sequence[Load]) -> Chart:
    """Return how much each technician has in hand, the busiest first."""
    items = [(one.person.name, float(one.open)) for one in loads[:MOST_SHOWN]]
    return ranked_bars(_("师傅手上的工单"), items, unit=_("单"), head=(_("师傅"), _("手上")))


def _late_note(late: int) -> str:
    return _("%(n)d 单已超时") % {"n": late} if late else _("没有超时")


def _on_time(week: Sequence[Day]) -> Box:
    fixed, kept = sum(day.fixed for day in week), sum(day.on_time for day in week)
    series = [round(100 * day.on_time / day.fixed, 1) if day.fixed else None for day in week]
    value = f"{100 * kept / fixed:.1f}%" if fixed else "—"
    return Box(
        _("按时完成率"),
        value,
        _("近 7 天 %(kept)d / %(all)d 单") % {"kept": kept, "all": fixed},
        series=series,
    )


def _minutes(week: Sequence[Day]) -> Box:
    known = sorted(day.minutes for day in week if day.minutes is not None)
    middle = known[len(known) // 2] if known else None
    value = span(timedelta(minutes=middle)) if middle is not None else "—"
    return Box(_("修复用时"), value, _("近 7 天中位数"), series=[day.minutes for day in week])
