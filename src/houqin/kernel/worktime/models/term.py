"""Academic terms."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id


class Term(models.Model):
    """A term; dates outside every term are vacation. Two terms never overlap."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("学期"), max_length=60, unique=True)
    starts_on = models.DateField(_("开学日"))
    ends_on = models.DateField(_("结束日"))
    teaching_weeks = models.PositiveSmallIntegerField(_("教学周数"))

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="term_period"),
            models.CheckConstraint(condition=Q(teaching_weeks__range=(1, 30)), name="term_weeks"),
            ExclusionConstraint(
                name="terms_apart",
                expressions=[
                    (
                        Func(
                            F("starts_on"),
                            F("ends_on"),
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    )
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name
