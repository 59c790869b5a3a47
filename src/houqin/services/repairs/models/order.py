"""What is reported and mended: reports, the order they lead to, who has it, who was told."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.people.models import Person
from houqin.kernel.places.models import Place
from houqin.services.repairs.lifecycle import DONE, TO_MEND
from houqin.services.repairs.models.promise import SlaVersion
from houqin.services.repairs.models.taxonomy import Category, Urgency

if TYPE_CHECKING:
    from houqin.services.repairs.models.pause import Pause


class OrderQuerySet(models.QuerySet["Order"]):
    """The verbs by which orders are picked."""

    def to_mend(self) -> Self:
        """Keep what is not mended yet."""
        return self.filter(state__in=TO_MEND, closed_at=None)  # so that the index of what is open serves

    def mended(self) -> Self:
        """Keep what has been mended."""
        return self.filter(state__in=DONE)

    def overdue(self, at: datetime) -> Self:
        """Keep what should have been mended by now and is not."""
        return self.to_mend().filter(due_at__lt=at)

    def with_all(self) -> Self:
        """Bring along what a list row shows."""
        rows = self.select_related("category__trade", "place__parent__parent", "handler", "applicant")
        return rows.select_related("appointment").prefetch_related("pauses__reason")


class Order(Case):
    """The thing to mend. `due_at` is the fix promise; the instants below are an index of the log."""

    category = models.ForeignKey(Category, models.PROTECT, related_name="orders", verbose_name=_("故障"))
    urgency = models.CharField(_("紧急程度"), max_length=8, choices=Urgency.choices)
    sla = models.ForeignKey(SlaVersion, models.PROTECT, related_name="+")
    hours_versions = ArrayField(models.UUIDField(), default=list)
    acknowledge_due_at = models.DateTimeField(_("受理时限"))
    arrive_due_at = models.DateTimeField(_("到场时限"))
    acknowledged_at = models.DateTimeField(_("受理时间"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("到场时间"), null=True, blank=True)
    fixed_at = models.DateTimeField(_("修复时间"), null=True, blank=True)
    fix_minutes = models.PositiveIntegerField(_("修复用时（计时分钟）"), null=True, blank=True)
    closes_at = models.DateTimeField(_("默认关闭时间"), null=True, blank=True)
    promised_at = models.DateTimeField(_("另行约定"), null=True, blank=True)
    reworks = models.PositiveSmallIntegerField(_("返修次数"), default=0)
    joined_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="joined", verbose_name=_("已并入")
    )
    joined_at = models.DateTimeField(_("并入时间"), null=True, blank=True)
    repeats = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="repeated_by", verbose_name=_("重复故障")
    )

    objects: ClassVar[models.Manager["Order"]] = OrderQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["category"], name="order_by_category"),
            models.Index(fields=["-fixed_at"], name="order_by_fixed", condition=Q(fixed_at__isnull=False)),
            models.Index(
                fields=["category", "-fixed_at"],
                name="order_mended_fault",
                condition=Q(fixed_at__isnull=False),
            ),
            models.Index(fields=["closes_at"], name="order_closing", condition=Q(closes_at__isnull=False)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(joined_to=None, joined_at=None)
                | (Q(joined_to__isnull=False, joined_at__isnull=False) & ~Q(joined_to=F("case_ptr"))),
                name="order_joined_whole",
            ),
        ]

    @property
    def heading(self) -> str:
        """The title as the reader's language has it: a fault pressed has a name in both, words stay as written."""
        return str(self.category) if self.title == self.category.leaf_zh else self.title

    @property
    def standing(self) -> "Pause | None":
        """The pause that runs, if one does; among the rows brought along where they are."""
        return next((one for one in self.pauses.all() if one.until is None), None)


class Report(models.Model):
    """One person's report: their words stay theirs, whatever becomes of the order (n reports to 1 order).

    It is always on exactly one order. `came_from` is the order it was made on where that was joined to another;
    who has left keeps the row, with the hour. `reporter` None is a guest, who follows it by a link.
    """

    class Channel(models.TextChoices):
        TAG = "tag", _("扫码")
        WEB = "web", _("网页")
        API = "api", _("接口")
        DESK = "desk", _("值班代报")
        GUEST = "guest", _("未登录")
        CODE = "code", _("邮箱验证码")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="reports")
    reporter = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(_("说明"), max_length=1000, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    channel = models.CharField(_("来源"), max_length=8, choices=Channel.choices)
    contact = models.CharField(_("联系电话"), max_length=30, blank=True)
    at = models.DateTimeField()
    form = models.UUIDField(null=True, unique=True, editable=False)
    came_from = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="+")
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["order", "reporter"],
                condition=Q(came_from=None, left_at=None),
                name="report_once_an_order",
            ),
        ]


class Assignment(models.Model):
    """Who has an order, from when to when, and why it ended."""

    class Ended(models.TextChoices):
        DECLINED = "declined", _("拒单")
        REASSIGNED = "reassigned", _("改派")
        CALLED_OFF = "called_off", _("撤单")
        JOINED = "joined", _("并单")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="assignments")
    technician = models.ForeignKey(Person, models.PROTECT, related_name="+")
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(max_length=12, choices=Ended.choices, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order"], condition=Q(until=None), name="assignment_one_open"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="assignment_period"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["technician", "-since"], name="assignment_by_technician")]


class Escalation(models.Model):
    """A step of the ladder that has been told: once for each order, clock and step."""

    class Clock(models.TextChoices):
        ACKNOWLEDGE = "acknowledge", _("受理")
        ARRIVE = "arrive", _("到场")
        FIX = "fix", _("修复")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="escalations")
    clock = models.CharField(max_length=12, choices=Clock.choices)
    step = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "clock", "step"], name="escalation_once"),
        ]
