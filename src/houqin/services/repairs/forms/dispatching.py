"""What dispatchers and contractors' leaders fill in."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.refused import Refused
from houqin.kernel.people.models import Person
from houqin.kernel.registry.house import sentence
from houqin.kernel.web.forms import DateTimeInput, MoveForm
from houqin.services.repairs.lifecycle import REPAIR
from houqin.services.repairs.queries import board, commissions, crew, known, orders
from houqin.services.repairs.queries.telling import people_words

if TYPE_CHECKING:
    from houqin.services.repairs.models import Order
    from houqin.services.repairs.models.order import OrderQuerySet


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


class Outsource(MoveForm):
    """Give an order to a contractor whose contract covers it today."""

    supplier: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label=_("派给"), widget=forms.RadioSelect, empty_label=None,
        help_text=_("只列出合同在期内、覆盖这个故障和地点的单位。"),
    )  # fmt: skip
    warranty = forms.BooleanField(
        label=_("保修期内，不计费"), required=False, help_text=_("由原施工或维保单位保修的，结算时金额为 0。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["supplier"].queryset = commissions.choosable(cast("Order", self.case), self.at)


class HandOn(MoveForm):
    """Hand an order on to one of the contractor's own people."""

    worker: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label=_("交给"), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["worker"].queryset = commissions.crew_of(cast("Order", self.case), self.at)


class PromiseByHand(MoveForm):
    """Name another instant, and why."""

    until = forms.DateTimeField(label=_("改为什么时候修好"), widget=DateTimeInput())
    note = forms.CharField(
        label=_("原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("报修人会看到。这个约定与规定时限分开记录，不受暂停和重算影响。"),
    )  # fmt: skip


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
