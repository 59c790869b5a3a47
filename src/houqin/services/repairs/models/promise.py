"""What is promised: editions of the service promise, added and never changed, each number with its source."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.people.models import Person
from houqin.services.repairs.models.taxonomy import Urgency
from houqin.services.repairs.rules import Target


class SlaVersion(models.Model):
    """One edition of the promise; an order keeps the one it was opened under."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveSmallIntegerField(_("版本"), unique=True)
    since = models.DateTimeField(_("生效时间"))
    schedule = models.CharField(_("服务时间"), max_length=40)
    accept_working_days = models.PositiveSmallIntegerField(_("默认验收工作日数"))
    reopen_days = models.PositiveSmallIntegerField(_("可重开天数"))
    unconfirmed_minutes = models.PositiveIntegerField(_("未经确认的暂停最长（分钟）"), default=1440)
    repeat_days = models.PositiveSmallIntegerField(_("重复故障天数"), default=30)
    source = models.CharField(_("依据"), max_length=300)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return str(self.number)


class SlaStep(models.Model):
    """A rung of an edition's ladder: at how many per cent of a clock's time, and who is told."""

    class Tells(models.TextChoices):
        TECHNICIAN = "technician", _("维修师傅")
        DISPATCHER = "dispatcher", _("报修调度员")
        HEAD = "head", _("维修科负责人")
        LEADER = "leader", _("分管领导")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(SlaVersion, models.PROTECT, related_name="steps")
    percent = models.PositiveSmallIntegerField(_("时限百分比"))
    tells = models.CharField(_("告诉谁"), max_length=12, choices=Tells.choices)
    source = models.CharField(_("依据"), max_length=300)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "percent"], name="sla_step_once"),
            models.CheckConstraint(condition=Q(percent__gte=1, percent__lte=1000), name="sla_step_percent"),
        ]


class SlaTarget(models.Model):
    """The minutes promised for one urgency."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(SlaVersion, models.PROTECT, related_name="targets")
    urgency = models.CharField(_("紧急程度"), max_length=8, choices=Urgency.choices)
    round_the_clock = models.BooleanField(_("全天候计时"))
    acknowledge_minutes = models.PositiveIntegerField(_("受理（分钟）"))
    assign_minutes = models.PositiveIntegerField(_("派单（分钟）"), null=True, blank=True)
    arrive_minutes = models.PositiveIntegerField(_("到场（分钟）"))
    fix_minutes = models.PositiveIntegerField(_("修复（分钟）"))
    source = models.CharField(_("依据"), max_length=300)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "urgency"], name="sla_target_once"),
            models.CheckConstraint(
                condition=Q(
                    acknowledge_minutes__gte=1,
                    arrive_minutes__gte=F("acknowledge_minutes"),
                    fix_minutes__gte=F("arrive_minutes"),
                ),
                name="sla_target_order",
            ),
        ]

    @property
    def target(self) -> Target:
        """The same as the rules read it."""
        return Target(
            self.round_the_clock,
            self.acknowledge_minutes,
            self.arrive_minutes,
            self.fix_minutes,
            self.assign_minutes,
        )
