"""Input checks of the cashier's pages; each form's cleaned data are the arguments of its action."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from houqin.kernel.money.rules import Kind
from houqin.kernel.people.models import Person
from houqin.kernel.web.forms import DateInput
from houqin.services.cashier import rules
from houqin.services.cashier.queries import desk, vouchers, words

KINDS = [kind.value for kind in Kind]


class YuanField(forms.CharField):
    """An amount in yuan; cleans to fen."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("金额（元）"))
        kwargs.setdefault("max_length", 16)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """Read the amount; what is none is an error that shows an example."""
        text = super().clean(value)
        if not text:
            return None
        fen = rules.read_yuan(text)
        if fen is None:
            raise forms.ValidationError(_("请填写大于零的金额，最多两位小数，例如 12.50。"))
        return fen


class DayField(forms.DateField):
    """A day with another one after it, so that what lasts through it has an end."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=DateInput(), **kwargs)

    def to_python(self, value: Any) -> Any:
        """Read the day; one at the very end of the calendar is none."""
        day = super().to_python(value)
        if day is not None and rules.read_day(day.isoformat()) is None:
            raise forms.ValidationError(_("请填写日期，例如 2026-12-31。"))
        return day


def note_field(**kwargs: Any) -> forms.CharField:
    """Return a field for a few words."""
    kwargs.setdefault("label", _("说明"))
    kwargs.setdefault("required", False)
    return forms.CharField(max_length=120, widget=forms.Textarea(attrs={"rows": 2}), **kwargs)


class TicketForm(forms.Form):
    """A deed of the desk: its ticket names it, so that a form sent twice is one deed."""

    ticket = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"ticket": uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def clean_ticket(self) -> str:
        """Return the ticket as the actions take it."""
        return str(self.cleaned_data["ticket"])


class GiveForm(TicketForm):
    """A subsidy or a voucher."""

    kind = forms.ChoiceField(label=_("发放什么"), choices=(), widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("名称"), max_length=60, help_text=_("本人会看到，例如：困难生伙食补贴 11 月。")
    )
    fen = YuanField()
    purpose = forms.ChoiceField(label=_("用途"), required=False, choices=())
    ends_on = DayField(label=_("有效期至"), required=False, help_text=_("不填则长期有效。"))
    note = note_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [("subsidy", _("补贴")), ("voucher", _("代金券"))]
        fields["kind"].initial = "subsidy"
        fields["purpose"].choices = [("", _("不限")), *words.PURPOSES.items()]


class DepositForm(TicketForm):
    """A deposit taken in cash."""

    what = forms.CharField(label=_("押金项目"), max_length=60, help_text=_("例如：宿舍钥匙押金。"))
    fen = YuanField()
    note = note_field()


class DepositBackForm(TicketForm):
    """A deposit given back in cash."""

    fen = YuanField(label=_("退还金额（元）"))
    note = note_field()


class UnitForm(TicketForm):
    """A charge to a unit on account, or what it paid."""

    unit: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label=_("单位"), empty_label=_("请选择单位")
    )
    deed = forms.ChoiceField(
        label=_("办理"), choices=[("charge", _("挂账")), ("settle", _("转账结清"))], widget=forms.RadioSelect,
        initial="charge",
    )  # fmt: skip
    what = forms.CharField(label=_("项目"), max_length=60, help_text=_("例如：接待用餐、会议室茶歇。"))
    fen = YuanField()
    note = note_field()

    field_order = ("deed", "unit", "what", "fen", "note")

    def __init__(self, *args: Any, person: Person, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["unit"].queryset = desk.units_to_charge(person, at)


class RefundForm(TicketForm):
    """A refund of the amount shown, with its reason."""

    fen = YuanField(widget=forms.HiddenInput())
    note = note_field(label=_("退款原因"), required=True, help_text=_("本人会在明细里看到。"))


class CorrectForm(TicketForm):
    """A reversal of a mistaken entry, with its reason."""

    note = note_field(
        label=_("冲正原因"), required=True, help_text=_("写清楚错在哪里、应当怎样记；会留在账上，不能修改。")
    )


class WhyForm(forms.Form):
    """Why a closed month shall be opened again."""

    why = forms.CharField(label=_("反结账原因"), max_length=200)


class PairsField(forms.CharField):
    """Lines of "left = right". Cleans to a list of pairs, once for each left side.

    The left side is one of `allowed`; where `named`, a name may follow it: "clearing/cash".
    """

    def __init__(self, *, allowed: Iterable[str], named: bool = False, **kwargs: Any) -> None:
        self.allowed, self.named = set(allowed), named
        super().__init__(widget=forms.Textarea(attrs={"rows": 9, "spellcheck": "false"}), **kwargs)

    def clean(self, value: Any) -> Any:
        """Read the lines; the first one that cannot be read is named."""
        pairs, wrong = rules.read_pairs(super().clean(value) or "")
        if wrong:
            raise forms.ValidationError(_("第 %(n)d 行应写成“左边 = 右边”。"), params={"n": wrong})
        for left, _right in pairs:
            if (left.partition("/")[0] if self.named else left) not in self.allowed:
                raise forms.ValidationError(
                    _("不认识“%(left)s”，请从说明里列出的选用。"), params={"left": left}
                )
        if len(dict(pairs)) < len(pairs):
            raise forms.ValidationError(_("同一个左边写了两次，请只保留一行。"))
        return pairs


class LayoutForm(forms.Form):
    """How vouchers are written out."""

    name = forms.CharField(label=_("格式名称"), max_length=60)
    columns = PairsField(label=_("列"), allowed=rules.COLUMNS, max_length=2_000)
    codes = PairsField(label=_("科目对照"), allowed=KINDS, named=True, max_length=8_000)
    dates = forms.ChoiceField(label=_("日期格式"), choices=vouchers.DATES)
    amounts = forms.ChoiceField(label=_("金额格式"), choices=vouchers.AMOUNTS)
    file_type = forms.ChoiceField(label=_("文件类型"), choices=vouchers.FILES)

    def clean_codes(self) -> dict[str, str]:
        """Return the mapping as the action takes it."""
        return dict(self.cleaned_data["codes"])


class ExportForm(forms.Form):
    """A run: which layout, which days."""

    layout: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label=_("格式"), empty_label=_("请选择格式")
    )
    first = DayField(label=_("自"))
    last = DayField(label=_("至（含）"))
    again = forms.BooleanField(
        label=_("包含已导出的"), required=False, help_text=_("财务系统要求重新导入时才勾选，会有重复。")
    )

    def __init__(self, *args: Any, person: Person, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["layout"].queryset = vouchers.layouts(person, at)

    def clean(self) -> dict[str, Any]:
        """Let the last day not come before the first."""
        data = super().clean() or self.cleaned_data
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("结束日不能早于开始日。"))
        return data


def as_set(layout: Any) -> dict[str, object]:
    """Return a layout as it stands, to be edited."""
    lines = {
        "columns": "\n".join(f"{key} = {title}" for key, title in layout.columns),
        "codes": "\n".join(f"{left} = {right}" for left, right in layout.codes.items()),
    }
    return {
        "name": layout.name,
        "dates": layout.dates,
        "amounts": layout.amounts,
        "file_type": layout.file_type,
        **lines,
    }


def first_layout() -> dict[str, object]:
    """Return what a new layout begins with: every column but the technical ones, every kind of account."""
    columns = [key for key in rules.COLUMNS if key not in {"amount", "note", "entry"}]
    return {
        "columns": "\n".join(f"{key} = {words.COLUMNS[key]}" for key in columns),
        "codes": "\n".join(f"{kind} = {number}" for kind, number in vouchers.FIRST_CODES.items()),
    }
