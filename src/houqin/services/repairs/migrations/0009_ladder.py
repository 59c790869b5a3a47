import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import houqin.kernel.base.ids
from houqin.services.repairs.data import rows


def sow(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give every edition the shipped ladder: whom each rung tells was not said before."""
    step = apps.get_model("repairs", "SlaStep")
    step.objects.bulk_create(
        step(version=version, percent=one["percent"], tells=one["tells"], source=one["source"])
        for version in apps.get_model("repairs", "SlaVersion").objects.all()
        for one in rows("ladder")
    )


class Migration(migrations.Migration):
    """The ladder as rows that say who is told."""

    dependencies = [("repairs", "0008_first_pauses")]

    operations = [
        migrations.RemoveField(model_name="slaversion", name="escalate_percent"),
        migrations.CreateModel(
            name="SlaStep",
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
                ("percent", models.PositiveSmallIntegerField(verbose_name="时限百分比")),
                (
                    "tells",
                    models.CharField(
                        choices=[
                            ("technician", "维修师傅"),
                            ("dispatcher", "报修调度员"),
                            ("head", "维修科负责人"),
                            ("leader", "分管领导"),
                        ],
                        max_length=12,
                        verbose_name="告诉谁",
                    ),
                ),
                ("source", models.CharField(max_length=300, verbose_name="依据")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="repairs.slaversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("version", "percent"), name="sla_step_once"),
                    models.CheckConstraint(
                        condition=models.Q(("percent__gte", 1), ("percent__lte", 1000)),
                        name="sla_step_percent",
                    ),
                ],
            },
        ),
        migrations.RunPython(sow, migrations.RunPython.noop),
    ]
