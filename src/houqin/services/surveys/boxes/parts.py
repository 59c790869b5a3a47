"""The table of parts beside each other, on the page and in Excel, and the words without names."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from houqin.services.surveys import figures, rules
from houqin.services.surveys.boxes.cards import Asked, between, of_hundred, percent, percent_of, stars
from houqin.services.surveys.figures import Part, What
from houqin.services.surveys.models import RatingQuerySet
from houqin.services.surveys.queries.scores import Member
from houqin.services.surveys.queries.terms import tag_titles


@dataclass(frozen=True, slots=True)
class Line:
    """A part in words: `why` says why there is no number, `url` opens the rows."""

    part: Part
    stars: str
    stars_interval: str
    satisfied: str
    satisfied_interval: str
    response: str
    why: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """The parts by one point of view."""

    what: What
    title: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Said:
    """Words as the head reads them: of which month, where, what about; a name only where the rater allows it."""

    month: str
    where: str
    stars: str
    words: str
    tags: Sequence[str]
    name: str


def groups(asked: Asked, kind: str, url: str) -> list[Group]:
    """Return the parts by every point of view; by service only where no service is chosen."""
    titles: list[tuple[What, str]] = [
        ("kind", _("按服务")), ("topic", _("按类别")), ("building", _("按地点")), ("team", _("按班组和服务单位")),
    ]  # fmt: skip
    found = []
    for what, title in titles:
        if what != "kind" or not kind:
            parts = figures.parts(what, *asked, kind=kind)
            found.append(Group(what, title, [_line(what, part, url) for part in parts]))
    return [group for group in found if group.lines]


def table(shown: Sequence[Group]) -> tuple[list[str], list[list[object]]]:
    """Return the whole table as Excel gets it: numbers as numbers, nothing where there are too few."""
    heads = [
        _("分组"), _("名称"), _("评价份数"), _("平均星级"), _("平均星级下限"), _("平均星级上限"), _("满意率 %"),
        _("满意率下限 %"), _("满意率上限 %"), _("到期邀请"), _("其中已评价"), _("评价率 %"),
    ]  # fmt: skip
    rows: list[list[object]] = []
    for group in shown:
        for line in group.lines:
            told, replied = line.part.summary, line.part.response
            mean, share = told.mean_interval, told.satisfied_interval
            rows.append([
                group.title, str(line.part.name), told.n, _rounded(told.mean),
                _rounded(mean.low) if mean else None, _rounded(mean.high) if mean else None,
                percent_of(told.satisfied), percent_of(share.low) if share else None,
                percent_of(share.high) if share else None, replied.asked, replied.answered,
                percent_of(replied.share),
            ])  # fmt: skip
    return heads, rows


def said(rows: RatingQuerySet, most: int) -> list[Said]:
    """Return the newest words, without the day, the room and the number of the case."""
    titles = tag_titles()
    found = rows.exclude(words="").with_all().order_by("-at", "-id")[:most]
    return [
        Said(
            month=rules.month(one.at),
            where=" · ".join(
                part for part in (str(one.invitation.building or ""), one.invitation.topic) if part
            ),
            stars=rules.in_stars(one.stars),
            words=one.words,
            tags=[titles[tag] for tag in one.tags if tag in titles],
            name=one.invitation.rater.name if one.named and one.invitation.rater else "",
        )
        for one in found
    ]


def members(people: Sequence[Member]) -> list[tuple[Member, str, str, str]]:
    """Return the people of a team with their stars, the interval, the share satisfied, or dashes for too few."""
    return [
        (one, stars(one.summary.mean), between(one.summary.mean_interval), percent(one.summary.satisfied))
        for one in people
    ]


def member_table(people: Sequence[Member]) -> tuple[list[str], list[list[object]]]:
    """Return the people of a team as Excel gets them."""
    heads = [_("班组或服务单位"), _("姓名"), _("评价份数"), _("平均星级"), _("满意率 %"), _("办好率 %")]
    rows: list[list[object]] = [
        [
            figures.unit_name(one.team) if one.team else "", one.person.name, one.summary.n, _rounded(one.summary.mean),
            percent_of(one.summary.satisfied), percent_of(one.summary.done),
        ]
        for one in people
    ]  # fmt: skip
    return heads, rows


def _line(what: What, part: Part, url: str) -> Line:
    told, few = part.summary, ""
    if part.alone and told.n:
        few = _("只有一个人的工作，不单列分数")
    elif told.too_few:
        few = _("太少，不足 %(least)d 份") % {"least": rules.TOO_FEW}
    return Line(
        part=part,
        stars=stars(told.mean),
        stars_interval=between(told.mean_interval),
        satisfied=percent(told.satisfied),
        satisfied_interval=of_hundred(told.satisfied_interval),
        response=percent(part.response.share),
        why=few,
        url=f"{url}&{urlencode({str(what): part.key})}",
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
