import django.db.models.deletion
from django.db import migrations, models

import houqin.kernel.base.ids


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_remove_person_person_by_pinyin_and_more"),
        ("repairs", "0014_stops"),
        ("suppliers", "0002_numbers_and_final"),
    ]

    operations = [
        migrations.CreateModel(
            name="Commission",
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
                ("warranty", models.BooleanField(default=False, verbose_name="保修")),
                ("since", models.DateTimeField(verbose_name="派单时间")),
                ("until", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                (
                    "ended",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accepted", "验收"),
                            ("declined", "退单"),
                            ("reassigned", "改派"),
                            ("called_off", "撤单"),
                            ("joined", "并单"),
                        ],
                        max_length=12,
                        verbose_name="结果",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="suppliers.contract"
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commissions",
                        to="repairs.order",
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="suppliers.supplier"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["supplier", "-until"], name="commission_by_supplier")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)), fields=("order",), name="commission_one_open"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended", ""), ("until", None)),
                            models.Q(
                                ("until__gte", models.F("since")),
                                ("until__isnull", False),
                                models.Q(("ended", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="commission_ended_whole",
                    ),
                ],
            },
        ),
    ]
