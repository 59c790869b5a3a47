"""Input checks of the suppliers' pages; each form's cleaned data are the arguments of its action."""

from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from houqin.kernel.web.forms import DateInput, MoveForm
from houqin.services.suppliers import rules
from houqin.services.suppliers.queries import months
from houqin.services.suppliers.queries import register as queries

if TYPE_CHECKING:
    from houqin.services.suppliers.models import Contract, Settlement, Supplier

ENTRY = ("service", "contact", "phone", "licence")
CONTRACT = ("number", "purpose", "starts_on", "ends_on")


class YuanField(forms.CharField):
    """An amount in yuan; cleans to fen. `free` lets nothing be charged."""

    def __init__(self, *, free: bool = False, **kwargs: Any) -> None:
        self.free = free
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(max_length=14, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> Any:
        """Read the amount; what is none is an error that shows an example."""
        text = super().clean(value)
        fen = rules.read_yuan(text) if text else None
        if text and (fen is None or (fen == 0 and not self.free)):
            raise forms.ValidationError(_("请填写金额，最多两位小数，例如 85.00。"))
        return fen


class Entry(forms.Form):
    """What the register tells of a supplier."""

    service = forms.ChoiceField(label=_("服务类别"), choices=queries.SERVICES)
    contact = forms.CharField(label=_("联系人"), max_length=80)
    phone = forms.CharField(label=_("联系电话"), max_length=30)
    licence = forms.CharField(label=_("统一社会信用代码"), max_length=18, required=False)


class Register(Entry):
    """A new supplier: of an outside unit there is, or of a new one."""

    title = forms.CharField(label=_("名称"), max_length=80)
    organisation: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label=_("已有的校外单位"), required=False, empty_label=_("新建一个"),
        help_text=_("单位管理里已经有的请直接选。"),
    )  # fmt: skip
    code = forms.SlugField(
        label=_("新单位代码"), max_length=20, required=False, help_text=_("小写字母和数字，例如 wb3。")
    )
    name_en = forms.CharField(label=_("英文名称"), max_length=120, required=False)

    field_order = ("title", "name_en", "organisation", "code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(Any, self.fields["organisation"]).queryset = queries.free_units()


class ContractForm(forms.Form):
    """A contract: number, what for, from when to when, which work in which places."""

    number = forms.CharField(label=_("合同编号"), max_length=40)
    purpose = forms.CharField(label=_("合同内容"), max_length=200)
    starts_on = forms.DateField(label=_("开始日期"), widget=DateInput())
    ends_on = forms.DateField(
        label=_("结束日期"), widget=DateInput(), help_text=_("当天仍可派活，次日零点起不能再派。")
    )
    works: "forms.ModelMultipleChoiceField[Any]" = forms.ModelMultipleChoiceField(
        None, label=_("工种"), widget=forms.CheckboxSelectMultiple
    )
    places: "forms.ModelMultipleChoiceField[Any]" = forms.ModelMultipleChoiceField(
        None, label=_("服务范围"), widget=forms.CheckboxSelectMultiple,
        help_text=_("选校区就包括校区里的全部楼宇。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["works"].queryset, fields["places"].queryset = queries.trades(), queries.areas()


class PriceForm(forms.Form):
    """A price from a day on."""

    work: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label=_("工种或项目"), empty_label=_("请选择")
    )
    unit = forms.ChoiceField(label=_("计价方式"), choices=queries.PRICED)
    fen = YuanField(label=_("单价（元）"))
    since = forms.DateField(label=_("起始日期"), widget=DateInput())

    def __init__(self, *args: Any, contract: "Contract", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["work"]
        field.queryset = queries.works_of(contract)
        field.label_from_instance = _indented


class Enlist(forms.Form):
    """Somebody new among a supplier's people."""

    name = forms.CharField(label=_("姓名"), max_length=80)
    phone = forms.CharField(label=_("手机"), max_length=20, required=False)
    number = forms.CharField(
        label=_("工号"), max_length=32, required=False, help_text=_("没有可以不填；账号由系统管理员开通。")
    )
    leads = forms.BooleanField(
        label=_("负责人"),
        required=False,
        help_text=_("负责人接收派给本单位的工单，再分给工人，并确认月度结算。"),
    )


class Dispute(MoveForm):
    """Which lines a supplier objects to, and why."""

    lines = forms.MultipleChoiceField(label=_("有异议的工单"), widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["lines"]
        shown = months.lines(cast("Settlement", self.case))
        field.choices = [(str(one.pk), f"{one.number} · {one.what} · ¥{_yuan(one.fen)}") for one in shown]

    def clean_lines(self) -> list[UUID]:
        """Return the ids of the lines chosen."""
        return [UUID(one) for one in self.cleaned_data["lines"]]


class Revise(MoveForm):
    """An answer to the objections, with the amount of each disputed line (all of them where none is disputed)."""

    note = forms.CharField(label=_("答复"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        settlement = cast("Settlement", self.case)
        self.shown = list(months.disputed(settlement)) or list(months.lines(settlement))
        for one in self.shown:
            said = f"“{one.objection}”" if one.objection else ""
            self.fields[f"fen-{one.pk}"] = YuanField(
                label=f"{one.number} · {one.what}", free=True, initial=_yuan(one.fen), help_text=said
            )

    def clean(self) -> dict[str, Any]:
        """Gather the amounts by line."""
        cleaned = super().clean() or {}
        amounts = {one.pk: cleaned.pop(f"fen-{one.pk}", None) for one in self.shown}
        return {**cleaned, "amounts": {pk: fen for pk, fen in amounts.items() if fen is not None}}


def entry_of(supplier: "Supplier") -> dict[str, object]:
    """Return a supplier's entry as it stands, to be mended."""
    return {name: getattr(supplier, name) for name in ENTRY}


def contract_of(contract: "Contract") -> dict[str, object]:
    """Return a contract as it stands, to be mended."""
    lists = {"works": list(contract.works.all()), "places": list(contract.places.all())}
    return {name: getattr(contract, name) for name in CONTRACT} | lists


def _indented(work: Any) -> str:
    return f"　{work}" if "." in work.key else str(work)


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
