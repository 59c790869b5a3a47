"""Lists of orders as the generic list page shows them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.lifecycle.declare import Look
from houqin.kernel.places.models import Place
from houqin.kernel.places.queries import buildings, campuses
from houqin.kernel.web.listing import Bulk, Column, Filter, Listing, Tab
from houqin.services.repairs.lifecycle import DONE, REPAIR, STOP, TO_ASSIGN, TO_MEND, Announced, State
from houqin.services.repairs.models import Commission, Order, Stop, Trade, Urgency
from houqin.services.repairs.models.stop import Supply
from houqin.services.repairs.queries import board, visits
from houqin.services.repairs.queries.commissions import building, on_time
from houqin.services.repairs.queries.orders import people_of
from houqin.services.repairs.queries.telling import people_words

URGENT_LOOKS = {
    Urgency.DANGER: Look(Urgency.DANGER.label, "red"),
    Urgency.URGENT: Look(Urgency.URGENT.label, "red"),
}


def look(order: Order) -> Look:
    """Return how an order's state appears; while nobody has it, urgency speaks louder."""
    if order.state in TO_ASSIGN and order.urgency in URGENT_LOOKS:
        return URGENT_LOOKS[Urgency(order.urgency)]
    if order.state == State.PAUSED and (standing := order.standing):
        return replace(REPAIR.look(order.state), title=standing.reason.name)
    return REPAIR.look(order.state)


def _due(order: Order) -> tuple[datetime | None, datetime, str] | None:
    """What was refused or cancelled owes nothing, and has not been done either."""
    if order.closed_at and order.state not in DONE:
        return None
    if order.state == State.PAUSED:
        return order.due_at, order.opened_at, "paused"
    return order.due_at, order.opened_at, "done" if order.state in DONE else ""


def _handler(order: Order) -> str | None:
    if order.state in TO_ASSIGN:
        return render_to_string("repairs/give.html", {"order": order})
    return (
        render_to_string("web/listing/person.html", {"value": order.handler.name}) if order.handler else None
    )


def _where(order: Order) -> tuple[str, str]:
    """Name the building and the room; outdoors the point and its campus."""
    place = order.place
    if place is None:
        return "—", ""
    above = place.parent
    if above is not None and above.kind == Place.Kind.FLOOR:
        above = above.parent
    if above is None or above.kind == Place.Kind.CAMPUS:
        return place.label, above.label if above else ""
    return above.label, place.label


def _trades() -> Sequence[tuple[str, StrOrPromise]]:
    return [(each.code, each.name) for each in Trade.objects.order_by("order")]


def _places() -> Sequence[tuple[str, StrOrPromise]]:
    return [(each.path, str(each)) for each in (*campuses(), *buildings())]


def _day(text: str, *, after: int) -> datetime:
    try:
        day = datetime.strptime(text, "%Y-%m-%d") + timedelta(days=after)
    except (ValueError, OverflowError):
        day = datetime(1990, 1, 1)
    return day.replace(tzinfo=SHANGHAI)


def _place_path(path: str) -> Q:
    parts = path.split(".")
    known = all(part.replace("_", "").isalnum() and part.isascii() and len(part) < 256 for part in parts)
    return Q(place__path__below=path) if known else Q(pk__in=[])


def whole(rows: Any) -> QuerySet[Any]:
    """Bring along what a row shows."""
    found: QuerySet[Any] = rows.with_all().annotate(people=people_of())
    return found


def _below(order: Any) -> str:
    """Number, trade, how many people it concerns, whether it repeats, until when at the latest it stands."""
    again = gettext("重复") if order.repeats_id else ""
    standing = order.standing if order.state == State.PAUSED else None
    until = f"{standing.ends_at.astimezone(SHANGHAI):%m-%d %H:%M}" if standing else ""
    stands = gettext("暂停最晚到 %(until)s") % {"until": until} if until else ""
    enter = gettext("可入室") if visits.may_enter(order) else ""
    visit = visits.in_words(order) if order.state in TO_MEND else ""
    parts = [
        order.number,
        str(order.category.trade),
        people_words(order.people or 0),
        again,
        stands,
        visit,
        enter,
    ]
    return " · ".join(part for part in parts if part)


COLUMNS = (
    Column("order", _("工单"), lambda one: (one.heading, _below(one)), kind="matter", export=lambda one: one.number),
    Column("title", _("故障"), lambda one: str(one.category), shown=False),
    Column("place", _("地点"), _where, kind="matter", export=lambda one: str(one.place or "")),
    Column("state", _("状态"), look, kind="state", export=lambda one: str(REPAIR.look(one.state).title)),
    Column("due", _("时限"), _due, kind="due", sort="due_at", export=lambda one: one.due_at),
    Column("handler", _("处理人"), _handler, export=lambda one: one.handler.name if one.handler else ""),
    Column("opened", _("报修时间"), lambda one: one.opened_at, kind="time", sort="opened_at"),
    Column("urgency", _("紧急程度"), lambda one: one.get_urgency_display(), shown=False),
    Column("fixed", _("修复"), lambda one: one.fixed_at, kind="time", shown=False),
    Column("minutes", _("用时（分钟）"), lambda one: one.fix_minutes, kind="number", shown=False),
    Column("people", _("影响人数"), lambda one: one.people, kind="number", shown=False),
    Column("reworks", _("返修"), lambda one: one.reworks, kind="number", shown=False),
)  # fmt: skip
FILTERS = (
    Filter("place", _("地点"), _place_path, _places),
    Filter("trade", _("类别"), lambda code: Q(category__trade=code), _trades),
    Filter("urgency", _("紧急"), lambda urgency: Q(urgency=urgency), lambda: Urgency.choices),
)
PERIOD = (
    Filter("state", _("状态"), lambda state: Q(state=state),
           lambda: [(str(key), one.title) for key, one in REPAIR.states.items()]),
    Filter("from", _("报修日从"), lambda day: Q(opened_at__gte=_day(day, after=0)), kind="date"),
    Filter("to", _("报修日至"), lambda day: Q(opened_at__lt=_day(day, after=1)), kind="date"),
)  # fmt: skip


def found(text: str) -> Q:
    """Return the condition of the list's own search: number, title, place or person."""
    return (
        Q(number__icontains=text)
        | Q(title__icontains=text)
        | Q(place__full_name__icontains=text)
        | Q(place__pinyin__icontains=text.lower())
        | Q(handler__name__icontains=text)
    )


def board_listing(at: datetime) -> Listing:
    """Return the dispatcher's list; "running out" is counted from now."""
    return Listing(
        key="repairs.board",
        title=_("调度台"),
        columns=tuple(replace(each, shown=each.shown and each.key != "opened") for each in COLUMNS),
        filters=FILTERS[:2],
        tabs=(
            Tab("waiting", _("待派单"), board.waiting()),
            Tab("doing", _("进行中"), board.under_way()),
            Tab("paused", _("已暂停"), board.paused()),
            Tab("late", _("快超时"), board.running_out(at)),
            Tab("answer", _("待验收"), board.to_answer()),
        ),
        order=("due_at", "id"),
        bulk=(
            Bulk(_("批量派单"), "repairs:give", "user-round-check", "repairs.dispatch"),
            Bulk(_("合并成一单"), "repairs:merge", "merge", "repairs.dispatch"),
        ),
        search=found,
        link=lambda one: reverse("matter", args=[one.number]),
        empty=_("没有要处理的报修。有新报修时会自动出现在这里。"),
        prepare=whole,
    )


ORDERS = Listing(
    key="repairs.orders",
    title=_("报修台账"),
    columns=COLUMNS,
    filters=(*FILTERS, *PERIOD),
    search=found,
    link=lambda one: reverse("matter", args=[one.number]),
    empty=_("这里会列出您可以查看的报修。"),
    prepare=whole,
)


def stops_listing(at: datetime) -> Listing:
    """Return the list of planned stops; what runs is counted from now."""
    runs = Q(state=Announced.ANNOUNCED, starts_at__lte=at)
    ahead = Q(state=Announced.ANNOUNCED, starts_at__gt=at)
    return Listing(
        key="repairs.stops",
        title=_("停水停电通知"),
        columns=(
            Column("stop", _("停什么"), _stopped, kind="matter", export=lambda one: str(one.get_supply_display())),
            Column("where", _("哪里"), lambda one: one.where),
            Column("from", _("从"), lambda one: one.starts_at, kind="time", sort="starts_at"),
            Column("to", _("到"), lambda one: one.ends_at, kind="time"),
            Column("reason", _("原因"), lambda one: one.reason),
            Column("contact", _("咨询电话"), lambda one: one.contact),
            Column("state", _("状态"), _stop_look, kind="state", export=lambda one: str(_stop_look(one).title)),
        ),
        filters=(
            Filter("supply", _("停什么"), lambda supply: Q(supply=supply), lambda: Supply.choices),
            Filter("place", _("地点"), _stopped_place, _places),
            Filter("from", _("从哪天起"), lambda day: Q(ends_at__gte=_day(day, after=0)), kind="date"),
            Filter("to", _("到哪天止"), lambda day: Q(starts_at__lt=_day(day, after=1)), kind="date"),
        ),
        tabs=(
            Tab("now", _("正在停"), runs),
            Tab("ahead", _("将要停"), ahead),
            Tab("past", _("已结束"), ~Q(state=Announced.ANNOUNCED)),
        ),
        order=("-starts_at", "-id"),
        search=lambda text: Q(number__icontains=text) | Q(reason__icontains=text) | Q(title__icontains=text),
        link=lambda one: reverse("matter", args=[one.number]),
        empty=_("没有停水停电通知。"),
    )  # fmt: skip


def _stopped_place(path: str) -> Q:
    """What is off in a place: what was announced for it, for one over it or one beneath it."""
    place = next((one for one in (*campuses(), *buildings()) if one.path == path), None)
    if place is None:
        return Q(pk__in=[])
    near = Place.objects.filter(Q(path__above=place.path) | Q(path__below=place.path))
    return Q(pk__in=Stop.objects.filter(places__in=near).values("pk"))


def _stopped(stop: Stop) -> tuple[str, str]:
    return str(stop.get_supply_display()), stop.number


def _stop_look(stop: Stop) -> Look:
    return STOP.look(stop.state)


def _with_all(rows: Any) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.with_all()
    return found


def contracted(*, whole: bool) -> Listing:
    """Return the list of what contractors have and had; but to the office (`whole`) only what runs opens."""

    def page(one: Commission) -> str:
        return reverse("matter", args=[one.order.number]) if whole or one.until is None else ""

    return Listing(
        key="repairs.contracted",
        title=_("承包工单"),
        columns=(
            Column("order", _("工单"), lambda one: (str(one.order.category), one.order.number), kind="matter",
                   export=lambda one: one.order.number),
            Column("title", _("故障"), lambda one: str(one.order.category), shown=False),
            Column("supplier", _("承包单位"), lambda one: one.supplier.name, shown=whole),
            Column("building", _("楼宇"), lambda one: building(one.order.place).label if one.order.place else "—"),
            Column("state", _("状态"), _commission_look, kind="state",
                   export=lambda one: str(_commission_look(one).title)),
            Column("handler", _("处理人"),
                   lambda one: one.order.handler.name if one.until is None and one.order.handler else "", kind="person"),
            Column("since", _("派单时间"), lambda one: one.since, kind="time", sort="since"),
            Column("until", _("结束时间"), lambda one: one.until, kind="time"),
            Column("on_time", _("按时"), _kept),
            Column("reworks", _("返修"), lambda one: one.order.reworks if one.until else None, kind="number"),
            Column("warranty", _("保修"), lambda one: _("保修") if one.warranty else ""),
        ),
        filters=(Filter("supplier", _("承包单位"), lambda number: Q(supplier__number=number), kind="text"),),
        tabs=(
            Tab("running", _("手上的"), Q(until=None)),
            Tab("accepted", _("已验收"), Q(ended=Commission.Ended.ACCEPTED)),
        ),
        order=("-since", "-id"),
        search=lambda text: Q(order__number__icontains=text) | Q(supplier__title__icontains=text),
        link=page,
        empty=_("派给承包单位的工单会列在这里。"),
        prepare=_with_all,
    )  # fmt: skip


def _commission_look(one: Commission) -> Look:
    """The order's own state while it runs; after that how it ended."""
    if one.until is None:
        return REPAIR.look(one.order.state)
    if one.ended == Commission.Ended.ACCEPTED:
        return Look(_("已验收"), "green")
    return Look(one.get_ended_display(), "gray")


def _kept(one: Commission) -> StrOrPromise:
    if one.ended != Commission.Ended.ACCEPTED:
        return ""
    return _("按时") if on_time(one.order) else _("超时")
