"""Differences between our books and a gateway's bill of a day; each finding is one case, once."""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from houqin.kernel.lifecycle.models import Case
from houqin.kernel.money.models import Entry
from houqin.services.cashier.lifecycle import DIFFERENCE
from houqin.services.cashier.rules import off_by


class DifferenceQuerySet(models.QuerySet["Difference"]):
    """Verbs over differences."""

    def unsettled(self) -> Self:
        """Differences nobody has settled yet."""
        return self.filter(closed_at=None)

    def with_people(self) -> Self:
        """Load what a list or page shows of each difference."""
        return self.select_related("handler", "applicant", "unit", "place")


DifferenceManager = models.Manager.from_queryset(DifferenceQuerySet)


class Difference(Case):
    """A finding of the comparison; amounts in fen, None where that side has no line. Handler: who looks into it."""

    class Finding(models.TextChoices):
        ONLY_OURS = "only_ours", _("只在我方账簿")
        ONLY_THEIRS = "only_theirs", _("只在对方账单")
        AMOUNT = "amount_differs", _("金额不同")
        STATE = "state_differs", _("支付状态不同")
        REFUND = "refund_differs", _("退款不同")

    case_ptr = models.OneToOneField(
        Case, models.CASCADE, parent_link=True, primary_key=True, related_name="as_difference"
    )
    gateway = models.CharField(_("渠道"), max_length=20)
    day = models.DateField(_("账单日"))
    finding = models.CharField(_("差异"), max_length=16, choices=Finding.choices)
    trade = models.CharField(_("支付单号"), max_length=64)
    reference = models.CharField(_("对方单号"), max_length=64)
    ours_fen = models.BigIntegerField(_("我方金额"), null=True)
    theirs_fen = models.BigIntegerField(_("对方金额"), null=True)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+", verbose_name=_("分录"))

    objects: ClassVar["DifferenceManager[Difference]"] = DifferenceManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["gateway", "day", "finding", "reference"], name="difference_once"
            ),
        ]

    @property
    def look(self) -> object:
        """How the difference's state appears."""
        return DIFFERENCE.look(self.state)

    @property
    def fen(self) -> int:
        """By how much the provider has more of our money than our books say, in fen."""
        return off_by(self.finding, self.ours_fen, self.theirs_fen)
