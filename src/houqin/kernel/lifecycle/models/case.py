"""The case: one row for each matter of every service, and what hangs on it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.evidence.models import File
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.places.models import Place


class Case(models.Model):
    """A matter with a state. Services extend it by multi-table inheritance, so one register holds all work."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40, editable=False)
    number = models.CharField(_("编号"), max_length=24, unique=True, editable=False)
    state = models.CharField(_("状态"), max_length=24, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    title = models.CharField(_("事项"), max_length=200)
    applicant = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    handler = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, null=True, blank=True, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["kind", "state", "due_at", "id"], name="case_open", condition=Q(closed_at=None)
            ),
            models.Index(fields=["kind", "-opened_at", "-id"], name="case_by_kind"),
            models.Index(fields=["applicant", "-opened_at"], name="case_by_applicant"),
            models.Index(fields=["handler"], name="case_by_handler", condition=Q(closed_at=None)),
            models.Index(fields=["place", "-opened_at"], name="case_by_place"),
        ]

    def __str__(self) -> str:
        return self.number

    @cached_property
    def open_mode(self) -> str:
        """How the approval step decides that is open now (a `RouteStep.Mode`), empty where none is."""
        modes = self.approvals.filter(ended_at=None, steps__passed_at=None)
        return modes.values_list("steps__step__mode", flat=True).first() or ""


class Participant(models.Model):
    """Somebody besides applicant and handler who may see a case, and why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    part = models.CharField(max_length=24)
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "case", "part"], name="participant_once"),
        ]


class Attachment(models.Model):
    """A file laid to a case in a typed slot."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="attachments")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    slot = models.CharField(max_length=40)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "slot", "file"], name="attachment_once"),
        ]


class Message(models.Model):
    """A word in the thread of a case."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="messages")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    text = models.TextField(_("留言"), max_length=2000)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "at"], name="message_by_case")]


class Nudge(models.Model):
    """A reminder (催办): once for each version of a case, so that nobody is pestered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="nudges")
    version = models.PositiveIntegerField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "version"], name="nudge_once")]
