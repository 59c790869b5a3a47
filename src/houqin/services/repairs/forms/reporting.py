"""What reporters, guests and the duty desk fill in."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.refused import Refused
from houqin.kernel.places.models import Place
from houqin.kernel.places.queries import open_places
from houqin.kernel.registry.house import sentence
from houqin.kernel.web.forms import DateTimeInput, FilesField, MoveForm, refusals_into
from houqin.services.repairs.queries import taxonomy, visits

if TYPE_CHECKING:
    from houqin.services.repairs.models import Category, Order

LONGEST = 1000
MOST_PHOTOS = 6
RATING_WORDS = {"question": _("修好了吗？"), "answers": (_("修好了"), _("没修好"))}


class Visit(forms.Form):
    """When somebody may come and whether they may enter; the chips stand beside the form, which checks what was pressed."""

    day = forms.CharField(label=_("哪天上门"), required=False, max_length=10)
    part = forms.CharField(label=_("什么时候"), required=False, max_length=11)
    may_enter = forms.BooleanField(label=_("允许无人在家时进入"), required=False)

    def choose(self, cleaned: dict[str, Any], place: Place | None, at: datetime) -> None:
        """Turn day and hours into a `window`, or say what is wrong with them."""
        day, part = cleaned.pop("day", ""), cleaned.pop("part", "")
        cleaned["window"] = None
        if place is not None:
            with refusals_into(self):
                cleaned["window"] = visits.window(place, day, part, at)


class Report(Visit):
    """A fault: place, chip, words, photos. The place and either chip or words are owed."""

    place = forms.ModelChoiceField(queryset=Place.objects.none(), widget=forms.HiddenInput)
    category = forms.CharField(label=_("哪里坏了？"), required=False, max_length=60)
    text = forms.CharField(
        label=_("说明一下"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )
    photos = FilesField(label=_("照片"), slot="before", max_files=MOST_PHOTOS, required=False)
    contact = forms.CharField(label=_("联系电话"), required=False, max_length=30)
    form = forms.UUIDField(required=False, widget=forms.HiddenInput)
    tag = forms.CharField(required=False, max_length=26, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, at: datetime, joins: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.joins, self.at = joins, at
        fields: dict[str, Any] = self.fields
        fields["place"].queryset = open_places()

    def clean_category(self) -> "Category | None":
        """Return the fault that was pressed, None where only words were written."""
        code = self.cleaned_data["category"]
        try:
            return taxonomy.category(code) if code else None
        except Refused as refused:
            raise forms.ValidationError(sentence(refused)) from refused

    def clean(self) -> dict[str, Any]:
        """Want a fault or a word, unless a known fault is joined: that has both."""
        cleaned = super().clean() or {}
        if (
            not self.joins
            and "category" in cleaned
            and not cleaned["category"]
            and not cleaned.get("text", "").strip()
        ):
            self.add_error("category", sentence(Refused("repairs.nothing_said")))
        self.choose(cleaned, cleaned.get("place"), self.at)
        return cleaned


class Desk(Visit):
    """What a caller says, typed at the duty desk: who, where, what."""

    who = forms.CharField(label=_("谁打来的"), required=False, max_length=40)
    caller = forms.UUIDField(required=False)
    name = forms.CharField(label=_("姓名"), required=False, max_length=80)
    phone = forms.CharField(label=_("回电号码"), required=False, max_length=20)
    where = forms.CharField(label=_("在哪里"), required=False, max_length=40)
    place = forms.ModelChoiceField(
        queryset=Place.objects.none(), error_messages={"required": _("请选一个地点。")}
    )
    category = forms.CharField(label=_("哪里坏了？"), required=False, max_length=60)
    text = forms.CharField(label=_("来电原话"), required=False, max_length=LONGEST)
    form = forms.UUIDField(required=False, widget=forms.HiddenInput)

    clean_category = Report.clean_category

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        fields: dict[str, Any] = self.fields
        fields["place"].queryset = open_places()

    def clean(self) -> dict[str, Any]:
        """Return the hours agreed as a window."""
        cleaned = super().clean() or {}
        self.choose(cleaned, cleaned.get("place"), self.at)
        return cleaned


class Guest(forms.Form):
    """A fault reported without signing in: at a public place, or for a room with a code from one's mail."""

    place = forms.ModelChoiceField(queryset=Place.objects.none(), widget=forms.HiddenInput)
    category = forms.CharField(label=_("哪里坏了？"), required=False, max_length=60)
    text = forms.CharField(label=_("说明一下"), required=False, max_length=500)
    contact = forms.CharField(label=_("联系电话"), required=False, max_length=30)
    ticket = forms.CharField(max_length=120, widget=forms.HiddenInput)
    challenge = forms.UUIDField(required=False, widget=forms.HiddenInput)
    code = forms.CharField(label=_("邮箱验证码"), required=False, max_length=6)
    tag = forms.CharField(required=False, max_length=26, widget=forms.HiddenInput)

    clean_category = Report.clean_category

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["place"].queryset = open_places()


class MailAddress(forms.Form):
    """Where a code is sent to."""

    place = forms.ModelChoiceField(queryset=Place.objects.none(), widget=forms.HiddenInput)
    email = forms.EmailField(label=_("学校登记的邮箱"), max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["place"].queryset = open_places()


class Accept(MoveForm):
    """Accept a report and set the fault right."""

    category: "forms.ModelChoiceField[Category]" = forms.ModelChoiceField(
        label=_("故障"), queryset=None, required=False, empty_label=_("保持报修人所选"),
        help_text=_("改正故障会按新的紧急程度重新计算时限，从报修时间算起。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["category"].queryset = taxonomy.in_use()
        fields["category"].label_from_instance = _whole_name


def _whole_name(category: "Category") -> str:
    return f"{category.trade} · {category}"


class Appoint(MoveForm, Visit):
    """Agree other hours for the visit, or give the consent to enter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        order = cast("Order", self.case)
        fields: dict[str, Any] = self.fields
        offered = visits.offer(order.place, self.at) if order.place else visits.Offer([], [])
        for name, options in (("day", offered.days), ("part", offered.parts)):
            fields[name] = forms.ChoiceField(
                label=fields[name].label, required=False, widget=forms.RadioSelect,
                choices=[(one.value, one.label) for one in options],
            )  # fmt: skip
        fields["may_enter"].initial = visits.may_enter(order)

    def clean(self) -> dict[str, Any]:
        """Return the window and the consent."""
        cleaned = super().clean() or {}
        self.choose(cleaned, cast("Order", self.case).place, self.at)
        return cleaned


class Answer(MoveForm):
    """Answer the technician, or name another time."""

    wanted_at = forms.DateTimeField(label=_("方便的时间"), required=False, widget=DateTimeInput())
    note = forms.CharField(
        label=_("您的答复"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写一句答复，或另约一个时间，师傅会收到。"),
    )  # fmt: skip


class SendBack(MoveForm):
    """Say what is still broken."""

    note = forms.CharField(
        label=_("哪里还没修好"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("原来的师傅会收到这段话，请写清楚还有什么问题。"),
    )  # fmt: skip
    photos = FilesField(label=_("照片"), slot="before", max_files=MOST_PHOTOS, required=False)
