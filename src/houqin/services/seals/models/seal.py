"""The seals. A seal is a case: its name is the title, its keeper the handler, its room the place."""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from houqin.kernel.lifecycle.models import Case
from houqin.kernel.people.models import Person
from houqin.services.seals.lifecycle import SEAL, SealState


class SealQuerySet(models.QuerySet["Seal"]):
    """Verbs over seals."""

    def at_rest(self) -> Self:
        """Seals one may ask for now."""
        return self.filter(state=SealState.IN_USE)

    def with_people(self) -> Self:
        """Load what a list or page shows of each seal."""
        return self.select_related("unit", "place", "handler", "deputy")


SealManager = models.Manager.from_queryset(SealQuerySet)


class Seal(Case):
    """A seal of the school or of a unit."""

    class Category(models.TextChoices):
        SCHOOL = "school", _("学校公章")
        UNIT = "unit", _("部门章")
        CONTRACT = "contract", _("合同专用章")
        FINANCE = "finance", _("财务专用章")
        LEGAL = "legal", _("法人章")
        OTHER = "other", _("其他")

    case_ptr = models.OneToOneField(
        Case, models.CASCADE, parent_link=True, primary_key=True, related_name="as_seal"
    )
    category = models.CharField(_("类别"), max_length=10, choices=Category.choices)
    deputy = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("代管人"))
    kept_in = models.CharField(_("存放位置"), max_length=80, blank=True)
    filing_number = models.CharField(_("公安备案号"), max_length=40, unique=True, null=True, blank=True)
    engraved_on = models.DateField(_("刻制日期"))
    loss_report = models.CharField(_("报失回执号"), max_length=60, blank=True)

    objects: ClassVar["SealManager[Seal]"] = SealManager()

    def __str__(self) -> str:
        return self.title

    @property
    def look(self) -> object:
        """How the seal's state appears."""
        return SEAL.look(self.state)
