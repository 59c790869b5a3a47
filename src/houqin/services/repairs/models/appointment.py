"""When the reporter is at home, and whether one may enter without them: one row for an order, its past in the trail."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from houqin.services.repairs.models.order import Order


class Appointment(models.Model):
    """The hours agreed for a visit (both None: as soon as possible), and the consent to enter."""

    order = models.OneToOneField(Order, models.CASCADE, primary_key=True, related_name="appointment")
    starts_at = models.DateTimeField(_("约定上门从"), null=True, blank=True)
    ends_at = models.DateTimeField(_("约定上门到"), null=True, blank=True)
    may_enter = models.BooleanField(_("允许无人在家时进入"), default=False)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None)
                | Q(starts_at__isnull=False, ends_at__isnull=False, ends_at__gt=F("starts_at")),
                name="appointment_whole",
            ),
        ]
