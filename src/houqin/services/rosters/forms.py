"""What people fill in; input checks only."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.clock import SHANGHAI
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.web.forms import DateInput, DateTimeInput, MoveForm
from houqin.services.rosters import rules
from houqin.services.rosters.queries import cases, shifts, teams

if TYPE_CHECKING:
    from houqin.services.rosters.models import CertificateKind, Shift, ShiftKind

LEAVE_KINDS = (
    ("annual", _("年休假")), ("compensatory", _("调休")), ("sick", _("病假")), ("personal", _("事假")),
    ("other", _("其他假")),
)  # fmt: skip
TONES = (
    ("blue", _("蓝")),
    ("violet", _("紫")),
    ("gray", _("灰")),
    ("amber", _("黄")),
    ("green", _("绿")),
)
DAYS = (MinValueValidator(rules.EARLIEST), MaxValueValidator(rules.LATEST))
INSTANTS = (
    MinValueValidator(datetime.combine(rules.EARLIEST, time(), SHANGHAI)),
    MaxValueValidator(datetime.combine(rules.LATEST, time.max, SHANGHAI)),
)


class TimeInput(forms.TimeInput):
    """The browser's own time picker."""

    input_type = "time"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", **kwargs)


class Fill(forms.Form):
    """Fill days by a pattern that repeats."""

    pattern = forms.CharField(label=_("轮班规律"), max_length=60)
    first = forms.DateField(label=_("从"), widget=DateInput(), validators=DAYS)
    last = forms.DateField(label=_("到"), widget=DateInput(), validators=DAYS)
    stagger = forms.IntegerField(
        label=_("每人错开几天"), min_value=0, max_value=30, initial=2,
        help_text=_("第一个人从第一天的班开始，后面的人依次往后错开。"),
    )  # fmt: skip
    people: "forms.ModelMultipleChoiceField[Person]" = forms.ModelMultipleChoiceField(
        label=_("给谁排"), queryset=None, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, people: Sequence[Person], kinds: "Sequence[ShiftKind]", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.order_of = {one.pk: n for n, one in enumerate(people)}
        fields: dict[str, Any] = self.fields
        fields["people"].queryset = Person.objects.filter(pk__in=list(self.order_of)).order_by(
            "number", "pinyin", "id"
        )
        known = now_("、").join(f"{one.mark} {one}" for one in kinds)
        fields["pattern"].help_text = _("%(known)s、休。例如“早早中中夜夜休休”，排完一轮再从头来。") % {
            "known": known
        }

    def chosen(self) -> list[Person]:
        """Return the people chosen, in the order of the grid."""
        return sorted(self.cleaned_data["people"], key=lambda one: self.order_of[one.pk])


class AskLeave(forms.Form):
    """Ask for leave."""

    leave_kind = forms.ChoiceField(label=_("请什么假"), choices=LEAVE_KINDS, widget=forms.RadioSelect)
    starts_at = forms.DateTimeField(label=_("从"), widget=DateTimeInput(), validators=INSTANTS)
    ends_at = forms.DateTimeField(label=_("到"), widget=DateTimeInput(), validators=INSTANTS)
    note = forms.CharField(
        label=_("事由"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("只显示在这次请假的页面上，名单上没有。"),
    )  # fmt: skip


class AskSwap(forms.Form):
    """Choose whose shift to swap with."""

    theirs: "forms.ModelChoiceField[Shift]" = forms.ModelChoiceField(
        label=_("换哪一个班"), queryset=None, widget=forms.RadioSelect, empty_label=None
    )
    note = forms.CharField(
        label=_("说明"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, mine: "Shift", at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["theirs"].queryset = shifts.to_swap_with(mine, at)
        fields["theirs"].label_from_instance = shift_words


class HandOver(forms.Form):
    """Hand a shift over."""

    shift_kind: "forms.ModelChoiceField[ShiftKind]" = forms.ModelChoiceField(
        label=_("班次"), queryset=None, widget=forms.RadioSelect, empty_label=None
    )
    day = forms.DateField(label=_("日期"), widget=DateInput())
    taker: "forms.ModelChoiceField[Person]" = forms.ModelChoiceField(
        label=_("接班人"), queryset=None, empty_label=_("请选择")
    )
    words = forms.CharField(
        label=_("交代的事"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("钥匙、工具、要接着盯的事。未了事项会自动列入，不用再抄。"),
    )  # fmt: skip

    def __init__(self, *args: Any, team: OrgUnit, giver: Person, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["shift_kind"].queryset = shifts.kinds()
        fields["shift_kind"].label_from_instance = lambda one: f"{one} {one.time}"
        fields["taker"].queryset = teams.members([team], at).exclude(pk=giver.pk)


class Register(forms.Form):
    """Register a certificate."""

    person: "forms.ModelChoiceField[Person]" = forms.ModelChoiceField(
        label=_("人员"), queryset=None, empty_label=_("请选择")
    )
    certificate_kind: "forms.ModelChoiceField[CertificateKind]" = forms.ModelChoiceField(
        label=_("证件"), queryset=None, empty_label=_("请选择")
    )
    serial = forms.CharField(label=_("证号"), max_length=60)
    valid_from = forms.DateField(label=_("有效期从"), widget=DateInput())
    valid_until = forms.DateField(label=_("有效期至"), widget=DateInput())

    def __init__(self, *args: Any, by: Person, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["person"].queryset = teams.members(teams.edited_by(by, at), at)
        fields["certificate_kind"].queryset = cases.certificate_kinds()


class Renew(MoveForm):
    """Note a renewal."""

    valid_until = forms.DateField(label=_("新的有效期至"), widget=DateInput())
    serial = forms.CharField(
        label=_("新的证号"), required=False, max_length=60, help_text=_("证号没变就不用填。")
    )


class ShiftKindForm(forms.Form):
    """A kind of shift, as the office edits it."""

    name_zh = forms.CharField(label=_("名称"), max_length=20)
    name_en = forms.CharField(label=_("英文名称"), max_length=40)
    mark_zh = forms.CharField(
        label=_("一个字"), max_length=1, help_text=_("显示在排班表上，也用来写轮班规律。")
    )
    mark_en = forms.RegexField(r"^[A-Za-z]$", label=_("英文字母"), max_length=1)
    begins = forms.TimeField(label=_("几点上班"), widget=TimeInput())
    ends = forms.TimeField(
        label=_("几点下班"),
        widget=TimeInput(),
        help_text=_("早于或等于上班时间，就是第二天下班。已排好的班不变。"),
    )
    tone = forms.ChoiceField(label=_("颜色"), choices=TONES)
    code = forms.SlugField(label=_("代码"), max_length=20)
    order = forms.IntegerField(label=_("顺序"), min_value=0, max_value=999, initial=50)
    closed_on = forms.DateField(label=_("停用日期"), required=False, widget=DateInput())


class CertificateKindForm(forms.Form):
    """A kind of certificate, as the office edits it."""

    name_zh = forms.CharField(label=_("名称"), max_length=40)
    name_en = forms.CharField(label=_("英文名称"), max_length=60)
    remind_days = forms.IntegerField(label=_("提前几天提醒"), min_value=1, max_value=365, initial=30)
    code = forms.SlugField(label=_("代码"), max_length=40)
    order = forms.IntegerField(label=_("顺序"), min_value=0, max_value=999, initial=50)
    closed_on = forms.DateField(label=_("停用日期"), required=False, widget=DateInput())


def as_set(row: object, form: type[forms.Form]) -> dict[str, object]:
    """Return a row as it stands, to be edited."""
    return {name: getattr(row, name) for name in form.base_fields}


def shift_words(shift: "Shift") -> str:
    """Return a shift in words: day, kind, whose."""
    return f"{shift.day:%m-%d} {shift.kind} {shift.kind.time} · {shift.person.name}"
