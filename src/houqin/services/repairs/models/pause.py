"""Why and how long a clock stands: reasons as data of an edition, each pause a row, each vain visit one."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.people.models import Person
from houqin.services.repairs.models.order import Order
from houqin.services.repairs.models.promise import SlaVersion
from houqin.services.repairs.sla.log import PAUSABLE, Reason

NOBODY_HOME = "nobody_home"


class PauseReason(models.Model):
    """A reason of one edition: which clocks it stops, how long at most by the wall clock, who ends it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(SlaVersion, models.PROTECT, related_name="pause_reasons")
    key = models.CharField(_("代码"), max_length=20)
    name_zh = models.CharField(_("原因"), max_length=40)
    name_en = models.CharField(_("英文原因"), max_length=60)
    stops = ArrayField(
        models.CharField(max_length=12), verbose_name=_("停哪些时限"), default=list, blank=True
    )
    longest_minutes = models.PositiveIntegerField(_("最长（分钟）"))
    by_reporter = models.BooleanField(_("报修人可以结束"), default=False)
    needs_proof = models.BooleanField(_("需要照片或门牌二维码"), default=False)
    order = models.PositiveSmallIntegerField(_("顺序"), default=50)
    source = models.CharField(_("依据"), max_length=300)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "key"], name="pause_reason_once"),
            models.CheckConstraint(
                condition=Q(stops__contained_by=sorted(PAUSABLE)), name="pause_reason_stops"
            ),
            models.CheckConstraint(condition=Q(longest_minutes__gte=1), name="pause_reason_longest"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The reason in the reader's language."""
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh

    @property
    def rule(self) -> Reason:
        """The same as the clocks read it."""
        return Reason(self.key, frozenset(self.stops), self.longest_minutes)


class Pause(models.Model):
    """A time in which an order stands, and why. `ends_at` is when it ends by itself; words are in the trail."""

    class Ended(models.TextChoices):
        RESUMED = "resumed", _("师傅继续")
        ANSWERED = "answered", _("报修人答复")
        LAPSED = "lapsed", _("到期或调度结束")
        REPLACED = "replaced", _("换了原因")
        DONE = "done", _("完工")
        MOVED = "moved", _("改派或撤单")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="pauses")
    reason = models.ForeignKey(PauseReason, models.PROTECT, related_name="+")
    since = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("最晚到"))
    until = models.DateTimeField(_("结束"), null=True, blank=True)
    ended = models.CharField(max_length=10, choices=Ended.choices, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    wanted_at = models.DateTimeField(_("另约时间"), null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order"], condition=Q(until=None), name="pause_one_running"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="pause_period"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("since")), name="pause_ends"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="pause_confirmed",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["ends_at"], name="pause_running", condition=Q(until=None)),
            models.Index(fields=["order", "since"], name="pause_by_order"),
        ]

    @property
    def stops_repair(self) -> bool:
        """Whether the time promised to the reporter stands meanwhile."""
        return "fix_total" in self.reason.stops

    @property
    def to_confirm(self) -> bool:
        """Whether a dispatcher could let it last beyond the day that needs nobody's word."""
        return (
            self.confirmed_at is None
            and self.reason.longest_minutes > self.reason.version.unconfirmed_minutes
        )


class Visit(models.Model):
    """A visit in vain, shown by a photo or by the sticker at the door."""

    class Proof(models.TextChoices):
        PHOTO = "photo", _("照片")
        TAG = "tag", _("门牌二维码")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="visits")
    technician = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proof = models.CharField(max_length=8, choices=Proof.choices)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["order", "-at"], name="visit_by_order")]
