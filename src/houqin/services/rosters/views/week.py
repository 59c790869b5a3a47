"""A team's week: the grid, editing it, last week again, a pattern; on paper and as Excel."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST

from houqin.kernel.base.clock import local_date
from houqin.kernel.base.refused import Refused
from houqin.kernel.people.authority import authority_of
from houqin.kernel.people.models import OrgUnit
from houqin.kernel.registry.house import sentence
from houqin.kernel.web.doors import PersonRequest, signed_in
from houqin.kernel.web.excel import workbook_response
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.toast import done
from houqin.services.rosters import forms, rules
from houqin.services.rosters.actions import planning
from houqin.services.rosters.queries import shifts, teams

if TYPE_CHECKING:
    from houqin.services.rosters.queries.shifts import Grid

WEEK = timedelta(days=7)
REST = "-"


@signed_in
@require_http_methods(["GET", "POST"])
def week(request: PersonRequest) -> HttpResponseBase:
    """Show a team's week, and take its cells back filled in; `?format=xlsx` sends it."""
    team, first = _team(request), _monday(request)
    may = _may_edit(request, team)
    if request.method == "POST":
        if not may:
            raise Http404
        return _save(request, team, first)
    grid = shifts.grid(team, first, request.now, editable=may)
    if request.GET.get("format") == "xlsx":
        return _excel(request, grid)
    last = first + timedelta(days=6)
    context = {
        "grid": grid,
        "team": team,
        "teams": teams.visible_to(request.person, request.now),
        "first": first,
        "last": last,
        "before": first - WEEK,
        "after": first + WEEK,
        "this": rules.monday(local_date(request.now)),
        "may": may and last >= local_date(request.now),
        "days": list(zip(grid.columns, weekdays(), strict=True)),
        "rest": REST,
        "works": teams.works_shifts(request.person, request.now),
    }
    return render(request, "rosters/week.html", context)


@require_POST
@signed_in
def copy(request: PersonRequest) -> HttpResponseBase:
    """Copy last week into the week shown."""
    team, first = _team(request, request.POST), _monday(request, request.POST)
    if not _may_edit(request, team):
        raise Http404
    _tell(request, planning.copy_last_week(team, first, by=request.person, at=request.now))
    return redirect(_address(team, first))


@signed_in
def fill(request: PersonRequest) -> HttpResponseBase:
    """Fill days by a pattern that repeats."""
    team, first = _team(request), _monday(request)
    if not _may_edit(request, team):
        raise Http404
    begins = max(first, local_date(request.now))
    people = teams.people_of(team, begins, begins + timedelta(days=rules.LONGEST_FILL))
    initial = {"first": begins, "last": first + timedelta(days=27), "people": [one.pk for one in people]}
    form = forms.Fill(request.POST or None, people=people, kinds=list(shifts.kinds()), initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            given = form.cleaned_data
            turns = rules.pattern(given["pattern"], shifts.marks())
            made = planning.fill(
                team, people=form.chosen(), pattern=turns, first=given["first"], last=given["last"],
                stagger=given["stagger"], by=request.person, at=request.now,
            )  # fmt: skip
            _tell(request, made)
            return redirect(_address(team, rules.monday(given["first"])))
    context = {"form": form, "team": team, "back": _address(team, first)}
    return render(request, "rosters/fill.html", context, status=422 if form.errors else 200)


def weekdays() -> list[str]:
    """Return the days of the week in a letter or two, Monday first."""
    return [
        pgettext("星期", "一"), pgettext("星期", "二"), pgettext("星期", "三"), pgettext("星期", "四"),
        pgettext("星期", "五"), pgettext("星期", "六"), pgettext("星期", "日"),
    ]  # fmt: skip


def _save(request: PersonRequest, team: OrgUnit, first: date) -> HttpResponseBase:
    try:
        changed = planning.plan(team, _cells(request), by=request.person, at=request.now)
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, sentence(reason))
        return redirect(_address(team, first))
    told = ngettext("已改 %(n)d 格", "已改 %(n)d 格", changed) % {"n": changed}
    return done(request, told if changed else _("没有改动"), redirect(_address(team, first)))


def _cells(request: PersonRequest) -> dict[tuple[UUID, date], Any]:
    """Read the grid's fields ("person:day" to a kind's code or "-"); what is damaged is left alone."""
    kinds = {one.code: one for one in shifts.kinds()}
    found: dict[tuple[UUID, date], Any] = {}
    for name, code in request.POST.items():
        who, colon, day = name.partition(":")
        if not colon or not (code == REST or code in kinds):
            continue
        try:
            cell = UUID(who), date.fromisoformat(day)
        except ValueError:
            continue
        if rules.EARLIEST <= cell[1] <= rules.LATEST:
            found[cell] = kinds.get(str(code))
    return found


def _tell(request: PersonRequest, made: planning.Filled) -> None:
    told = ngettext("已排 %(n)d 个班", "已排 %(n)d 个班", made.made) % {"n": made.made}
    if made.skipped:
        left = ngettext(
            "%(n)d 天已有安排、请假或已过去，没有动", "%(n)d 天已有安排、请假或已过去，没有动", made.skipped
        )
        told = f"{told} · {left % {'n': made.skipped}}"
    messages.success(request, told)


def _excel(request: PersonRequest, grid: "Grid") -> HttpResponseBase:
    heads = [
        _("姓名"),
        *[f"{column.day:%m-%d} {name}" for column, name in zip(grid.columns, weekdays(), strict=True)],
        _("小时"),
    ]
    rows = [
        [row.person.name, *[_("请假") if cell.leave else str(cell.shift.kind) if cell.shift else "" for cell in row.cells],
         row.hours]
        for row in grid.rows
    ]  # fmt: skip
    return workbook_response(f"{grid.unit} {_('排班表')}", heads, rows, request.now)


def _team(request: PersonRequest, given: Any = None) -> OrgUnit:
    """Return the team asked for among those one may see; 404 for every other, and for who has none."""
    asked = (request.GET if given is None else given).get("team", "")
    if not asked:
        found = teams.first_team(request.person, request.now)
    else:
        try:
            found = teams.visible_to(request.person, request.now).filter(pk=UUID(asked)).first()
        except ValueError:
            found = None
    if found is None or not _works_here(request):
        raise Http404
    return found


def _works_here(request: PersonRequest) -> bool:
    authority = authority_of(request.person, request.now)
    return any(authority.holds(one) for one in (teams.SEE, teams.EDIT, teams.WORK))


def _monday(request: PersonRequest, given: Any = None) -> date:
    """Return the first day of the week asked for; this week for a damaged one."""
    asked = (request.GET if given is None else given).get("week", "")
    today = local_date(request.now)
    try:
        day = datetime.strptime(asked, "%Y-%m-%d").date() if asked else today
    except ValueError:
        day = today
    return rules.monday(day if rules.EARLIEST <= day <= rules.LATEST else today)


def _may_edit(request: PersonRequest, team: OrgUnit) -> bool:
    return authority_of(request.person, request.now).over(teams.EDIT, unit=team) is not None


def _address(team: OrgUnit, first: date) -> str:
    return f"{reverse('rosters:week')}?team={team.pk}&week={first:%Y-%m-%d}"
