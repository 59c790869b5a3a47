"""What changes a roster by people's own wish: leaves, and swaps of two shifts."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from houqin.kernel.lifecycle.models import Case
from houqin.services.rosters.lifecycle import LeaveState, SwapState
from houqin.services.rosters.models.shift import Shift


class LeaveQuerySet(models.QuerySet["Leave"]):
    """The verbs by which leaves are picked."""

    def granted(self) -> Self:
        """Keep those agreed to; who came back early was away until then."""
        return self.filter(state__in=(LeaveState.GRANTED, LeaveState.RETURNED))

    def covering(self, starts_at: datetime, ends_at: datetime) -> Self:
        """Keep those that touch a span of time."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


class Leave(Case):
    """Somebody's (the applicant's) leave. Coming back early shortens it; the reason is sealed in the trail."""

    class Kind(models.TextChoices):
        ANNUAL = "annual", _("年休假")
        SICK = "sick", _("病假")
        PERSONAL = "personal", _("事假")
        COMPENSATORY = "compensatory", _("调休")
        OTHER = "other", _("其他假")

    case_ptr = models.OneToOneField(
        Case, models.CASCADE, parent_link=True, primary_key=True, related_name="as_leave"
    )
    leave_kind = models.CharField(_("请什么假"), max_length=12, choices=Kind.choices)
    starts_at = models.DateTimeField(_("从"))
    ends_at = models.DateTimeField(_("到"))

    objects: ClassVar[models.Manager["Leave"]] = LeaveQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="leave_period"),
        ]
        indexes: ClassVar = [models.Index(fields=["ends_at"], name="leave_by_end")]


class SwapQuerySet(models.QuerySet["Swap"]):
    """The verbs by which swaps are picked."""

    def waiting(self) -> Self:
        """Keep those not answered yet."""
        return self.filter(state=SwapState.ASKED, closed_at=None)


class Swap(Case):
    """Two shifts to be swapped: the applicant's and the handler's. A shift taken off the roster leaves a gap here."""

    case_ptr = models.OneToOneField(
        Case, models.CASCADE, parent_link=True, primary_key=True, related_name="as_swap"
    )
    mine = models.ForeignKey(Shift, models.SET_NULL, null=True, related_name="+")
    theirs = models.ForeignKey(Shift, models.SET_NULL, null=True, related_name="+")

    objects: ClassVar[models.Manager["Swap"]] = SwapQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(mine=None) | ~Q(mine=F("theirs")), name="swap_two_shifts"),
        ]
