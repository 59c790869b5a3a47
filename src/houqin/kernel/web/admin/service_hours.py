"""Service hours: which schedules there are, and new hours for one."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from houqin.kernel.web.admin.calendar_forms import WEEKDAYS, Lines, ScheduleForm, StartForm, windows_in
from houqin.kernel.web.doors import PersonRequest, permitted
from houqin.kernel.web.forms import refusals_into
from houqin.kernel.web.toast import done
from houqin.kernel.worktime.actions import hours as actions
from houqin.kernel.worktime.hours import EVERY_DAY, Window, write_windows
from houqin.kernel.worktime.models import HoursVersion, HoursWindow, Schedule
from houqin.kernel.worktime.queries import windows_of
from houqin.kernel.worktime.sheets import schedules
from houqin.kernel.worktime.words import shown

PERMISSION = "worktime.edit"
Line = tuple[StrOrPromise, str, str]


@permitted(PERMISSION)
def listing(request: PersonRequest) -> HttpResponse:
    """List the schedules with the hours in force and those that follow."""
    rows = [
        {"schedule": schedule, "title": shown(schedule.title), "now": _lines(now), "next": following,
         "next_lines": _lines(following)}
        for schedule, now, following in schedules(request.now)
    ]  # fmt: skip
    return render(request, "web/admin/calendars/hours.html", {"rows": rows})


@permitted(PERMISSION)
def add(request: PersonRequest) -> HttpResponseBase:
    """Add service hours for everybody, a unit or a campus."""
    form, lines = ScheduleForm(request.POST or None), Lines(request.POST or None)
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        with refusals_into(form):
            actions.add_schedule(
                windows=windows_in(lines), by=request.person, at=request.now, **form.cleaned_data
            )
            return done(request, _("服务时间已添加"), redirect("admin-hours"))
    return _edit(request, {"form": form, "lines": lines})


@permitted(PERMISSION)
def change(request: PersonRequest, schedule: UUID) -> HttpResponseBase:
    """Give a schedule new hours from an instant on."""
    found = get_object_or_404(Schedule, pk=schedule)
    versions = found.versions.filter(published=True).order_by("-at", "-number").prefetch_related("windows")
    form = StartForm(request.POST or None)
    lines = Lines(request.POST or None, initial=_initial(versions))
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        starts_at = form.cleaned_data["starts_at"] or request.now
        with refusals_into(form):
            actions.define_hours(
                found, windows=windows_in(lines), starts_at=starts_at, by=request.person, at=request.now
            )
            return done(request, _("新的服务时间已保存"), redirect("admin-hours"))
    history = [(version, _lines(version)) for version in versions]
    return _edit(
        request,
        {"form": form, "lines": lines, "schedule": found, "title": shown(found.title), "history": history},
    )


def _edit(request: PersonRequest, context: dict[str, Any]) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, "web/admin/calendars/hours_edit.html", context, status=status)


def _grouped(windows: tuple[Window, ...]) -> list[tuple[Window, list[Window]]]:
    """Windows of the same days together, each group with one of its windows as the key."""
    groups = [list(own) for _key, own in groupby(windows, key=lambda one: (one.worked, sorted(one.weekdays)))]
    return [(own[0], own) for own in groups]


def _lines(version: HoursVersion | None) -> list[Line]:
    """What a version says, line by line: kind of day, weekdays ("" for all), times."""
    if version is None:
        return []
    names = dict(WEEKDAYS)
    return [
        (
            HoursWindow.Worked(one.worked.value).label,
            ""
            if one.weekdays == EVERY_DAY
            else " ".join(str(names[number]) for number in sorted(one.weekdays)),
            write_windows(own),
        )
        for one, own in _grouped(windows_of(version.windows.all()))
    ]


def _initial(versions: QuerySet[HoursVersion]) -> list[dict[str, Any]]:
    newest = versions.first()
    if newest is None:
        return []
    return [
        {"worked": one.worked.value, "weekdays": sorted(one.weekdays), "times": write_windows(own)}
        for one, own in _grouped(windows_of(newest.windows.all()))
    ]


urlpatterns = [
    path("calendars/hours/", listing, name="admin-hours"),
    path("calendars/hours/add/", add, name="admin-hours-add"),
    path("calendars/hours/<uuid:schedule>/", change, name="admin-hours-change"),
]
