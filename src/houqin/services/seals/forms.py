"""Input checks of the seals' pages; each form's cleaned data are the arguments of its action."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from houqin.kernel.people.models import Person
from houqin.kernel.people.queries import units
from houqin.kernel.places.models import Place
from houqin.kernel.places.queries import open_places
from houqin.kernel.web.forms import DateInput, FilesField, MoveForm, NoteForm, ReasonForm
from houqin.services.seals import queries

if TYPE_CHECKING:
    from houqin.services.seals.models import Application, KindOfMatter

PAPERS = ".pdf,.docx,.jpg,.jpeg,.png,.heic"
HALF_DAYS = ((1, _("半个工作日")), (2, _("1 个工作日")), (4, _("2 个工作日")), (6, _("3 个工作日")))


def paper_field(**kwargs: Any) -> forms.FileField:
    """Return a field for one document; what is in it is judged by the action."""
    return forms.FileField(widget=forms.ClearableFileInput(attrs={"accept": PAPERS}), **kwargs)


class StaffField(forms.CharField):
    """A member of staff by number. Cleans to a person; the form sets who asks."""

    def __init__(self, **kwargs: Any) -> None:
        self.person: Person | None = None
        self.at: datetime | None = None
        kwargs.setdefault("max_length", 32)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """Find the person; a wrong number is an error that says what to check."""
        number = super().clean(value)
        if not number or self.person is None or self.at is None:
            return None
        found = queries.staff_by_number(self.person, self.at, number)
        if found is None:
            raise forms.ValidationError(
                _("没有找到工号为 %(number)s 的教职工，请核对后再填。"), params={"number": number}
            )
        return found


class PaperForm(forms.Form):
    """What both a new and a mended application say of their paper."""

    title = forms.CharField(label=_("文件名称"), max_length=200)
    copies = forms.IntegerField(label=_("份数"), min_value=1, max_value=999, initial=1)
    pages = forms.IntegerField(
        label=_("每份页数"), min_value=1, max_value=9999, required=False,
        help_text=_("PDF 和照片自动识别，Word 文件请填写。"),
    )  # fmt: skip
    addressee = forms.CharField(label=_("发往单位"), max_length=120)
    purpose = forms.CharField(label=_("用途"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class Apply(PaperForm):
    """An application for a seal, on one page."""

    matter_kind: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label=_("办什么事"), widget=forms.RadioSelect
    )
    seal: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label=_("用哪个章"), empty_label=_("请选择印章")
    )
    document = paper_field(
        label=_("要盖章的文件"),
        help_text=_("PDF、Word 或清晰的照片。审批通过后内容不能再改，用印时要核对。"),
    )
    destination = forms.CharField(label=_("外带去向"), max_length=120, required=False)
    escort = StaffField(
        label=_("陪同人工号"), required=False, help_text=_("须为本校教职工，且不是申请人本人。")
    )
    out_minutes = forms.TypedChoiceField(label=_("多久归还"), coerce=int, empty_value=None, required=False)

    field_order = ("matter_kind", "seal", "document", "title", "copies", "pages", "addressee", "purpose")

    def __init__(self, *args: Any, person: Person, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["matter_kind"].queryset = queries.kinds_to_choose(person, at)
        fields["seal"].queryset = queries.seals_to_ask_for(person, at)
        fields["escort"].person, fields["escort"].at = person, at
        day = queries.day_minutes(at)
        times = [(halves * day // 2, words) for halves, words in HALF_DAYS]
        fields["out_minutes"].choices = [("", _("请选择")), *times]

    def clean(self) -> dict[str, Any]:
        """Ask for all that a seal carried out needs, or for nothing of it."""
        data = super().clean() or self.cleaned_data
        trip = ("destination", "escort", "out_minutes")
        if any(data.get(name) for name in trip):
            for name in trip:
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("外带用印须写明去向、陪同人和归还时间。"))
        return data


class Resubmit(PaperForm, MoveForm):
    """A mended application; without a new document the old one stays."""

    document = paper_field(label=_("更换文件"), required=False, help_text=_("不更换则沿用原文件。"))


class Stamp(MoveForm):
    """What the keeper writes down when stamping."""

    copies = forms.IntegerField(label=_("实盖份数"), min_value=1, max_value=999)
    code = forms.CharField(
        label=_("审批单上的校验码"), max_length=20, required=False,
        help_text=_("纸质文件：核对审批单，填写 8 位校验码。"),
    )  # fmt: skip
    presented = paper_field(
        label=_("或上传现场的电子文件"),
        required=False,
        help_text=_("电子文件：上传后自动与审批时的文件比对。"),
    )

    field_order = ("copies", "code", "presented")


class TakeOut(Stamp):
    """What the keeper checks before a seal leaves."""

    copies = None  # type: ignore[assignment]


class BringBack(NoteForm):
    """What the keeper writes down when a seal is back."""

    copies = forms.IntegerField(
        label=_("在外实盖份数"), min_value=0, max_value=999, help_text=_("没有用印填 0。")
    )


def as_written(case: "Application", person: Person, at: datetime) -> dict[str, object]:
    """Return what the applicant wrote before, to be mended."""
    return {name: getattr(case, name) for name in ("title", "copies", "pages", "addressee", "purpose")}


def copies_approved(case: "Application", person: Person, at: datetime) -> dict[str, object]:
    """Return the approved copies: what a keeper mostly writes down."""
    return {"copies": case.copies}


def as_set(kind: "KindOfMatter") -> dict[str, object]:
    """Return a kind of matter as it stands, to be edited."""
    return {name: getattr(kind, name) for name in KindForm.base_fields}


class SealForm(forms.Form):
    """A new entry of the seal register."""

    title = forms.CharField(label=_("印章名称"), max_length=200)
    category = forms.ChoiceField(label=_("类别"), choices=queries.CATEGORIES)
    unit: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label=_("所属单位"), empty_label=_("请选择单位")
    )
    place: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label=_("保管处"), empty_label=_("请选择地点")
    )
    kept_in = forms.CharField(
        label=_("存放位置"), max_length=80, required=False, help_text=_("例如：保险柜 2 层。")
    )
    keeper = StaffField(label=_("保管人工号"))
    deputy = StaffField(label=_("代管人工号"), help_text=_("保管人不在时代为用印，须为另一人。"))
    filing_number = forms.CharField(label=_("公安备案号"), max_length=40, required=False)
    engraved_on = forms.DateField(label=_("刻制日期"), widget=DateInput())
    imprint = forms.FileField(label=_("印模"), widget=forms.ClearableFileInput(attrs={"accept": "image/*"}))

    def __init__(self, *args: Any, person: Person, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["unit"].queryset = units()
        fields["place"].queryset = open_places().filter(kind__in=(Place.Kind.ROOM, Place.Kind.BUILDING))
        for name in ("keeper", "deputy"):
            fields[name].person, fields[name].at = person, at


class HandOver(NoteForm):
    """Who keeps a seal from now on."""

    keeper = StaffField(label=_("新保管人工号"))
    deputy = StaffField(label=_("新代管人工号"))

    field_order = ("keeper", "deputy", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        for name in ("keeper", "deputy"):
            fields[name].person, fields[name].at = self.person, self.at


class ReportLost(ReasonForm):
    """A loss with the number of its report."""

    loss_report = forms.CharField(
        label=_("报失回执号"), max_length=60, help_text=_("公安机关或学校保卫部门的报失回执编号。")
    )

    field_order = ("loss_report", "note")


class Retire(ReasonForm):
    """The end of a seal with its record."""

    record = FilesField(label=_("销毁或作废记录"), slot="destruction", kind="document", max_files=4)

    field_order = ("record", "note")


class KindForm(forms.Form):
    """A kind of matter as the office edits it."""

    key = forms.SlugField(label=_("代码"), max_length=40, help_text=_("小写字母，用于接口，例如 contract。"))
    title = forms.CharField(label=_("名称"), max_length=60)
    title_en = forms.CharField(label=_("英文名称"), max_length=80)
    route: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label=_("审批流程"), empty_label=_("请选择流程")
    )
    by_meeting = forms.BooleanField(label=_("须经会议决定"), required=False)
    most_copies = forms.IntegerField(label=_("最多份数"), min_value=1, max_value=999)
    may_go_out = forms.BooleanField(label=_("允许外带用印"), required=False)
    order = forms.IntegerField(label=_("排序"), min_value=0, max_value=999, initial=50)
    source = forms.CharField(label=_("依据"), max_length=200, help_text=_("制度名称和条款。"))
    closed_on = forms.DateField(label=_("停用日期"), required=False, widget=DateInput())

    def __init__(self, *args: Any, person: Person, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["route"].queryset = queries.routes_for_seals(person, at)
