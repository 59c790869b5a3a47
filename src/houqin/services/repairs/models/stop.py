"""Planned stops: water, power, gas, heat, a lift or the network is off somewhere for a while, and people know before."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from houqin.kernel.lifecycle.models import Case
from houqin.kernel.places.models import Place


class Supply(models.TextChoices):
    """What is off."""

    WATER = "water", _("停水")
    POWER = "power", _("停电")
    GAS = "gas", _("停气")
    HEAT = "heat", _("停暖")
    LIFT = "lift", _("电梯停运")
    NETWORK = "network", _("断网")


TRADES: dict[str, tuple[str, ...]] = {
    Supply.WATER: ("plumbing", "appliance"), Supply.POWER: ("electrical", "lift", "appliance", "ict", "hvac"),
    Supply.GAS: ("kitchen",), Supply.HEAT: ("hvac",), Supply.LIFT: ("lift",), Supply.NETWORK: ("ict",),
}  # fmt: skip
"""The kinds of work whose faults a stop may be the reason of."""


class Stop(Case):
    """A stop as it was announced. What was lifted ends when it was lifted."""

    supply = models.CharField(_("停什么"), max_length=8, choices=Supply.choices)
    places: "models.ManyToManyField[Place, models.Model]" = models.ManyToManyField(
        Place, related_name="+", verbose_name=_("哪里")
    )
    starts_at = models.DateTimeField(_("从"))
    ends_at = models.DateTimeField(_("到"))
    reason = models.CharField(_("原因"), max_length=200)
    contact = models.CharField(_("咨询电话"), max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="stop_period"),
        ]
        indexes: ClassVar = [models.Index(fields=["ends_at", "starts_at"], name="stop_by_end")]

    @property
    def where(self) -> str:
        """The places, in the reader's language."""
        return "、".join(str(one) for one in self.places.all()) or say("全校")

    @property
    def until(self) -> datetime:
        """When it was over, or is to be."""
        return min(self.ends_at, self.closed_at) if self.closed_at else self.ends_at
