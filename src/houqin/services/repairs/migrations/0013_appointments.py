import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Hours agreed for a visit, and the consent to enter."""

    dependencies = [
        ("repairs", "0012_guests"),
    ]

    operations = [
        migrations.CreateModel(
            name="Appointment",
            fields=[
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="appointment",
                        serialize=False,
                        to="repairs.order",
                    ),
                ),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="约定上门从")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="约定上门到")),
                ("may_enter", models.BooleanField(default=False, verbose_name="允许无人在家时进入")),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ends_at", None), ("starts_at", None)),
                            models.Q(
                                ("ends_at__gt", models.F("starts_at")),
                                ("ends_at__isnull", False),
                                ("starts_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="appointment_whole",
                    )
                ],
            },
        ),
    ]
