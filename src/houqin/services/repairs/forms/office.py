"""What the office fills in about faults and planned stops."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from houqin.kernel.places.models import Place
from houqin.kernel.web.forms import DateInput, DateTimeInput, MoveForm
from houqin.services.repairs.queries import stops, taxonomy

if TYPE_CHECKING:
    from houqin.services.repairs.models import Category, Stop


class Fault(forms.Form):
    """What can be reported, as the office edits it."""

    code = forms.CharField(
        label=_("代码"), max_length=60, help_text=_("工种代码、点、小写字母，用于接口；建好后不能改。")
    )
    trade = forms.ModelChoiceField(queryset=taxonomy.trades(), label=_("工种"))
    leaf_zh = forms.CharField(label=_("故障"), max_length=60)
    leaf_en = forms.CharField(label=_("英文故障"), max_length=80)
    chip_zh = forms.CharField(label=_("短名"), max_length=20, help_text=_("报修页按钮上的字，越短越好。"))
    chip_en = forms.CharField(label=_("英文短名"), max_length=40)
    urgency = forms.ChoiceField(
        label=_("紧急程度"), choices=taxonomy.URGENCIES, help_text=_("决定承诺的时限；危险的会先请人打电话。")
    )
    common = forms.IntegerField(
        label=_("常见排名"), required=False, min_value=1, max_value=99,
        help_text=_("填 1 到 10 的会直接显示在报修页上；不填的点开工种才显示。"),
    )  # fmt: skip
    order = forms.IntegerField(label=_("顺序"), min_value=0, max_value=999, initial=50)
    closed_on = forms.DateField(label=_("停用日期"), required=False, widget=DateInput())


def as_set(fault: "Category") -> dict[str, object]:
    """Return a fault as it stands, to be edited."""
    return {name: getattr(fault, name) for name in Fault.base_fields}


class StopTimes(forms.Form):
    """From when to when something is off."""

    starts_at = forms.DateTimeField(label=_("从"), widget=DateTimeInput())
    ends_at = forms.DateTimeField(label=_("到"), widget=DateTimeInput())


class AnnounceStop(StopTimes):
    """Announce a stop: what, where, from when to when, why, whom to ask."""

    supply = forms.ChoiceField(label=_("停什么"), choices=stops.SUPPLIES, widget=forms.RadioSelect)
    places = forms.ModelMultipleChoiceField[Place](
        label=_("哪里"), queryset=None, widget=forms.CheckboxSelectMultiple,
        help_text=_("住在这里和在这里工作的人会收到一次通知。"),
    )  # fmt: skip
    reason = forms.CharField(label=_("原因"), max_length=200)
    contact = forms.CharField(label=_("咨询电话"), required=False, max_length=60)
    field_order = ("supply", "places", "starts_at", "ends_at", "reason", "contact")

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["places"].queryset = places


class ChangeStop(MoveForm, StopTimes):
    """Other times for a stop, and why."""

    note = forms.CharField(label=_("原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stop = cast("Stop", self.case)
        for name in ("starts_at", "ends_at"):
            self.fields[name].initial = getattr(stop, name)
