"""Who is asked how it went and whose work it was; what they answered. A change adds a version, never overwrites one."""

from datetime import datetime
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.people.models import OrgUnit, Person
from houqin.kernel.places.models import Place
from houqin.services.surveys.models.terms import Terms


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """The verbs by which invitations are picked."""

    def unanswered(self) -> Self:
        """Keep what somebody may rate and nobody has."""
        return self.filter(ratings=None, rater__isnull=False)

    def counted(self) -> Self:
        """Keep what asks for an answer: rated, or not answered by another deed (sent back, reopened)."""
        return self.filter(Q(set_aside_at=None, rater__isnull=False) | Q(Exists(_rated())))

    def over(self, since: datetime, until: datetime) -> Self:
        """Keep those whose time ran out in a period, the only ones of which a response rate can be told."""
        return self.filter(expires_at__gte=since, expires_at__lt=until)

    def with_answer(self) -> Self:
        """Tell of each whether it was answered (`answered`)."""
        return self.annotate(answered=Exists(_rated()))


class Invitation(models.Model):
    """One round of work on a case, with who may rate it. What it is grouped by is kept as it was then.

    `rater` is nobody where whoever asked did the work themself.
    `set_aside_at`: the rater answered by another deed; nobody is reminded, and silence is no silence.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="rating_invitations")
    round = models.PositiveSmallIntegerField(_("第几轮"))
    kind = models.CharField(_("服务"), max_length=40)
    rater = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, null=True, blank=True, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    building = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    topic_zh = models.CharField(_("类别"), max_length=40, blank=True)
    topic_en = models.CharField(_("英文类别"), max_length=60, blank=True)
    terms = models.ForeignKey(Terms, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("邀请时间"))
    expires_at = models.DateTimeField(_("截止时间"))
    reminded_at = models.DateTimeField(null=True, blank=True)
    set_aside_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Invitation"]] = InvitationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "round"], name="invitation_once"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("opened_at")), name="invitation_period"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["expires_at", "id"], name="invitation_by_end"),
            models.Index(fields=["rater", "-opened_at"], name="invitation_by_rater"),
        ]

    @property
    def topic(self) -> str:
        """What the work was about, in the reader's language."""
        return (self.topic_en if (get_language() or "").startswith("en") else "") or self.topic_zh


class Doer(models.Model):
    """Whose work a round was, and in which team (or for which contractor) they were then."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="doers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    team = models.ForeignKey(OrgUnit, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "invitation"], name="doer_once"),
        ]


class RatingQuerySet(models.QuerySet["Rating"]):
    """The verbs by which ratings are picked."""

    def current(self) -> Self:
        """Keep the last version of each."""
        later = Rating.objects.filter(invitation=OuterRef("invitation"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later))

    def given(self, since: datetime, until: datetime) -> Self:
        """Keep what was given in a period."""
        return self.filter(at__gte=since, at__lt=until)

    def with_all(self) -> Self:
        """Bring along what a list row shows."""
        return self.select_related("invitation__building", "invitation__rater", "invitation__case")


class Rating(models.Model):
    """One version of an answer: was it done, stars, tags, words, and whether the rater's name may stand by them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="ratings")
    number = models.PositiveSmallIntegerField(_("版本"))
    done = models.BooleanField(_("办好了吗"))
    stars = models.PositiveSmallIntegerField(_("星级"))
    tags = ArrayField(models.CharField(max_length=40), verbose_name=_("标签"), default=list, blank=True)
    words = models.TextField(_("想说的话"), max_length=500, blank=True)
    named = models.BooleanField(_("署名"), default=False)
    at = models.DateTimeField(_("评价时间"))

    objects: ClassVar[models.Manager["Rating"]] = RatingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invitation", "number"], name="rating_version_once"),
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="rating_stars"),
            models.CheckConstraint(condition=Q(number__gte=1), name="rating_number"),
        ]
        indexes: ClassVar = [models.Index(fields=["-at", "-id"], name="rating_by_time")]


def _rated() -> models.QuerySet[Rating]:
    return Rating.objects.filter(invitation=OuterRef("pk"), number=1)
