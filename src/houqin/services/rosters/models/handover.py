"""A shift handed over: what was open, what is to be said, who gave and who took. Once taken, nothing changes it."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.lifecycle.models import Case
from houqin.kernel.people.models import OrgUnit, Person
from houqin.services.rosters.models.shift import ShiftKind


class HandoverQuerySet(models.QuerySet["Handover"]):
    """The verbs by which hand-overs are picked."""

    def standing(self) -> Self:
        """Keep those not withdrawn."""
        return self.filter(withdrawn_at=None)

    def with_all(self) -> Self:
        """Bring along what a row shows."""
        return self.select_related("team", "shift_kind", "giver", "taker").annotate(
            open_lines=models.Count("lines")
        )


class Handover(Case):
    """A team's shift of a day, handed from one to another."""

    case_ptr = models.OneToOneField(
        Case, models.CASCADE, parent_link=True, primary_key=True, related_name="as_handover"
    )
    team = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name=_("班组"))
    day = models.DateField(_("日期"))
    shift_kind = models.ForeignKey(ShiftKind, models.PROTECT, related_name="+", verbose_name=_("班次"))
    giver = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("交班人"))
    taker = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("接班人"))
    words = models.TextField(_("交代的事"), max_length=2000, blank=True)
    taken_at = models.DateTimeField(_("接班时间"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Handover"]] = HandoverQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="handover_two_people"),
            models.CheckConstraint(
                condition=Q(taken_at=None) | Q(withdrawn_at=None), name="handover_one_end"
            ),
            models.UniqueConstraint(
                fields=["team", "day", "shift_kind"],
                condition=Q(withdrawn_at=None),
                name="handover_once_a_shift",
            ),
        ]


class OpenLine(models.Model):
    """A matter that was open when the shift was handed over, as it stood then; never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handover = models.ForeignKey(Handover, models.CASCADE, related_name="lines")
    order = models.PositiveSmallIntegerField()
    source = models.CharField(_("来自"), max_length=60)
    number = models.CharField(_("编号"), max_length=24)
    title = models.CharField(_("事项"), max_length=200)
    note = models.CharField(_("情况"), max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["handover", "order"], name="open_line_order"),
        ]
