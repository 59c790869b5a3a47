"""Vouchers for the finance system: layouts as data, runs with their file, and which entries went out."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from houqin.kernel.base.ids import new_id
from houqin.kernel.money.models import Entry
from houqin.kernel.people.models import Person


class Layout(models.Model):
    """How vouchers are written out: `columns` are [key, title], `codes` map "kind" or "kind/name" to an account code."""

    class Dates(models.TextChoices):
        DASHES = "%Y-%m-%d", "2026-11-24"
        SLASHES = "%Y/%m/%d", "2026/11/24"
        PLAIN = "%Y%m%d", "20261124"

    class Amounts(models.TextChoices):
        YUAN = "yuan", "1234.50"
        GROUPED = "grouped", "1,234.50"
        FEN = "fen", "123450"

    class Files(models.TextChoices):
        CSV = "csv", _("CSV（UTF-8）")
        CSV_GB = "csv_gb", _("CSV（GB18030）")
        XLSX = "xlsx", "Excel"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("格式名称"), max_length=60, unique=True)
    columns = models.JSONField(_("列"))
    codes = models.JSONField(_("科目对照"))
    dates = models.CharField(_("日期格式"), max_length=12, choices=Dates.choices)
    amounts = models.CharField(_("金额格式"), max_length=8, choices=Amounts.choices)
    file_type = models.CharField(_("文件类型"), max_length=8, choices=Files.choices)
    changed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Export(models.Model):
    """A run: its span, what went out, and the file with its hash. Totals in fen."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    layout = models.ForeignKey(Layout, models.PROTECT, related_name="exports", verbose_name=_("格式"))
    first = models.DateField(_("自"))
    last = models.DateField(_("至"))
    again = models.BooleanField(_("包含已导出的"), default=False)
    entries = models.PositiveIntegerField(_("笔数"))
    lines = models.PositiveIntegerField(_("行数"))
    debit = models.BigIntegerField(_("借方"))
    credit = models.BigIntegerField(_("贷方"))
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("经办人"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-at", "-id"], name="export_by_time")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(debit=F("credit"), entries__gt=0), name="export_even"),
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.last}"


class Exported(models.Model):
    """An entry that went out with a run; once, unless it was asked for `again`."""

    id = models.BigAutoField(primary_key=True)
    export = models.ForeignKey(Export, models.PROTECT, related_name="exported")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="exported")
    again = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry"], condition=Q(again=False), name="exported_once"),
            models.UniqueConstraint(fields=["export", "entry"], name="exported_once_a_run"),
        ]

    def __str__(self) -> str:
        return f"{self.export_id}: {self.entry_id}"
