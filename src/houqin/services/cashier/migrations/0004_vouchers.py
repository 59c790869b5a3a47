import django.db.models.deletion
from django.db import migrations, models

import houqin.kernel.base.ids


class Migration(migrations.Migration):
    dependencies = [
        ("cashier", "0003_differences"),
        ("money", "0003_payments"),
        ("people", "0002_remove_person_person_by_pinyin_and_more"),
    ]

    operations = [
        migrations.CreateModel(
            name="Layout",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=houqin.kernel.base.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="格式名称")),
                ("columns", models.JSONField(verbose_name="列")),
                ("codes", models.JSONField(verbose_name="科目对照")),
                (
                    "dates",
                    models.CharField(
                        choices=[
                            ("%Y-%m-%d", "2026-11-24"),
                            ("%Y/%m/%d", "2026/11/24"),
                            ("%Y%m%d", "20261124"),
                        ],
                        max_length=12,
                        verbose_name="日期格式",
                    ),
                ),
                (
                    "amounts",
                    models.CharField(
                        choices=[("yuan", "1234.50"), ("grouped", "1,234.50"), ("fen", "123450")],
                        max_length=8,
                        verbose_name="金额格式",
                    ),
                ),
                (
                    "file_type",
                    models.CharField(
                        choices=[("csv", "CSV（UTF-8）"), ("csv_gb", "CSV（GB18030）"), ("xlsx", "Excel")],
                        max_length=8,
                        verbose_name="文件类型",
                    ),
                ),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Export",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=houqin.kernel.base.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("first", models.DateField(verbose_name="自")),
                ("last", models.DateField(verbose_name="至")),
                ("again", models.BooleanField(default=False, verbose_name="包含已导出的")),
                ("entries", models.PositiveIntegerField(verbose_name="笔数")),
                ("lines", models.PositiveIntegerField(verbose_name="行数")),
                ("debit", models.BigIntegerField(verbose_name="借方")),
                ("credit", models.BigIntegerField(verbose_name="贷方")),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                        verbose_name="经办人",
                    ),
                ),
                (
                    "layout",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exports",
                        to="cashier.layout",
                        verbose_name="格式",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Exported",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("again", models.BooleanField(default=False)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="exported", to="money.entry"
                    ),
                ),
                (
                    "export",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exported",
                        to="cashier.export",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("again", False)), fields=("entry",), name="exported_once"
                    ),
                    models.UniqueConstraint(fields=("export", "entry"), name="exported_once_a_run"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="export",
            index=models.Index(fields=["-at", "-id"], name="export_by_time"),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(("debit", models.F("credit")), ("entries__gt", 0)), name="export_even"
            ),
        ),
    ]
