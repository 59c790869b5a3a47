"""Stat cards and charts: a number, its interval, or why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from houqin.kernel.people.models import Person
from houqin.kernel.web.charts import Chart, Series, ranked_bars, stacked_columns
from houqin.services.surveys import figures, rules
from houqin.services.surveys.figures import Part, Response
from houqin.services.surveys.queries.scores import Score
from houqin.services.surveys.rules import Answer, Interval, Summary

Asked = tuple[Person, datetime, datetime, datetime]
MOST_BARS, MOST_BATCHES = 8, 12
NONE = "—"


@dataclass(frozen=True, slots=True)
class Box:
    """A stat card: a number, what it rests on and how sure it is, where it opens."""

    title: str
    value: str
    unit: str
    note: str
    url: str = ""


def of_period(asked: Asked, kind: str, url: str, invited_url: str) -> list[Box]:
    """Return the four cards over the page of numbers."""
    return [
        *of_summary(figures.whole(*asked, kind=kind), url),
        _response(figures.response(*asked, kind=kind), invited_url),
    ]


def of_summary(summary: Summary, url: str = "") -> list[Box]:
    """Return stars, share satisfied and share done, each with its interval."""
    n = ngettext("%(n)d 份评价", "%(n)d 份评价", summary.n) % {"n": summary.n}
    if summary.too_few:
        few = _("%(n)s，不足 %(least)d 份，不计算") % {"n": n, "least": rules.TOO_FEW}
        return [Box(title, NONE, "", few, url) for title in (_("平均星级"), _("满意率"), _("办好率"))]
    return [
        Box(_("平均星级"), stars(summary.mean), "", _sure(n, between(summary.mean_interval)), url),
        Box(
            _("满意率"),
            percent(summary.satisfied),
            "%",
            _sure(n, of_hundred(summary.satisfied_interval)),
            url,
        ),
        Box(_("办好率"), percent(summary.done), "%", _sure(n, of_hundred(summary.done_interval)), url),
    ]


def stars_chart(given: Sequence[Answer]) -> Chart:
    """Return how many gave each number of stars; the title states the finding."""
    counted, n = rules.distribution(given), len(given)
    labels = [_("%(n)d 星") % {"n": each} for each in rules.STARS]
    title = ngettext("%(n)d 份评价的星级分布", "%(n)d 份评价的星级分布", n) % {"n": n}
    series = [Series(_("份数"), [float(counted[each]) for each in rules.STARS])]
    return stacked_columns(title, labels, series, unit=_("份"), corner=_("星级"))


def batches_chart(score: Score) -> Chart | None:
    """Return the mean of one's batches in the order of time; None before the second."""
    count = len(score.batches)
    known = list(reversed(score.batches))[-MOST_BATCHES:]
    if count < 2:
        return None
    labels = [str(number) for number in range(count - len(known) + 1, count + 1)]
    series = [Series(_("平均星级"), [round(batch.summary.mean or 0, 1) for batch in known])]
    return stacked_columns(_("每批的平均星级，新的在右"), labels, series, unit=_("分"), corner=_("批次"))


def satisfied_chart(title: str, parts: Sequence[Part]) -> Chart | None:
    """Return the share of the satisfied by part, the least first; None where no part has enough ratings."""
    known = [(str(one.name), percent_of(one.summary.satisfied)) for one in parts]
    told = sorted([(name, share) for name, share in known if share is not None], key=lambda pair: pair[1])
    if not told:
        return None
    return ranked_bars(title, told[:MOST_BARS], unit="%", head=(_("名称"), _("满意率")))


def stars(mean: float | None) -> str:
    """Return a mean of stars with two digits."""
    return NONE if mean is None else f"{mean:.2f}"


def percent(share: float | None) -> str:
    """Return a share of one in per cent with one digit."""
    return NONE if share is None else f"{100 * share:.1f}"


def percent_of(share: float | None) -> float | None:
    """Return a share of one in per cent, as a number."""
    return None if share is None else round(100 * share, 1)


def between(interval: Interval | None) -> str:
    """Return an interval of stars; empty where the ratings are all alike and tell none."""
    return f"{interval.low:.2f}–{interval.high:.2f}" if interval else ""


def of_hundred(interval: Interval | None) -> str:
    """Return an interval of shares in per cent."""
    return f"{100 * interval.low:.1f}–{100 * interval.high:.1f}%" if interval else ""


def _sure(n: str, interval: str) -> str:
    return _("%(n)s，95%% 区间 %(interval)s") % {"n": n, "interval": interval} if interval else n


def _response(response: Response, url: str) -> Box:
    told = _("到期 %(asked)d 份中评价 %(answered)d 份") % {
        "asked": response.asked,
        "answered": response.answered,
    }
    share = percent(response.share)
    return Box(_("评价率"), share, "%" if response.share is not None else "", told, url)
