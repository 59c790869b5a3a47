"""A running approval: its steps, their seats, what was decided; meetings with quorum and minutes."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.evidence.models import File
from houqin.kernel.lifecycle.models.case import Case
from houqin.kernel.lifecycle.models.route import RouteStep, RouteVersion
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.places.models import Place


class ApprovalRun(models.Model):
    """One round of a case through an edition of a route."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("通过")
        RETURNED = "returned", _("退回修改")
        REFUSED = "refused", _("不同意")
        WITHDRAWN = "withdrawn", _("撤回")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="approvals")
    version = models.ForeignKey(RouteVersion, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "round"], name="approval_round_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="approval_one_open"),
        ]


class StepRun(models.Model):
    """A step of a round, opened when the one before it has passed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    approval = models.ForeignKey(ApprovalRun, models.CASCADE, related_name="steps")
    step = models.ForeignKey(RouteStep, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    passed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["approval", "step"], name="step_run_once")]


class Seat(models.Model):
    """A seat of an open step; one person fills it, for themselves or standing in."""

    class Verdict(models.TextChoices):
        YES = "yes", _("同意")
        RETURN = "return", _("退回修改")
        NO = "no", _("不同意")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    step_run = models.ForeignKey(StepRun, models.CASCADE, related_name="seats")
    case = models.ForeignKey(Case, models.CASCADE, related_name="seats")
    order = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    permission = models.CharField(max_length=80, blank=True)
    unit = models.ForeignKey(OrgUnit, models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    open = models.BooleanField(default=True)
    verdict = models.CharField(max_length=8, choices=Verdict.choices, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["step_run", "order"], name="seat_once"),
            models.CheckConstraint(
                condition=Q(verdict="", decided_by=None, decided_at=None)
                | (~Q(verdict="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="seat_decided_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["permission", "case"], name="seat_open_permission", condition=Q(open=True, verdict="")
            ),
            models.Index(
                fields=["person", "case"], name="seat_open_person", condition=Q(open=True, verdict="")
            ),
        ]


class Meeting(models.Model):
    """A decision taken by a meeting: clicks cannot replace quorum, votes and minutes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    step_run = models.OneToOneField(StepRun, models.CASCADE, related_name="meeting")
    held_on = models.DateField(_("会议日期"))
    entitled = models.PositiveSmallIntegerField(_("应到人数"))
    present = models.PositiveSmallIntegerField(_("实到人数"))
    in_favour = models.PositiveSmallIntegerField(_("同意票"))
    against = models.PositiveSmallIntegerField(_("反对票"))
    minutes = models.ForeignKey(File, models.PROTECT, related_name="+", verbose_name=_("会议纪要"))
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(present__lte=F("entitled")), name="meeting_present"),
            models.CheckConstraint(
                condition=Q(present__gte=F("in_favour") + F("against")), name="meeting_votes"
            ),
        ]
