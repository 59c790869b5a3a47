from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import houqin.kernel.base.ids

SQL = (Path(__file__).parents[1] / "sql" / "tills.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    """Tills, and their payments by the batch."""

    dependencies = [
        ("money", "0003_payments"),
    ]

    operations = [
        migrations.CreateModel(
            name="Till",
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
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("purpose", models.CharField(blank=True, max_length=40, verbose_name="用途")),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="money.account",
                        verbose_name="收款账户",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)), fields=("name",), name="money_till_name_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True), models.Q(("digest", ""), _negated=True)
                        ),
                        name="money_till_whole",
                    ),
                ],
            },
        ),
        migrations.RunSQL(SQL, "DROP FUNCTION money_pay_each"),
    ]
