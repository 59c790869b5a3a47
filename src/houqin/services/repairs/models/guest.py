"""Reports of people who are not signed in: the link by which one follows, codes by mail, and how often one may."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from houqin.kernel.base.ids import new_id
from houqin.kernel.people.models import Person
from houqin.kernel.places.models import Place
from houqin.services.repairs.models.order import Report


class GuestReport(models.Model):
    """A report followed by its link. Kept is only the hash of the link's token, so that no copy of the rows opens it."""

    report = models.OneToOneField(Report, models.CASCADE, primary_key=True, related_name="guest")
    token = models.CharField(max_length=64, unique=True, editable=False)
    words = models.PositiveSmallIntegerField(default=0)


class MailCode(models.Model):
    """A code asked for by mail. `person` None: the address is nobody's of that place, so no code fits, and nobody is told."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("at")), name="mail_code_period"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["at"], name="mail_code_unsent", condition=Q(sent_at=None, person__isnull=False)
            ),
        ]


class Tally(models.Model):
    """How often something was done in an hour, by a key that names nobody."""

    key = models.CharField(primary_key=True, max_length=120)
    count = models.PositiveIntegerField()
    at = models.DateTimeField()
