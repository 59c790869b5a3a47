import django.db.models.deletion
from django.db import migrations, models

from houqin.kernel.lifecycle.numbers import NumberSequence


class Migration(migrations.Migration):
    """Planned stops, and their numbers."""

    dependencies = [
        ("lifecycle", "0003_english_names"),
        ("places", "0001_initial"),
        ("repairs", "0013_appointments"),
    ]

    operations = [
        migrations.CreateModel(
            name="Stop",
            fields=[
                (
                    "case_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="lifecycle.case",
                    ),
                ),
                (
                    "supply",
                    models.CharField(
                        choices=[
                            ("water", "停水"),
                            ("power", "停电"),
                            ("gas", "停气"),
                            ("heat", "停暖"),
                            ("lift", "电梯停运"),
                            ("network", "断网"),
                        ],
                        max_length=8,
                        verbose_name="停什么",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="从")),
                ("ends_at", models.DateTimeField(verbose_name="到")),
                ("reason", models.CharField(max_length=200, verbose_name="原因")),
                ("contact", models.CharField(blank=True, max_length=60, verbose_name="咨询电话")),
                ("places", models.ManyToManyField(related_name="+", to="places.place", verbose_name="哪里")),
            ],
            options={
                "indexes": [models.Index(fields=["ends_at", "starts_at"], name="stop_by_end")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="stop_period"
                    )
                ],
            },
            bases=("lifecycle.case",),
        ),
        NumberSequence("repairs.stop"),
    ]
