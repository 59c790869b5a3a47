"""What people fill in; input checks only."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import Person
from houqin.kernel.places.models import Place
from houqin.kernel.places.queries import open_places
from houqin.kernel.registry.house import sentence
from houqin.kernel.web.forms import DateInput, DateTimeInput, FilesField, MoveForm, refusals_into
from houqin.services.repairs.lifecycle import REPAIR
from houqin.services.repairs.queries import board, crew, known, orders, stops, taxonomy, visits
from houqin.services.repairs.queries.telling import people_words

if TYPE_CHECKING:
    from houqin.services.repairs.models import Category, Order, PauseReason, Stop
    from houqin.services.repairs.models.order import OrderQuerySet

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


class Technicians(forms.ModelChoiceField[Person]):
    """A choice of technicians: who is on duty first, on leave last, with how much each has in hand."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("派给"),
            queryset=Person.objects.none(),
            widget=forms.RadioSelect,
            empty_label=None,
            **kwargs,
        )
        self.loads: dict[UUID, board.Load] = {}
        self.lacking: dict[UUID, str] = {}

    def offer(self, people: Collection[UUID], loads: list[board.Load]) -> None:
        """Offer these people, in the order of how they stand."""
        self.loads = {one.person.pk: one for one in loads}
        standings = {pk: self.loads[pk].standing for pk in people if pk in self.loads}
        self.queryset = crew.in_order(Person.objects.filter(pk__in=people), standings)

    def label_from_instance(self, obj: Person) -> str:
        """Return a name with how they stand, what they lack, and the number of orders in hand."""
        load = self.loads.get(obj.pk)
        count = _("手上 %(n)d 单") % {"n": load.open if load else 0}
        stands = crew.in_words(load.standing) if load else ""
        told = [part for part in (stands, self.lacking.get(obj.pk, ""), count) if part]
        return _("%(name)s（%(what)s）") % {"name": obj.name, "what": " · ".join(told)}


class Assign(MoveForm):
    """Give an order to a technician of its place; where its trade wants a certificate, why to one without."""

    technician = Technicians()
    note = forms.CharField(
        label=_("没有证件仍要派的理由"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("派给有证的师傅不用填。理由会记入办理过程。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        order = cast("Order", self.case)
        able = [one.pk for one in orders.technicians(order, self.at)]
        field: Any = self.fields["technician"]
        field.offer(able, board.loads(self.person, self.at))
        kind = crew.wanted(order.category)
        if kind is None:
            del self.fields["note"]
        else:
            lacks = set(able) - crew.certified(able, kind, self.at)
            field.lacking = dict.fromkeys(lacks, _("没有%(what)s") % {"what": kind})


class AssignMany(forms.Form):
    """Give the chosen orders to one technician."""

    technician = Technicians()

    def __init__(self, *args: Any, loads: list[board.Load], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["technician"]
        field.offer([one.person.pk for one in loads], loads)


class Pause(MoveForm):
    """Say why an order stands."""

    reason: "forms.ModelChoiceField[PauseReason]" = forms.ModelChoiceField(
        label=_("为什么暂停"), queryset=None, widget=forms.RadioSelect, empty_label=None,
        help_text=_("最长一天；调度同意后可以更久。哪些时限停表由维修时限规定。"),
    )  # fmt: skip
    note = forms.CharField(
        label=_("说明一下"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    photos = FilesField(label=_("照片"), slot="door", max_files=MOST_PHOTOS, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["reason"].queryset = orders.pause_reasons(cast("Order", self.case))


class NobodyHome(MoveForm):
    """Show that one has been at the door."""

    photos = FilesField(
        label=_("门口照片"), slot="door", max_files=MOST_PHOTOS, required=False,
        help_text=_("拍门牌；或者填门牌二维码下方的编码。"),
    )  # fmt: skip
    tag = forms.CharField(label=_("门牌二维码编码"), required=False, max_length=26)
    note = forms.CharField(
        label=_("说明一下"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class Answer(MoveForm):
    """Answer the technician, or name another time."""

    wanted_at = forms.DateTimeField(label=_("方便的时间"), required=False, widget=DateTimeInput())
    note = forms.CharField(
        label=_("您的答复"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写一句答复，或另约一个时间，师傅会收到。"),
    )  # fmt: skip


class PromiseByHand(MoveForm):
    """Name another instant, and why."""

    until = forms.DateTimeField(label=_("改为什么时候修好"), widget=DateTimeInput())
    note = forms.CharField(
        label=_("原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("报修人会看到。这个约定与规定时限分开记录，不受暂停和重算影响。"),
    )  # fmt: skip


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


class Finish(MoveForm):
    """Show that it is mended."""

    photos = FilesField(label=_("完工照片"), slot="after", max_files=MOST_PHOTOS)
    note = forms.CharField(
        label=_("做了什么"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class SendBack(MoveForm):
    """Say what is still broken."""

    note = forms.CharField(
        label=_("哪里还没修好"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("原来的师傅会收到这段话，请写清楚还有什么问题。"),
    )  # fmt: skip
    photos = FilesField(label=_("照片"), slot="before", max_files=MOST_PHOTOS, required=False)


class JoinTo(MoveForm):
    """Choose the order that is the same fault: one of those nearby, or by its number."""

    target = forms.ChoiceField(label=_("并入哪一张"), required=False, widget=forms.RadioSelect)
    number = forms.CharField(
        label=_("或输入工单号"), required=False, max_length=24,
        help_text=_("报修和照片会移过去，报修人会收到通知；本单保留记录，七天内可以拆回。"),
    )  # fmt: skip
    note = forms.CharField(
        label=_("说明"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("不在同一校区时必须写明原因。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = known.twins(cast("Order", self.case), self.person, self.at)
        field: Any = self.fields["target"]
        field.choices = [(one.number, _known_words(one)) for one in near]
        if not near:
            del self.fields["target"]

    def clean(self) -> dict[str, Any]:
        """Return the order named, among those the dispatcher answers for."""
        cleaned = super().clean() or {}
        number = cleaned.pop("number", "").strip() or cleaned.get("target", "")
        cleaned["target"] = orders.to_dispatch(self.person, self.at).filter(number=number).first()
        if cleaned["target"] is None:
            self.add_error("number", sentence(Refused("repairs.join_which")))
        return cleaned


class JoinMany(forms.Form):
    """Choose which of the chosen orders goes on; the others are joined to it."""

    target = forms.ModelChoiceField[Any](
        label=_("保留哪一张"), queryset=None, widget=forms.RadioSelect, empty_label=None
    )
    note = forms.CharField(
        label=_("说明"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("不在同一校区时必须写明原因。"),
    )  # fmt: skip

    def __init__(self, *args: Any, chosen: "OrderQuerySet", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["target"]
        field.queryset = chosen
        field.label_from_instance = _order_words


class Propose(MoveForm):
    """Say what is too big for the day's work, and why."""

    note = forms.CharField(
        label=_("建议改造什么"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("照片会一并移交，本单继续照常维修。"),
    )  # fmt: skip
    why = forms.CharField(
        label=_("为什么日常维修解决不了"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


def _known_words(one: "known.Known") -> str:
    parts = [one.number, str(one.category), one.where, str(one.look.title), people_words(one.people)]
    return " · ".join(part for part in parts if part)


def _order_words(order: "Order") -> str:
    return f"{order.number} · {order.heading} · {order.place} · {REPAIR.look(order.state).title}"


def _whole_name(category: "Category") -> str:
    return f"{category.trade} · {category}"
