import django.db.models.deletion
from django.db import migrations, models

import houqin.kernel.base.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("money", "0002_functions"),
        ("people", "0002_remove_person_person_by_pinyin_and_more"),
    ]

    operations = [
        migrations.CreateModel(
            name="Receipt",
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
                ("number", models.CharField(max_length=24, unique=True, verbose_name="收据编号")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("subsidy", "发放补贴"),
                            ("voucher", "发放代金券"),
                            ("deposit", "收取押金"),
                            ("deposit_back", "退还押金"),
                            ("charge", "单位挂账"),
                            ("settled", "单位结清"),
                            ("refund", "退款"),
                            ("correction", "冲正"),
                        ],
                        max_length=12,
                        verbose_name="业务",
                    ),
                ),
                ("fen", models.BigIntegerField(verbose_name="金额")),
                ("what", models.CharField(blank=True, max_length=60, verbose_name="项目")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("ticket", models.CharField(max_length=90, unique=True)),
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
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipt",
                        to="money.entry",
                        verbose_name="分录",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                        verbose_name="本人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.orgunit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-at", "-id"], name="receipt_by_time"),
                    models.Index(fields=["person", "-at"], name="receipt_by_person"),
                    models.Index(fields=["unit", "-at"], name="receipt_by_unit"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("fen__gt", 0)), name="receipt_fen")
                ],
            },
        ),
        migrations.CreateModel(
            name="Verification",
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
                ("at", models.DateTimeField(verbose_name="时间")),
                ("entries", models.BigIntegerField(verbose_name="笔数")),
                ("days", models.PositiveIntegerField(verbose_name="天数")),
                ("findings", models.JSONField(default=list)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["-at", "-id"], name="verification_by_time")],
            },
        ),
    ]
