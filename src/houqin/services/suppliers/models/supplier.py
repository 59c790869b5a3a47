"""The suppliers. A supplier is a case: its name is the title, its outside unit the unit."""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from houqin.kernel.lifecycle.declare import Look
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.money.models import Account
from houqin.kernel.people.models import OrgUnit
from houqin.services.suppliers.lifecycle import SUPPLIER, State


class SupplierQuerySet(models.QuerySet["Supplier"]):
    """Verbs over suppliers."""

    def active(self) -> Self:
        """Keep those that may get new work as far as their own state says."""
        return self.filter(state=State.ACTIVE)

    def with_all(self) -> Self:
        """Bring along what a list row shows."""
        return self.select_related("organisation").prefetch_related("contracts__works")


SupplierManager = models.Manager.from_queryset(SupplierQuerySet)


class Supplier(Case):
    """A firm that works for the school. Its people are those of `organisation`, its outside unit."""

    class Service(models.TextChoices):
        MAINTENANCE = "maintenance", _("设备维保")
        PROPERTY = "property", _("物业")
        GREENING = "greening", _("绿化")
        CATERING = "catering", _("餐饮")
        OTHER = "other", _("其他服务")

    case_ptr = models.OneToOneField(
        Case, models.CASCADE, parent_link=True, primary_key=True, related_name="as_supplier"
    )
    organisation = models.OneToOneField(
        OrgUnit, models.PROTECT, related_name="supplier", verbose_name=_("单位")
    )
    service = models.CharField(_("服务类别"), max_length=12, choices=Service.choices)
    licence = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    contact = models.CharField(_("联系人"), max_length=80)
    phone = models.CharField(_("联系电话"), max_length=30)
    why = models.CharField(_("暂停或终止的原因"), max_length=500, blank=True)
    payable = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar["SupplierManager[Supplier]"] = SupplierManager()

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        english = (get_language() or "").startswith("en")
        return (self.organisation.name_en if english else "") or self.title

    @property
    def look(self) -> Look:
        """How the supplier's state appears."""
        return SUPPLIER.look(self.state)
