"""What somebody must hold to do some work: kinds of certificate, and who has which until when."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.lifecycle.models import Case
from houqin.services.rosters.lifecycle import CertificateState


class CertificateKind(models.Model):
    """A kind of certificate, and how many days before its end one is reminded."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(_("代码"), max_length=40, unique=True)
    name_zh = models.CharField(_("名称"), max_length=40)
    name_en = models.CharField(_("英文名称"), max_length=60)
    remind_days = models.PositiveSmallIntegerField(_("提前几天提醒"), default=30)
    order = models.PositiveSmallIntegerField(_("顺序"), default=50)
    closed_on = models.DateField(_("停用日期"), null=True, blank=True)

    def __str__(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """The verbs by which certificates are picked."""

    def valid_on(self, day: date) -> Self:
        """Keep those that hold on a day, whatever the clock has noted by then."""
        held = self.filter(valid_from__lte=day, valid_until__gte=day)
        return held.exclude(state=CertificateState.REVOKED)

    def with_all(self) -> Self:
        """Bring along what a row shows."""
        return self.select_related("certificate_kind", "applicant", "unit")


class Certificate(Case):
    """A certificate of the applicant's: kind, number, valid from and until (both included)."""

    case_ptr = models.OneToOneField(
        Case, models.CASCADE, parent_link=True, primary_key=True, related_name="as_certificate"
    )
    certificate_kind = models.ForeignKey(
        CertificateKind, models.PROTECT, related_name="+", verbose_name=_("证件")
    )
    serial = models.CharField(_("证号"), max_length=60)
    valid_from = models.DateField(_("有效期从"))
    valid_until = models.DateField(_("有效期至"))
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Certificate"]] = CertificateQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(valid_until__gte=F("valid_from")), name="certificate_period"),
            models.UniqueConstraint(fields=["certificate_kind", "serial"], name="certificate_serial_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["valid_until"], name="certificate_by_end")]
