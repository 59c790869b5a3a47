"""The register (用印登记簿): what was stamped, written once and never changed; and seals out of house."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.people.models import Person
from houqin.services.seals.models.application import Application
from houqin.services.seals.models.seal import Seal


class StampingQuerySet(models.QuerySet["Stamping"]):
    """Verbs over the register."""

    def with_all(self) -> Self:
        """Load what a line of the register shows."""
        return self.select_related(
            "seal", "keeper", "application__applicant", "application__unit", "application__matter_kind"
        ).prefetch_related("application__seats__decided_by")


class Stamping(models.Model):
    """A line of the register; a trigger refuses changing or deleting it."""

    class Check(models.TextChoices):
        FILE = "file", _("比对文件")
        CODE = "code", _("核对校验码")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.OneToOneField(Application, models.PROTECT, related_name="stamping")
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="stampings", verbose_name=_("印章"))
    keeper = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("经办保管员"))
    copies = models.PositiveSmallIntegerField(_("实盖份数"))
    approved_copies = models.PositiveSmallIntegerField(_("批准份数"))
    check_by = models.CharField(_("核对方式"), max_length=4, choices=Check.choices)
    outside = models.CharField(_("外带地点"), max_length=120, blank=True)
    at = models.DateTimeField(_("用印时间"))

    objects = StampingQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-at", "-id"], name="stamping_by_time"),
            models.Index(fields=["seal", "-at"], name="stamping_by_seal"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(copies__gte=1, copies__lte=F("approved_copies")), name="stamping_copies"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application.number} × {self.copies}"


class TakeOutQuerySet(models.QuerySet["TakeOut"]):
    """Verbs over seals out of house."""

    def still_out(self) -> Self:
        """Trips whose seal has not come back."""
        return self.filter(ended_at=None)

    def late(self, at: object) -> Self:
        """Trips that ended after their hour or are still out after it."""
        return self.filter(Q(ended_at__gt=F("due_at")) | Q(ended_at=None, due_at__lt=at))


class TakeOut(models.Model):
    """A seal's trip out of house with its escort; a seal makes one at a time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.OneToOneField(Application, models.PROTECT, related_name="take_out")
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="take_outs", verbose_name=_("印章"))
    escort = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("陪同人"))
    check_by = models.CharField(_("核对方式"), max_length=4, choices=Stamping.Check.choices)
    taken_at = models.DateTimeField(_("带出时间"))
    due_at = models.DateTimeField(_("应还时间"))
    next_chase_at = models.DateTimeField()
    ended_at = models.DateTimeField(_("归还时间"), null=True)

    objects = TakeOutQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["next_chase_at"], name="take_out_to_chase", condition=Q(ended_at=None)),
            models.Index(fields=["-taken_at", "-id"], name="take_out_by_time"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seal"], condition=Q(ended_at=None), name="take_out_one_open"),
            models.CheckConstraint(condition=Q(due_at__gt=F("taken_at")), name="take_out_due"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("taken_at")), name="take_out_ended"
            ),
        ]

    def __str__(self) -> str:
        return self.application.number
