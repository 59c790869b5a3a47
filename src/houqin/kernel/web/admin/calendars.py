"""The working calendar: a year at a glance, a day's edit, publishing; service hours and terms beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from houqin.kernel.base.clock import local_date
from houqin.kernel.web.admin import service_hours, terms
from houqin.kernel.web.admin.calendar_forms import WEEKDAYS, DayForm, PublishForm
from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.toast import done
from houqin.kernel.worktime.actions import calendars as actions
from houqin.kernel.worktime.days import Day, DayKind
from houqin.kernel.worktime.sheets import YearSheet, year_sheet
from houqin.kernel.worktime.words import KINDS, shown

PERMISSION = "worktime.edit"


@dataclass(frozen=True, slots=True)
class Cell:
    """A date of the year's page."""

    day: Day
    word: str
    name: str
    changed: bool
    today: bool


Week = Sequence[Cell | None]


@permitted(PERMISSION)
def calendars(request: PersonRequest) -> HttpResponse:
    """Show a year, this one unless asked for another: worked, free and make-up days, each with its word."""
    year = request.GET.get("year", "")
    return _page(request, int(year[:5]) if year.isdecimal() else local_date(request.now).year)


@permitted(PERMISSION)
def day(request: PersonRequest, day: str) -> HttpResponseBase:
    """Change one date in the year's draft."""
    try:
        when = date.fromisoformat(day)
    except ValueError as unknown:
        raise Http404 from unknown
    sheet = year_sheet(_year(when.year), request.now)
    now = sheet.shown.day(when)
    form = DayForm(request.POST or None, initial={"working": "1" if now.working else "0", "name": now.name})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.edit_day(when, by=request.person, at=request.now, **form.cleaned_data)
            return done(request, _("已改入草稿，公布后生效"), redirect(_address(when.year)))
    context = {"form": form, "sheet": sheet, "cell": _cell(now, sheet, request), "back": _address(when.year)}
    return render(request, "web/admin/calendars/day.html", context, status=422 if form.errors else 200)


@require_POST
@permitted(PERMISSION)
def begin(request: PersonRequest, year: int) -> HttpResponseBase:
    """Begin the year's draft."""
    actions.begin_draft(_year(year), by=request.person, at=request.now)
    return redirect(_address(year))


@require_POST
@permitted(PERMISSION)
def publish(request: PersonRequest, year: int) -> HttpResponseBase:
    """Publish the year's draft."""
    form = PublishForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            version = actions.publish(_year(year), by=request.person, at=request.now, **form.cleaned_data)
            word = _("%(year)d 年日历第 %(number)d 版已公布") % {"year": year, "number": version.number}
            return done(request, word, redirect(_address(year)))
    return _page(request, year, form)


@require_POST
@permitted(PERMISSION)
def discard(request: PersonRequest, year: int) -> HttpResponseBase:
    """Throw the year's draft away."""
    actions.discard_draft(_year(year), by=request.person, at=request.now)
    return done(request, _("草稿已放弃"), redirect(_address(year)))


def _page(request: PersonRequest, year: int, form: PublishForm | None = None) -> HttpResponse:
    sheet = year_sheet(_year(year), request.now)
    status = 422 if form and form.errors else 200
    if form is None and sheet.draft:
        form = PublishForm(initial={"source": sheet.draft.source, "expected": sheet.draft.revision})
    context = {
        "sheet": sheet,
        "form": form,
        "source": shown(sheet.latest.source) if sheet.latest else "",
        "months": _months([_cell(day, sheet, request) for day in sheet.days()]),
        "changed": [_cell(sheet.shown.day(when), sheet, request) for when in sorted(sheet.changed())],
        "working_days": sheet.working_days(),
        "weekdays": [name for _number, name in WEEKDAYS],
        "legend": [(kind, KINDS[kind]) for kind in DayKind],
        "previous": _address(year - 1) if year - 1 in actions.YEARS else "",
        "following": _address(year + 1) if year + 1 in actions.YEARS else "",
    }
    return render(request, "web/admin/calendars/year.html", context, status=status)


def _cell(day: Day, sheet: YearSheet, request: PersonRequest) -> Cell:
    changed = (day.working, day.name) != _held(sheet, day.date)
    return Cell(day, str(KINDS[day.kind]), shown(day.name), changed, day.date == local_date(request.now))


def _held(sheet: YearSheet, when: date) -> tuple[bool, str]:
    held = sheet.in_force.day(when)
    return held.working, held.name


def _months(cells: Sequence[Cell]) -> list[tuple[date, list[Week]]]:
    """Lay the cells out by month and week, Monday first."""
    months: list[tuple[date, list[Week]]] = []
    for _month, group in groupby(cells, key=lambda cell: cell.day.date.month):
        own = list(group)
        first = own[0].day.date
        padded: list[Cell | None] = [*[None] * first.weekday(), *own]
        padded += [None] * (-len(padded) % 7)
        months.append((first, [padded[at : at + 7] for at in range(0, len(padded), 7)]))
    return months


def _year(year: int) -> int:
    if year not in actions.YEARS:
        raise Http404
    return year


def _address(year: int) -> str:
    return f"{reverse('admin-calendars')}?year={year}"


urlpatterns = [
    path("calendars/", calendars, name="admin-calendars"),
    path("calendars/<int:year>/begin/", begin, name="admin-calendar-begin"),
    path("calendars/<int:year>/publish/", publish, name="admin-calendar-publish"),
    path("calendars/<int:year>/discard/", discard, name="admin-calendar-discard"),
    *service_hours.urlpatterns,
    *terms.urlpatterns,
    path("calendars/<str:day>/", day, name="admin-calendar-day"),
]
