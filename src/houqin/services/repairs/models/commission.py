"""Orders in the hands of a contractor: from when to when, under which contract, whether under its warranty."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.people.models import Person
from houqin.services.repairs.lifecycle import State
from houqin.services.repairs.models.order import Order
from houqin.services.suppliers.models import Contract, Supplier


class CommissionQuerySet(models.QuerySet["Commission"]):
    """The verbs by which commissions are picked."""

    def running(self) -> Self:
        """Keep those whose order is with the contractor now."""
        return self.filter(until=None)

    def accepted(self) -> Self:
        """Keep those whose order was accepted from the contractor and has stayed closed."""
        closed = Q(order__state=State.CLOSED, order__closed_at=F("until"))
        return self.filter(closed, ended=Commission.Ended.ACCEPTED)

    def with_all(self) -> Self:
        """Bring along what a list row shows."""
        return self.select_related(
            "order__category__trade", "order__place__parent__parent", "order__handler",
            "supplier__organisation", "contract",
        )  # fmt: skip


class Commission(models.Model):
    """An order given to a contractor. While it runs, the contractor's own people see the order; after that none do."""

    class Ended(models.TextChoices):
        ACCEPTED = "accepted", _("验收")
        DECLINED = "declined", _("退单")
        REASSIGNED = "reassigned", _("改派")
        CALLED_OFF = "called_off", _("撤单")
        JOINED = "joined", _("并单")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="commissions")
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+")
    warranty = models.BooleanField(_("保修"), default=False)
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField(_("派单时间"))
    until = models.DateTimeField(_("结束时间"), null=True, blank=True)
    ended = models.CharField(_("结果"), max_length=12, choices=Ended.choices, blank=True)

    objects: ClassVar[models.Manager["Commission"]] = CommissionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order"], condition=Q(until=None), name="commission_one_open"),
            models.CheckConstraint(
                condition=Q(until=None, ended="")
                | (Q(until__isnull=False, until__gte=F("since")) & ~Q(ended="")),
                name="commission_ended_whole",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["supplier", "-until"], name="commission_by_supplier")]

    def __str__(self) -> str:
        return f"{self.order_id} -> {self.supplier_id}"
