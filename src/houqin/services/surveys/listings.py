"""Lists of the surveys: ratings without names, and what became of the invitations.

No number, no room, no day: with them the list of orders would say who rated.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from houqin.kernel.web.listing import Column, Filter, Listing
from houqin.services.surveys.models import Doer
from houqin.services.surveys.queries.ratings import all_kinds, service
from houqin.services.surveys.rules import in_stars, month

NOTHING = Q(pk__in=[])


def with_all(rows: Any) -> QuerySet[Any]:
    """Bring along what a row of a rating shows."""
    found: QuerySet[Any] = rows.with_all()
    return found


def with_answer(rows: Any) -> QuerySet[Any]:
    """Bring along what a row of an invitation shows."""
    found: QuerySet[Any] = rows.with_answer().select_related("building")
    return found


def ratings(titles: Mapping[str, str]) -> Listing:
    """Return the list of ratings, in the reader's words for the tags."""
    return Listing(
        key="surveys.ratings",
        title=_("全部评价"),
        columns=(
            Column("month", _("月份"), lambda one: month(one.at)),
            Column("service", _("服务"), lambda one: service(one.invitation.kind)),
            Column("topic", _("类别"), lambda one: one.invitation.topic or "—"),
            Column("building", _("地点"), lambda one: str(one.invitation.building or "—")),
            Column("done", _("办好了吗"), lambda one: _("办好了") if one.done else _("没办好")),
            Column("stars", _("星级"), lambda one: in_stars(one.stars), export=lambda one: one.stars),
            Column("tags", _("标签"), lambda one: "、".join(titles.get(tag, tag) for tag in one.tags) or "—"),
            Column("words", _("想说的话"), lambda one: one.words or "—"),
            Column("who", _("署名"), lambda one: one.invitation.rater.name if one.named else _("匿名")),
        ),
        filters=(
            Filter("kind", _("服务"), lambda kind: Q(invitation__kind=kind), _kinds),
            Filter("topic", _("类别"), lambda topic: Q(invitation__topic_zh=topic), kind="text"),
            Filter("building", _("地点"), lambda pk: _by_id("invitation__building", pk), kind="text"),
            Filter("team", _("班组或服务单位"), _of_team, kind="text"),
            Filter("stars", _("星级"), lambda stars: _by_stars(stars), _stars),
            Filter("done", _("办好了吗"), lambda said: Q(done=said == "yes"), _done),
        ),
        order=("-at", "-id"),
        search=lambda text: Q(words__icontains=text),
        empty=_("这里会列出评价，不显示评价人的姓名，除非本人同意。"),
        prepare=with_all,
    )


INVITED = Listing(
    key="surveys.invited",
    title=_("评价邀请"),
    columns=(
        Column("month", _("邀请月份"), lambda one: month(one.opened_at)),
        Column("service", _("服务"), lambda one: service(one.kind)),
        Column("topic", _("类别"), lambda one: one.topic or "—"),
        Column("building", _("地点"), lambda one: str(one.building or "—")),
        Column("answered", _("是否评价"), lambda one: _("已评价") if one.answered else _("没有评价")),
    ),
    filters=(Filter("kind", _("服务"), lambda kind: Q(kind=kind), lambda: _kinds()),),
    order=("-expires_at", "-id"),
    empty=_("这里会列出已到期的评价邀请。"),
    prepare=with_answer,
)


def _kinds() -> list[tuple[str, StrOrPromise]]:
    return [(kind, service(kind)) for kind in all_kinds()]


def _stars() -> list[tuple[str, StrOrPromise]]:
    return [(str(n), in_stars(n)) for n in (5, 4, 3, 2, 1)]


def _done() -> list[tuple[str, StrOrPromise]]:
    return [("yes", _("办好了")), ("no", _("没办好"))]


def _by_stars(text: str) -> Q:
    return Q(stars=int(text)) if text in {"1", "2", "3", "4", "5"} else NOTHING


def _by_id(field: str, text: str) -> Q:
    try:
        return Q(**{field: UUID(text)})
    except ValueError:
        return NOTHING


def _of_team(text: str) -> Q:
    try:
        team: Any = UUID(text)
    except ValueError:
        return NOTHING
    return Q(Exists(Doer.objects.filter(invitation=OuterRef("invitation"), team=team)))
