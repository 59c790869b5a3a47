"""Forms of the calendar pages: input checks only."""

from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import OrgUnit
from houqin.kernel.places.models import Place
from houqin.kernel.registry.house import sentence
from houqin.kernel.web.forms import DateInput, DateTimeInput
from houqin.kernel.worktime.hours import Window, Worked, read_windows
from houqin.kernel.worktime.models import HoursWindow

WEEKDAYS = [
    (1, _("周一")),
    (2, _("周二")),
    (3, _("周三")),
    (4, _("周四")),
    (5, _("周五")),
    (6, _("周六")),
    (7, _("周日")),
]
ALL_WEEK = [number for number, _name in WEEKDAYS]


class DayForm(forms.Form):
    """Whether a date is worked, and its festival."""

    working = forms.TypedChoiceField(
        label=_("这一天"), choices=[("1", _("上班")), ("0", _("不上班"))], coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )  # fmt: skip
    name = forms.CharField(
        label=_("节日"), max_length=40, required=False,
        help_text=_("放假或调休所属的节日，例如 春节；平常的日子留空。"),
    )  # fmt: skip


class PublishForm(forms.Form):
    """By which notice the year is published, and which revision was looked at."""

    source = forms.CharField(
        label=_("依据"), max_length=200, help_text=_("例如：国务院办公厅通知的名称与文号、校历文件")
    )
    expected = forms.IntegerField(widget=forms.HiddenInput)


class WindowsForm(forms.Form):
    """One line of hours: on which days, from when to when."""

    worked = forms.ChoiceField(label=_("哪种日子"), choices=HoursWindow.Worked.choices)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("星期"), choices=WEEKDAYS, coerce=int, initial=ALL_WEEK, widget=forms.CheckboxSelectMultiple
    )
    times = forms.CharField(
        label=_("时间"), max_length=120, required=False,
        help_text=_("例如 08:30-11:30, 13:00-17:00；跨夜写 22:00-06:00；不开放就留空。"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Read the times into windows."""
        data = super().clean() or self.cleaned_data
        if {"worked", "weekdays", "times"} <= data.keys():
            try:
                data["windows"] = read_windows(
                    data["times"], Worked(data["worked"]), frozenset(data["weekdays"])
                )
            except Refused as refused:
                self.add_error("times", sentence(refused))
        return data


class StartForm(forms.Form):
    """From when new hours hold."""

    starts_at = forms.DateTimeField(
        label=_("生效时间"), required=False, widget=DateTimeInput, help_text=_("留空表示立即生效。")
    )


class ScheduleForm(forms.Form):
    """The name and scope of new service hours."""

    key = forms.CharField(
        label=_("代码"), max_length=40,
        help_text=_("与已有代码相同，表示某个单位或校区自己的时间，例如 office。"),
    )  # fmt: skip
    title = forms.CharField(label=_("名称"), max_length=60)
    unit = forms.ModelChoiceField(
        OrgUnit.objects.filter(closed_on=None).order_by("path"),
        label=_("单位"),
        required=False,
        empty_label=_("不限"),
    )
    campus = forms.ModelChoiceField(
        Place.objects.filter(kind=Place.Kind.CAMPUS, closed_on=None).order_by("path"),
        label=_("校区"), required=False, empty_label=_("不限"),
    )  # fmt: skip


class TermForm(forms.Form):
    """A term."""

    name = forms.CharField(label=_("学期"), max_length=60, help_text=_("例如 2026-2027 学年第一学期"))
    starts_on = forms.DateField(label=_("开学日"), widget=DateInput)
    ends_on = forms.DateField(label=_("结束日"), widget=DateInput)
    teaching_weeks = forms.IntegerField(label=_("教学周数"), min_value=1, max_value=30, initial=16)


Lines = formset_factory(WindowsForm, extra=2, max_num=12)


def windows_in(lines: forms.BaseFormSet[WindowsForm]) -> list[Window]:
    """Return all windows of valid lines; empty lines bring none."""
    return [window for line in lines.forms for window in line.cleaned_data.get("windows", ())]
