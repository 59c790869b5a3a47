"""The lists of the rosters as the generic list page shows them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from houqin.kernel.base.clock import local_date
from houqin.kernel.lifecycle.declare import Look
from houqin.kernel.people.models import Person
from houqin.kernel.web.listing import Column, Filter, Listing, Tab
from houqin.kernel.web.templatetags.page import in_words
from houqin.services.rosters.lifecycle import CERTIFICATE, HANDOVER, LEAVE, HandoverState, LeaveState
from houqin.services.rosters.models import Certificate, Handover, Leave
from houqin.services.rosters.queries import cases, shifts, teams
from houqin.services.rosters.rules import Span, hours, validity

NOTHING = Q(pk__in=[])
STANDS = {
    "valid": Look(_("有效"), "green"),
    "ending": Look(_("快到期"), "amber"),
    "expired": Look(_("已过期"), "red"),
    "future": Look(_("未生效"), "gray"),
}


def matter_url(row: "Leave | Handover | Certificate") -> str:
    """Return the page of a matter."""
    return reverse("matter", args=[row.number])


def with_all(rows: Any) -> Any:
    """Bring along what a row shows."""
    return rows.with_all()


def with_people(rows: Any) -> Any:
    """Bring along whose leave it is and of which team."""
    return rows.select_related("applicant", "unit")


def with_handover(rows: Any) -> Any:
    """Bring along what a row shows and whether the shift was handed over."""
    return shifts.with_handover(rows.with_all())


def team_filter(person: Person, at: datetime, field: str = "unit") -> Filter:
    """Return the filter by team, of those a person may see."""
    return Filter(
        "team",
        _("班组"),
        lambda text: _by_id(field, text),
        lambda: [(str(one.pk), in_words(one)) for one in teams.visible_to(person, at)],
    )


def leaves(person: Person, at: datetime) -> Listing:
    """Return the list of leaves."""
    return Listing(
        key="rosters.leaves",
        title=_("请假"),
        columns=(
            Column("who", _("人员"), lambda one: (_name(one), one.number), kind="matter", export=_name),
            Column("kind", _("请什么假"), lambda one: one.get_leave_kind_display()),
            Column("team", _("班组"), lambda one: in_words(one.unit)),
            Column("from", _("从"), lambda one: one.starts_at, kind="time", sort="starts_at"),
            Column("to", _("到"), lambda one: one.ends_at, kind="time", sort="ends_at"),
            Column("state", _("状态"), lambda one: LEAVE.look(one.state), kind="state",
                   export=lambda one: str(LEAVE.look(one.state).title)),
            Column("asked", _("提出时间"), lambda one: one.opened_at, kind="time", sort="opened_at", shown=False),
        ),
        tabs=(
            Tab("waiting", _("待同意"), Q(state=LeaveState.ASKED, closed_at=None)),
            Tab("away", _("正在休"), Q(state=LeaveState.GRANTED, starts_at__lte=at, ends_at__gt=at)),
            Tab("coming", _("将要休"), Q(state=LeaveState.GRANTED, starts_at__gt=at)),
        ),
        filters=(team_filter(person, at),),
        search=lambda text: Q(applicant__name__icontains=text) | Q(number__icontains=text),
        link=matter_url,
        empty=_("没有请假。排班人员在“我的班”里提出请假，会出现在这里。"),
        prepare=with_people,
    )  # fmt: skip


def handovers(person: Person, at: datetime) -> Listing:
    """Return the list of hand-overs."""
    return Listing(
        key="rosters.handovers",
        title=_("交接班"),
        columns=(
            Column("shift", _("班次"), lambda one: (f"{one.day:%m-%d} {one.shift_kind}", one.number), kind="matter",
                   export=lambda one: f"{one.day:%Y-%m-%d} {one.shift_kind}"),
            Column("team", _("班组"), lambda one: in_words(one.team)),
            Column("giver", _("交班人"), lambda one: one.giver.name, kind="person"),
            Column("taker", _("接班人"), lambda one: one.taker.name, kind="person"),
            Column("open", _("未了事项"), lambda one: one.open_lines, kind="number"),
            Column("state", _("状态"), lambda one: HANDOVER.look(one.state), kind="state",
                   export=lambda one: str(HANDOVER.look(one.state).title)),
            Column("given", _("交班时间"), lambda one: one.opened_at, kind="time", sort="opened_at"),
            Column("taken", _("接班时间"), lambda one: one.taken_at, kind="time", shown=False),
        ),
        tabs=(
            Tab("waiting", _("待接班"), Q(state=HandoverState.WAITING, closed_at=None)),
            Tab("taken", _("已接班"), Q(state=HandoverState.TAKEN)),
        ),
        filters=(
            team_filter(person, at, "team"),
            Filter("day", _("日期"), lambda text: _on("day", text), kind="date"),
        ),
        search=lambda text: Q(giver__name__icontains=text) | Q(taker__name__icontains=text),
        link=matter_url,
        empty=_("还没有交接班记录。交班人在“我的班”里按“交班”。"),
        prepare=with_all,
    )  # fmt: skip


def certificates(person: Person, at: datetime) -> Listing:
    """Return the list of certificates; how they stand is counted from today."""
    day = local_date(at)
    return Listing(
        key="rosters.certificates",
        title=_("上岗证件"),
        columns=(
            Column("who", _("持证人"), lambda one: (_name(one), one.number), kind="matter", export=_name),
            Column("kind", _("证件"), lambda one: str(one.certificate_kind)),
            Column("serial", _("证号"), lambda one: one.serial),
            Column("state", _("状态"), lambda one: certificate_look(one, day), kind="state",
                   export=lambda one: str(certificate_look(one, day).title)),
            Column("until", _("有效期至"), lambda one: one.valid_until, kind="date", sort="valid_until"),
            Column("from", _("有效期从"), lambda one: one.valid_from, kind="date", shown=False),
            Column("team", _("班组"), lambda one: in_words(one.unit)),
        ),
        tabs=(
            Tab("held", _("有效"), Q(valid_until__gte=day, closed_at=None)),
            Tab("expired", _("已过期"), Q(valid_until__lt=day, closed_at=None)),
        ),
        filters=(
            team_filter(person, at),
            Filter("kind", _("证件"), lambda code: Q(certificate_kind__code=code),
                   lambda: [(one.code, str(one)) for one in cases.all_certificate_kinds()]),
        ),
        order=("valid_until", "id"),
        search=lambda text: Q(applicant__name__icontains=text) | Q(serial__icontains=text),
        link=matter_url,
        empty=_("还没有登记证件。请按“登记证件”。"),
        prepare=with_all,
    )  # fmt: skip


def certificate_look(one: Certificate, day: date) -> Look:
    """Return how a certificate appears on a day: red where it has run out, whether or not the clock has noted it."""
    if one.closed_at is not None:
        return CERTIFICATE.look(one.state)
    return STANDS[validity(one.valid_from, one.valid_until, day, one.certificate_kind.remind_days)]


def duties(person: Person, at: datetime) -> Listing:
    """Return the list of duties."""
    return Listing(
        key="rosters.duties",
        title=_("上下班记录"),
        columns=(
            Column("who", _("人员"), lambda one: one.person.name, kind="person"),
            Column("team", _("班组"), lambda one: in_words(one.unit)),
            Column("shift", _("班次"), lambda one: str(one.shift) if one.shift else ""),
            Column("on", _("上班时间"), lambda one: one.on_at, kind="time", sort="on_at"),
            Column("off", _("下班时间"), lambda one: one.off_at, kind="time"),
            Column("hours", _("小时"), _hours, kind="number"),
            Column("note", _("备注"), lambda one: now_("忘记按下班") if one.forgotten else ""),
        ),
        tabs=(
            Tab("on", _("正在班上"), Q(off_at=None)),
            Tab("forgotten", _("忘记下班"), Q(forgotten=True)),
        ),
        filters=(team_filter(person, at),),
        order=("-on_at", "-id"),
        search=lambda text: Q(person__name__icontains=text),
        empty=_("还没有上下班记录。排班人员在“我的班”里按“上班”。"),
        prepare=with_all,
    )


def planned(person: Person, at: datetime) -> Listing:
    """Return the list of shifts."""
    return Listing(
        key="rosters.shifts",
        title=_("班次"),
        columns=(
            Column("who", _("人员"), lambda one: one.person.name, kind="person"),
            Column("team", _("班组"), lambda one: in_words(one.unit)),
            Column("day", _("日期"), lambda one: one.day, kind="date"),
            Column("kind", _("班次"), lambda one: str(one.kind)),
            Column("from", _("上班时间"), lambda one: one.starts_at, kind="time"),
            Column("to", _("下班时间"), lambda one: one.ends_at, kind="time", sort="ends_at"),
            Column("handed", _("交接班"), lambda one: _handed(one, at)),
        ),
        filters=(
            team_filter(person, at),
            Filter("kind", _("班次"), lambda code: Q(kind__code=code), _kinds),
            Filter("day", _("日期"), lambda text: _on("day", text), kind="date"),
        ),
        order=("-ends_at", "-id"),
        search=lambda text: Q(person__name__icontains=text),
        empty=_("还没有排班。请在“排班表”里排。"),
        prepare=with_handover,
    )


def _name(one: Any) -> str:
    return one.applicant.name if one.applicant else ""


def _handed(one: Any, at: datetime) -> str:
    if one.handed_over:
        return now_("已交接")
    return now_("未交接") if one.ends_at <= at else ""


def _hours(one: Any) -> float | None:
    return hours([Span(one.on_at, one.off_at)]) if one.off_at else None


def _kinds() -> list[tuple[str, StrOrPromise]]:
    return [(one.code, str(one)) for one in shifts.all_kinds()]


def _by_id(field: str, text: str) -> Q:
    try:
        return Q(**{field: UUID(text)})
    except ValueError:
        return NOTHING


def _on(field: str, text: str) -> Q:
    try:
        return Q(**{field: date.fromisoformat(text)})
    except ValueError:
        return NOTHING
