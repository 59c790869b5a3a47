"""Differences to the gateways' bills, and their numbers."""

import django.db.models.deletion
from django.db import migrations, models

from houqin.kernel.lifecycle.numbers import NumberSequence


class Migration(migrations.Migration):
    dependencies = [
        ("cashier", "0002_numbers_and_keeping"),
        ("lifecycle", "0003_english_names"),
        ("money", "0003_payments"),
    ]

    operations = [
        NumberSequence("cashier.difference"),
        migrations.CreateModel(
            name="Difference",
            fields=[
                (
                    "case_ptr",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        related_name="as_difference",
                        serialize=False,
                        to="lifecycle.case",
                    ),
                ),
                ("gateway", models.CharField(max_length=20, verbose_name="渠道")),
                ("day", models.DateField(verbose_name="账单日")),
                (
                    "finding",
                    models.CharField(
                        choices=[
                            ("only_ours", "只在我方账簿"),
                            ("only_theirs", "只在对方账单"),
                            ("amount_differs", "金额不同"),
                            ("state_differs", "支付状态不同"),
                            ("refund_differs", "退款不同"),
                        ],
                        max_length=16,
                        verbose_name="差异",
                    ),
                ),
                ("trade", models.CharField(max_length=64, verbose_name="支付单号")),
                ("reference", models.CharField(max_length=64, verbose_name="对方单号")),
                ("ours_fen", models.BigIntegerField(null=True, verbose_name="我方金额")),
                ("theirs_fen", models.BigIntegerField(null=True, verbose_name="对方金额")),
                (
                    "entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="money.entry",
                        verbose_name="分录",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("gateway", "day", "finding", "reference"), name="difference_once"
                    )
                ],
            },
            bases=("lifecycle.case",),
        ),
    ]
