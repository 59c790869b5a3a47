"""Applications: what shall be stamped, bound to the document's content by its SHA-256."""

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from houqin.kernel.evidence.models import File
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.people.models import Person
from houqin.services.seals.lifecycle import APPLICATION, State
from houqin.services.seals.models.kind import KindOfMatter
from houqin.services.seals.models.seal import Seal
from houqin.services.seals.rules import check_code

WITH_SLIP = (State.APPROVED, State.TAKEN_OUT, State.STAMPED, State.BROUGHT_BACK)


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Verbs over applications."""

    def waiting_for_keeper(self) -> Self:
        """Approved and not yet stamped, or out of house and not yet back."""
        return self.filter(state__in=(State.APPROVED, State.TAKEN_OUT))

    def with_slip(self) -> Self:
        """Applications that have an approval slip."""
        return self.filter(state__in=WITH_SLIP)

    def with_people(self) -> Self:
        """Load what a list or page shows of each application."""
        return self.select_related("seal", "matter_kind", "applicant", "unit", "place", "handler", "escort")


ApplicationManager = models.Manager.from_queryset(ApplicationQuerySet)


class Application(Case):
    """A request to use a seal. Title: the document's; handler: the seal's keeper; place: the seal's room."""

    case_ptr = models.OneToOneField(
        Case, models.CASCADE, parent_link=True, primary_key=True, related_name="as_application"
    )
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="applications", verbose_name=_("印章"))
    matter_kind = models.ForeignKey(
        KindOfMatter, models.PROTECT, related_name="+", verbose_name=_("事项类别")
    )
    copies = models.PositiveSmallIntegerField(_("份数"))
    pages = models.PositiveSmallIntegerField(_("页数"))
    blank_pages = ArrayField(models.PositiveSmallIntegerField(), default=list)
    addressee = models.CharField(_("发往单位"), max_length=120)
    purpose = models.CharField(_("用途"), max_length=500)
    document = models.ForeignKey(File, models.PROTECT, related_name="+", verbose_name=_("文件"))
    fingerprint = models.CharField(max_length=64)
    destination = models.CharField(_("外带去向"), max_length=120, blank=True)
    escort = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("陪同人"))
    out_minutes = models.PositiveIntegerField(_("外带时长（工作分钟）"), null=True)

    objects: ClassVar["ApplicationManager[Application]"] = ApplicationManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(copies__gte=1, pages__gte=1), name="seal_application_counts"),
            models.CheckConstraint(
                condition=Q(fingerprint__regex=r"^[0-9a-f]{64}$"), name="seal_fingerprint_hex"
            ),
            models.CheckConstraint(
                condition=Q(destination="", escort=None, out_minutes=None)
                | (~Q(destination="") & Q(escort__isnull=False, out_minutes__gte=1)),
                name="seal_out_whole",
            ),
        ]

    @property
    def look(self) -> object:
        """How the application's state appears."""
        return APPLICATION.look(self.state)

    @property
    def code(self) -> str:
        """The check code printed on the approval slip."""
        return check_code(self.fingerprint)

    @property
    def goes_out(self) -> bool:
        """Whether the seal shall be carried out of house."""
        return bool(self.destination)

    @property
    def stays_here(self) -> bool:
        """Whether the paper is stamped at the keeper's desk."""
        return not self.destination

    @property
    def has_slip(self) -> bool:
        """Whether there is an approval slip to print."""
        return self.state in WITH_SLIP
