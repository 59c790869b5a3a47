"""A month's settlement and its lines; each piece of work is settled once ever, and what is final never changes."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.lifecycle.declare import Look
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.places.models import Place
from houqin.services.suppliers.lifecycle import SETTLEMENT
from houqin.services.suppliers.models.contract import Contract
from houqin.services.suppliers.models.supplier import Supplier


class SettlementQuerySet(models.QuerySet["Settlement"]):
    """Verbs over settlements."""

    def with_all(self) -> Self:
        """Bring along what a list row shows."""
        return self.select_related("supplier__organisation", "applicant")


SettlementManager = models.Manager.from_queryset(SettlementQuerySet)


class Settlement(Case):
    """What a supplier is owed for the work accepted in a month.

    `stars` is the mean of the month's ratings, None where they are too few to be told without telling who rated.
    """

    case_ptr = models.OneToOneField(
        Case, models.CASCADE, parent_link=True, primary_key=True, related_name="as_settlement"
    )
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="settlements")
    month = models.DateField(_("月份"))
    fen = models.PositiveBigIntegerField(_("金额"))
    rated = models.PositiveIntegerField(_("评价份数"), default=0)
    stars = models.DecimalField(_("评价均分"), max_digits=3, decimal_places=2, null=True)

    objects: ClassVar["SettlementManager[Settlement]"] = SettlementManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["supplier", "month"], name="settlement_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="settlement_month"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def look(self) -> Look:
        """How far the settlement is."""
        return SETTLEMENT.look(self.state)


class LineQuerySet(models.QuerySet["Line"]):
    """Verbs over lines."""

    def with_all(self) -> Self:
        """Bring along what a list row shows."""
        return self.select_related("settlement__supplier__organisation", "contract", "place")


class Line(models.Model):
    """One accepted piece of work with its price. `place` is the building: rooms are nobody's business here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="lines")
    case = models.OneToOneField(Case, models.PROTECT, related_name="settled_by")
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+")
    number = models.CharField(_("工单"), max_length=24)
    what_zh = models.CharField(_("项目"), max_length=80)
    what_en = models.CharField(max_length=120)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("楼宇"))
    accepted_at = models.DateTimeField(_("验收时间"))
    on_time = models.BooleanField(_("按时"))
    reworks = models.PositiveSmallIntegerField(_("返修"))
    minutes = models.PositiveIntegerField(_("工时（分钟）"))
    warranty = models.BooleanField(_("保修"), default=False)
    fen = models.PositiveIntegerField(_("金额"))
    objection = models.CharField(_("异议"), max_length=500, blank=True)
    reply = models.CharField(_("答复"), max_length=500, blank=True)

    objects: ClassVar[models.Manager["Line"]] = LineQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(warranty=False) | Q(fen=0), name="line_warranty_free"),
        ]
        indexes: ClassVar = [models.Index(fields=["settlement", "accepted_at"], name="line_by_settlement")]

    def __str__(self) -> str:
        return self.number

    @property
    def what(self) -> str:
        """What was done, in the reader's language."""
        return self.what_en if (get_language() or "").startswith("en") else self.what_zh
