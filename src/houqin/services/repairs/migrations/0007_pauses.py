import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import houqin.kernel.base.ids


class Migration(migrations.Migration):
    """Pauses with reasons, visits in vain, promises by hand."""

    dependencies = [
        ("people", "0002_remove_person_person_by_pinyin_and_more"),
        ("repairs", "0006_joins"),
    ]

    operations = [
        migrations.AddField(
            model_name="order",
            name="promised_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="另行约定"),
        ),
        migrations.AddField(
            model_name="slatarget",
            name="assign_minutes",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="派单（分钟）"),
        ),
        migrations.AddField(
            model_name="slaversion",
            name="unconfirmed_minutes",
            field=models.PositiveIntegerField(default=1440, verbose_name="未经确认的暂停最长（分钟）"),
        ),
        migrations.CreateModel(
            name="PauseReason",
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
                ("key", models.CharField(max_length=20, verbose_name="代码")),
                ("name_zh", models.CharField(max_length=40, verbose_name="原因")),
                ("name_en", models.CharField(max_length=60, verbose_name="英文原因")),
                (
                    "stops",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="停哪些时限",
                    ),
                ),
                ("longest_minutes", models.PositiveIntegerField(verbose_name="最长（分钟）")),
                ("by_reporter", models.BooleanField(default=False, verbose_name="报修人可以结束")),
                ("needs_proof", models.BooleanField(default=False, verbose_name="需要照片或门牌二维码")),
                ("order", models.PositiveSmallIntegerField(default=50, verbose_name="顺序")),
                ("source", models.CharField(max_length=300, verbose_name="依据")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pause_reasons",
                        to="repairs.slaversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Pause",
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
                ("since", models.DateTimeField(verbose_name="开始")),
                ("ends_at", models.DateTimeField(verbose_name="最晚到")),
                ("until", models.DateTimeField(blank=True, null=True, verbose_name="结束")),
                (
                    "ended",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("resumed", "师傅继续"),
                            ("answered", "报修人答复"),
                            ("lapsed", "到期或调度结束"),
                            ("replaced", "换了原因"),
                            ("done", "完工"),
                            ("moved", "改派或撤单"),
                        ],
                        max_length=10,
                    ),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("wanted_at", models.DateTimeField(blank=True, null=True, verbose_name="另约时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "confirmed_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="pauses", to="repairs.order"
                    ),
                ),
                (
                    "reason",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="repairs.pausereason",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Visit",
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
                ("proof", models.CharField(choices=[("photo", "照片"), ("tag", "门牌二维码")], max_length=8)),
                ("at", models.DateTimeField()),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="repairs.order"
                    ),
                ),
                (
                    "technician",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="pausereason",
            constraint=models.UniqueConstraint(fields=("version", "key"), name="pause_reason_once"),
        ),
        migrations.AddConstraint(
            model_name="pausereason",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stops__contained_by", ["arrive", "assign", "fix_first", "fix_total", "hold"])
                ),
                name="pause_reason_stops",
            ),
        ),
        migrations.AddConstraint(
            model_name="pausereason",
            constraint=models.CheckConstraint(
                condition=models.Q(("longest_minutes__gte", 1)), name="pause_reason_longest"
            ),
        ),
        migrations.AddIndex(
            model_name="pause",
            index=models.Index(condition=models.Q(("until", None)), fields=["ends_at"], name="pause_running"),
        ),
        migrations.AddIndex(
            model_name="pause",
            index=models.Index(fields=["order", "since"], name="pause_by_order"),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)), fields=("order",), name="pause_one_running"
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="pause_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("since"))), name="pause_ends"
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at", None), ("confirmed_by", None)),
                    models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                    _connector="OR",
                ),
                name="pause_confirmed",
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["order", "-at"], name="visit_by_order"),
        ),
    ]
