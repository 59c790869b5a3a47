from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import houqin.kernel.base.ids

SQL = (Path(__file__).parents[1] / "sql" / "payments.sql").read_text(encoding="utf-8")
UNDO = """
DROP FUNCTION money_payment_guard() CASCADE;
DROP FUNCTION money_refund_guard() CASCADE;
"""


class Migration(migrations.Migration):
    """Outside payments, their refunds, what gateways say, and the guards over them."""

    dependencies = [
        ("money", "0002_functions"),
        ("people", "0002_remove_person_person_by_pinyin_and_more"),
    ]

    operations = [
        migrations.CreateModel(
            name="Bill",
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
                ("gateway", models.CharField(max_length=20)),
                ("day", models.DateField()),
                ("fetched_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("gateway", "day"), name="money_bill_once")],
            },
        ),
        migrations.CreateModel(
            name="Payment",
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
                ("number", models.CharField(max_length=32, unique=True, verbose_name="支付单号")),
                ("gateway", models.CharField(max_length=20, verbose_name="支付渠道")),
                ("source", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=80)),
                ("purpose", models.CharField(blank=True, max_length=40, verbose_name="用途")),
                ("description", models.CharField(max_length=80)),
                ("fen", models.BigIntegerField()),
                ("subject", models.UUIDField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "待支付"), ("paid", "支付成功"), ("closed", "支付已关闭")],
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("offer", models.JSONField(default=dict)),
                ("provider_id", models.CharField(blank=True, max_length=64)),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("look_at", models.DateTimeField()),
                ("looks", models.PositiveIntegerField(default=0)),
                ("paid_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="money.entry",
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="money.account",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.orgunit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PaymentRefund",
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
                ("number", models.CharField(max_length=28, unique=True, verbose_name="退款单号")),
                ("source", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=80)),
                (
                    "why",
                    models.CharField(
                        choices=[("asked", "申请退款"), ("late", "关闭后到账，自动退回")], max_length=8
                    ),
                ),
                ("reason", models.CharField(max_length=80, verbose_name="原因")),
                ("fen", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "待退款"),
                            ("accepted", "退款中"),
                            ("done", "退款到账"),
                            ("failed", "退款失败"),
                        ],
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("attempt", models.PositiveSmallIntegerField(default=1)),
                ("provider_id", models.CharField(blank=True, max_length=64)),
                ("asked_at", models.DateTimeField()),
                ("send_at", models.DateTimeField()),
                ("tries", models.PositiveIntegerField(default=0)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("said", models.CharField(blank=True, max_length=200)),
                (
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="money.entry",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="money.payment",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GatewayEvent",
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
                ("gateway", models.CharField(max_length=20)),
                ("event", models.CharField(max_length=160)),
                ("number", models.CharField(max_length=64)),
                ("standing", models.CharField(max_length=12)),
                ("fen", models.BigIntegerField()),
                ("provider_id", models.CharField(blank=True, max_length=64)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("booked", "已入账"),
                            ("known", "无变化"),
                            ("closed", "已关闭支付"),
                            ("sent_back", "不能入账，已安排退回"),
                            ("other_amount", "金额不符，未入账"),
                            ("foreign", "不是本系统的支付单"),
                            ("refund", "退款有进展"),
                        ],
                        max_length=12,
                    ),
                ),
                ("said_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "payment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="money.payment",
                    ),
                ),
                (
                    "refund",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="money.paymentrefund",
                    ),
                ),
            ],
            options={
                "db_table": "money_gateway_event",
            },
        ),
        migrations.CreateModel(
            name="BillLine",
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
                ("kind", models.CharField(choices=[("payment", "支付"), ("refund", "退款")], max_length=8)),
                ("number", models.CharField(max_length=64)),
                ("reference", models.CharField(max_length=64)),
                ("fen", models.BigIntegerField()),
                ("fee_fen", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("standing", models.CharField(max_length=20)),
                (
                    "bill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="money.bill"
                    ),
                ),
            ],
            options={
                "db_table": "money_bill_line",
                "indexes": [models.Index(fields=["reference"], name="money_bill_line_reference")],
                "constraints": [
                    models.UniqueConstraint(fields=("bill", "kind", "reference"), name="money_bill_line_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("state", "pending")), fields=["look_at"], name="money_payment_open"
            ),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(fields=["gateway", "paid_at"], name="money_payment_day"),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("subject__isnull", False)),
                fields=["subject"],
                name="money_payment_subject",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(fields=("source", "key"), name="money_payment_once"),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("provider_id", ""), _negated=True),
                fields=("gateway", "provider_id"),
                name="money_payment_provider_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("asked_at")), ("fen__gt", 0)),
                name="money_payment_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("entry", None), ("paid_at", None), ("state", "pending")),
                    models.Q(
                        ("closed_at", None),
                        ("entry__isnull", False),
                        ("paid_at__isnull", False),
                        ("state", "paid"),
                    ),
                    models.Q(("closed_at__isnull", False), ("state", "closed")),
                    _connector="OR",
                ),
                name="money_payment_ends",
            ),
        ),
        migrations.AddIndex(
            model_name="paymentrefund",
            index=models.Index(
                condition=models.Q(("state__in", ["pending", "accepted"])),
                fields=["send_at"],
                name="money_refund_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrefund",
            constraint=models.UniqueConstraint(fields=("source", "key"), name="money_refund_once"),
        ),
        migrations.AddConstraint(
            model_name="paymentrefund",
            constraint=models.CheckConstraint(
                condition=models.Q(("attempt__gt", 0), ("fen__gt", 0)), name="money_refund_whole"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrefund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("state__in", ["pending", "accepted"])),
                    models.Q(("ended_at__isnull", False), ("state__in", ["done", "failed"])),
                    _connector="OR",
                ),
                name="money_refund_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="gatewayevent",
            constraint=models.UniqueConstraint(fields=("gateway", "event"), name="money_gateway_event_once"),
        ),
        migrations.RunSQL(SQL, UNDO),
    ]
