"""The lists of the seals, written down: columns, filters, tabs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.people.models import Person
from houqin.kernel.web.listing import Column, Filter, Listing, Tab
from houqin.services.seals import figures, queries
from houqin.services.seals.lifecycle import APPLICATION, SEAL, SealState, State
from houqin.services.seals.models import Application, Seal, Stamping


def matter_url(row: "Application | Seal") -> str:
    """Return the page of a matter."""
    return reverse("matter", args=[row.number])


def titled(row: Any) -> tuple[str, str]:
    """Return title and number of a matter."""
    return row.title, row.number


def state_word(row: Any) -> str:
    """Return the word of a matter's state."""
    return str(row.look.title)


def with_people(rows: Any) -> Any:
    """Load what a line shows of people."""
    return rows.with_people()


def with_all(rows: Any) -> Any:
    """Load what a line of the register shows."""
    return rows.with_all()


NEWEST = ("-at", "-id")

NUMBERED = Column(
    "number", _("申请"), lambda row: (row.title, row.number), kind="matter", export=lambda row: row.title
)
NUMBER = Column("code", _("编号"), lambda row: row.number, shown=False)
WHICH = Column("seal", _("印章"), lambda row: row.seal.title)
APPLICANT = Column("applicant", _("申请人"), lambda row: row.applicant.name, kind="person")
UNIT = Column("unit", _("申请单位"), lambda row: row.unit and row.unit.name)
KIND = Column("kind", _("类别"), lambda row: row.matter_kind, export=lambda row: str(row.matter_kind))
COPIES = Column("copies", _("份数"), lambda row: row.copies, kind="number")
STATE = Column("state", _("状态"), lambda row: row.look, kind="state", export=lambda row: str(row.look.title))
OPENED = Column("opened", _("申请时间"), lambda row: row.opened_at, kind="time", sort="opened_at")
SINCE = Column("since", _("自"), lambda row: row.moved_at, kind="time", sort="moved_at")
DUE = Column(
    "due", _("应还"), lambda row: row.due_at and (row.due_at, row.moved_at), kind="due",
    sort="due_at", export=lambda row: row.due_at,
)  # fmt: skip

TABS = (
    Tab("deciding", _("待审批"), Q(state=State.SUBMITTED)),
    Tab("waiting", _("待用印"), Q(state=State.APPROVED)),
    Tab("out", _("外带中"), Q(state=State.TAKEN_OUT)),
    Tab("done", _("已用印"), Q(state__in=(State.STAMPED, State.BROUGHT_BACK))),
)
FIGURE_FILTERS = {
    "opened": Filter("opened", _("申请于"), figures.opened_in, kind="text"),
    "decided": Filter("decided", _("审批结束于"), figures.decided_in, kind="text"),
    "approved": Filter("approved", _("审批通过于"), figures.approved_in, kind="text"),
    "declined": Filter("declined", _("未予用印于"), figures.declined_in, kind="text"),
    "late": Filter("late", _("外带超时，带出于"), figures.late_in, kind="text"),
}


def seal_filter(person: Person, at: datetime) -> Filter:
    """Return the filter by seal, offering those a person may see."""
    return Filter(
        "seal", _("印章"), lambda number: Q(seal__number=number), lambda: queries.seal_choices(person, at)
    )


def applications(person: Person, at: datetime, asked: Mapping[str, str]) -> Listing:
    """Return the list of applications; a figure's period filter shows only while it is in the address."""
    return Listing(
        key="seals.applications",
        title=_("用印申请"),
        columns=(NUMBERED, NUMBER, WHICH, KIND, COPIES, APPLICANT, UNIT, STATE, OPENED),
        filters=(
            Filter(
                "seal",
                _("印章"),
                lambda number: Q(seal__number=number),
                lambda: queries.seal_choices(person, at),
            ),
            Filter("kind", _("类别"), lambda key: Q(matter_kind__key=key), lambda: kind_choices(person, at)),
            Filter("from", _("自"), lambda day: _since(day), kind="date"),
            Filter("state", _("状态"), lambda state: Q(state=state), state_choices),
            *(each for key, each in FIGURE_FILTERS.items() if key in asked),
        ),
        tabs=TABS,
        search=lambda text: (
            Q(title__icontains=text) | Q(number__istartswith=text) | Q(applicant__name__icontains=text)
        ),
        link=matter_url,
        empty=_("还没有用印申请"),
        empty_action=(_("申请盖章"), "seals:apply"),
        prepare=with_people,
    )


DESK = Listing(
    key="seals.desk",
    title=_("用印工作台"),
    columns=(NUMBERED, WHICH, COPIES, APPLICANT, UNIT, STATE, SINCE, DUE),
    tabs=(TABS[1], TABS[2]),
    order=("due_at", "moved_at", "id"),
    search=lambda text: (
        Q(title__icontains=text) | Q(number__istartswith=text) | Q(applicant__name__icontains=text)
    ),
    link=matter_url,
    empty=_("没有等待用印的文件"),
    prepare=with_people,
)

SEALS = Listing(
    key="seals.register",
    title=_("印章台账"),
    columns=(
        Column("title", _("印章"), titled, kind="matter", export=lambda row: row.title),
        Column("category", _("类别"), lambda row: row.get_category_display()),
        Column("unit", _("所属单位"), lambda row: row.unit and row.unit.name),
        Column("keeper", _("保管人"), lambda row: row.handler and row.handler.name, kind="person"),
        Column("deputy", _("代管人"), lambda row: row.deputy.name, kind="person"),
        Column("place", _("保管处"), lambda row: row.place and str(row.place), kind="place"),
        Column("filing", _("公安备案号"), lambda row: row.filing_number, shown=False),
        Column("engraved", _("刻制日期"), lambda row: row.engraved_on, kind="date"),
        Column("state", _("状态"), lambda row: row.look, kind="state", export=state_word),
    ),
    filters=(
        Filter("category", _("类别"), lambda key: Q(category=key), lambda: Seal.Category.choices),
        Filter("state", _("状态"), lambda state: Q(state=state),
               lambda: [(state, SEAL.look(state).title) for state in SealState]),
    ),
    search=lambda text: Q(title__icontains=text) | Q(number__istartswith=text),
    link=matter_url,
    empty=_("还没有登记印章"),
    prepare=with_people,
)  # fmt: skip


def stampings(person: Person, at: datetime) -> Listing:
    """Return the register of stampings with the columns an office keeps in its book."""
    return Listing(
        key="seals.stampings",
        title=_("用印登记簿"),
        columns=(
            Column("title", _("文件名称"), lambda row: (row.application.title, row.application.number),
                   kind="matter", export=lambda row: row.application.title),
            Column("number", _("申请编号"), lambda row: row.application.number, shown=False),
            Column("at", _("用印时间"), lambda row: row.at, kind="time", sort="at"),
            Column("seal", _("印章"), lambda row: row.seal.title),
            Column("kind", _("类别"), lambda row: str(row.application.matter_kind), shown=False),
            Column("addressee", _("发往单位"), lambda row: row.application.addressee),
            Column("copies", _("份数"), lambda row: row.copies, kind="number"),
            Column("approved_copies", _("批准份数"), lambda row: row.approved_copies, kind="number",
                   shown=False),
            Column("pages", _("页数"), lambda row: row.application.pages, kind="number", shown=False),
            Column("applicant", _("申请人"), lambda row: row.application.applicant.name),
            Column("unit", _("申请单位"), lambda row: row.application.unit and row.application.unit.name,
                   shown=False),
            Column("approvers", _("批准人"), approvers),
            Column("keeper", _("保管员"), lambda row: row.keeper.name),
            Column("check", _("校验码"), lambda row: row.application.code, shown=False),
            Column("check_by", _("核对方式"), lambda row: row.get_check_by_display(), shown=False),
            Column("outside", _("外带地点"), lambda row: row.outside, shown=False),
        ),
        filters=(
            seal_filter(person, at),
            Filter("stamped", _("用印于"), figures.stamped_in, kind="text"),
        ),
        order=NEWEST,
        search=lambda text: Q(application__title__icontains=text) | Q(application__addressee__icontains=text),
        link=lambda row: matter_url(row.application),
        empty=_("还没有用印记录"),
        prepare=with_all,
    )  # fmt: skip


def approvers(row: Stamping) -> str:
    """Return who said yes, in the order of the route."""
    said_yes = [
        (seat.decided_at, seat.decided_by.name)
        for seat in row.application.seats.all()
        if seat.verdict == "yes" and seat.decided_at and seat.decided_by
    ]
    return "、".join(name for _, name in sorted(said_yes))


def state_choices() -> list[tuple[str, StrOrPromise]]:
    """Return the states of an application with their words."""
    return [(state, APPLICATION.look(state).title) for state in State]


def kind_choices(person: Person, at: datetime) -> list[tuple[str, str]]:
    """Return the kinds of matter in use with their names."""
    return [(kind.key, str(kind)) for kind in queries.kinds_to_choose(person, at)]


def _since(day: str) -> Q:
    try:
        first = datetime.fromisoformat(day).replace(tzinfo=SHANGHAI)
    except ValueError:
        return Q(pk__in=())
    return Q(opened_at__gte=first)
