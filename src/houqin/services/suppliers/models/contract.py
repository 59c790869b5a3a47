"""Contracts: what for, from when to when, which work in which places, at which dated prices."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.people.models import Person
from houqin.kernel.places.models import Place
from houqin.services.suppliers.models.supplier import Supplier
from houqin.services.suppliers.rules import Cover


class KindOfWork(models.Model):
    """What a contract may cover and price: a trade ("plumbing"), or a piece of it ("plumbing.faucet").

    The services that give work bring their own; the key is theirs and stays.
    """

    key = models.CharField(_("代码"), primary_key=True, max_length=60)
    title_zh = models.CharField(_("名称"), max_length=60)
    title_en = models.CharField(_("英文名称"), max_length=80)

    def __str__(self) -> str:
        return self.title_en if (get_language() or "").startswith("en") else self.title_zh


class ContractQuerySet(models.QuerySet["Contract"]):
    """Verbs over contracts."""

    def running(self, day: date) -> Self:
        """Keep those in force on a day of the campus."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def with_all(self) -> Self:
        """Bring along what a list row shows."""
        return self.select_related("supplier__organisation").prefetch_related("works", "places")


class Contract(models.Model):
    """A contract with a supplier. Past `ends_on`, or before `starts_on`, it gives no work."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="contracts")
    number = models.CharField(_("合同编号"), max_length=40, unique=True)
    purpose = models.CharField(_("合同内容"), max_length=200)
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    works = models.ManyToManyField(KindOfWork, related_name="+", verbose_name=_("工种"))
    places = models.ManyToManyField(Place, related_name="+", verbose_name=_("服务范围"))
    reminded = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    changed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Contract"]] = ContractQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="contract_period"),
        ]
        indexes: ClassVar = [models.Index(fields=["ends_on"], name="contract_by_end")]

    def __str__(self) -> str:
        return self.number

    @property
    def cover(self) -> Cover:
        """The contract as the rules read it."""
        works = frozenset(one.key for one in self.works.all())
        places = tuple(one.path for one in self.places.all())
        return Cover(self.number, self.starts_on, self.ends_on, works, places)


class Price(models.Model):
    """A dated price of a contract; a new one begins beside the old, none is overwritten."""

    class Unit(models.TextChoices):
        JOB = "job", _("每单")
        HOUR = "hour", _("每小时")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="prices")
    work = models.ForeignKey(KindOfWork, models.PROTECT, related_name="+", verbose_name=_("工种或项目"))
    unit = models.CharField(_("计价方式"), max_length=4, choices=Unit.choices)
    fen = models.PositiveIntegerField(_("单价（元）"))
    since = models.DateField(_("起始日期"))
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "work", "since"], name="price_once"),
            models.CheckConstraint(condition=Q(fen__gt=0), name="price_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.work_id} {self.fen}"
