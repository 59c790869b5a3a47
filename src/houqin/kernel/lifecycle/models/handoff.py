"""The hand-off: a case between two others, and what was handed over."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from houqin.kernel.lifecycle.models.case import Case
from houqin.kernel.people.models import Person


class Handoff(Case):
    """Work that one service offers to another. `source` is the sender's case, `target` the receiver's.

    The applicant is who handed it over. `details` are the fields its kind has besides those all kinds share.
    Answered by nobody: no service that takes this kind is in use here.
    """

    source = models.ForeignKey(Case, models.PROTECT, related_name="handed_over")
    target = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="taken_over")
    text = models.TextField(_("说明"), max_length=1000)
    details = models.JSONField(default=dict)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("原因"), max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(target=None) | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="handoff_answered_whole",
            ),
        ]
