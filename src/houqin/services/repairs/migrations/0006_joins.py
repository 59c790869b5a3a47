import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Many reports, one order: whose reports moved, who left, which order was joined to which, what repeats."""

    dependencies = [
        ("lifecycle", "0003_english_names"),
        ("people", "0002_remove_person_person_by_pinyin_and_more"),
        ("places", "0001_initial"),
        ("repairs", "0002_first_data"),
    ]

    operations = [
        migrations.AddField(
            model_name="order",
            name="joined_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="并入时间"),
        ),
        migrations.AddField(
            model_name="order",
            name="joined_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="joined",
                to="repairs.order",
                verbose_name="已并入",
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="repeats",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="repeated_by",
                to="repairs.order",
                verbose_name="重复故障",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="came_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="repairs.order",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="left_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="slaversion",
            name="repeat_days",
            field=models.PositiveSmallIntegerField(default=30, verbose_name="重复故障天数"),
        ),
        migrations.AlterField(
            model_name="assignment",
            name="ended",
            field=models.CharField(
                blank=True,
                choices=[
                    ("declined", "拒单"),
                    ("reassigned", "改派"),
                    ("called_off", "撤单"),
                    ("joined", "并单"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("fixed_at__isnull", False)),
                fields=["category", "-fixed_at"],
                name="order_mended_fault",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("joined_at", None), ("joined_to", None)),
                    models.Q(
                        ("joined_at__isnull", False),
                        ("joined_to__isnull", False),
                        models.Q(("joined_to", models.F("case_ptr")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="order_joined_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                condition=models.Q(("came_from", None), ("left_at", None)),
                fields=("order", "reporter"),
                name="report_once_an_order",
            ),
        ),
    ]
