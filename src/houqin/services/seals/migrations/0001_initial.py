import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import houqin.kernel.base.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("evidence", "0001_initial"),
        ("lifecycle", "0001_initial"),
        ("people", "0001_initial"),
        ("registry", "0001_extensions"),
    ]

    operations = [
        migrations.CreateModel(
            name="KindOfMatter",
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
                ("key", models.SlugField(max_length=40, unique=True, verbose_name="代码")),
                ("title", models.CharField(max_length=60, verbose_name="名称")),
                ("title_en", models.CharField(max_length=80, verbose_name="英文名称")),
                ("by_meeting", models.BooleanField(default=False, verbose_name="须经会议决定")),
                ("most_copies", models.PositiveSmallIntegerField(verbose_name="最多份数")),
                ("may_go_out", models.BooleanField(default=False, verbose_name="允许外带用印")),
                ("order", models.PositiveSmallIntegerField(default=50, verbose_name="排序")),
                ("source", models.CharField(max_length=200, verbose_name="依据")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="停用日期")),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "route",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="lifecycle.route",
                        verbose_name="审批流程",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "case_ptr",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        related_name="as_seal",
                        serialize=False,
                        to="lifecycle.case",
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("school", "学校公章"),
                            ("unit", "部门章"),
                            ("contract", "合同专用章"),
                            ("finance", "财务专用章"),
                            ("legal", "法人章"),
                            ("other", "其他"),
                        ],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                ("kept_in", models.CharField(blank=True, max_length=80, verbose_name="存放位置")),
                (
                    "filing_number",
                    models.CharField(
                        blank=True, max_length=40, null=True, unique=True, verbose_name="公安备案号"
                    ),
                ),
                ("engraved_on", models.DateField(verbose_name="刻制日期")),
                ("loss_report", models.CharField(blank=True, max_length=60, verbose_name="报失回执号")),
                (
                    "deputy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                        verbose_name="代管人",
                    ),
                ),
            ],
            bases=("lifecycle.case",),
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                (
                    "case_ptr",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        related_name="as_application",
                        serialize=False,
                        to="lifecycle.case",
                    ),
                ),
                ("copies", models.PositiveSmallIntegerField(verbose_name="份数")),
                ("pages", models.PositiveSmallIntegerField(verbose_name="页数")),
                (
                    "blank_pages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), default=list, size=None
                    ),
                ),
                ("addressee", models.CharField(max_length=120, verbose_name="发往单位")),
                ("purpose", models.CharField(max_length=500, verbose_name="用途")),
                ("fingerprint", models.CharField(max_length=64)),
                ("destination", models.CharField(blank=True, max_length=120, verbose_name="外带去向")),
                ("out_minutes", models.PositiveIntegerField(null=True, verbose_name="外带时长（工作分钟）")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evidence.file",
                        verbose_name="文件",
                    ),
                ),
                (
                    "escort",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                        verbose_name="陪同人",
                    ),
                ),
                (
                    "matter_kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="seals.kindofmatter",
                        verbose_name="事项类别",
                    ),
                ),
                (
                    "seal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="seals.seal",
                        verbose_name="印章",
                    ),
                ),
            ],
            bases=("lifecycle.case",),
        ),
        migrations.CreateModel(
            name="Stamping",
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
                ("copies", models.PositiveSmallIntegerField(verbose_name="实盖份数")),
                ("approved_copies", models.PositiveSmallIntegerField(verbose_name="批准份数")),
                (
                    "check_by",
                    models.CharField(
                        choices=[("file", "比对文件"), ("code", "核对校验码")],
                        max_length=4,
                        verbose_name="核对方式",
                    ),
                ),
                ("outside", models.CharField(blank=True, max_length=120, verbose_name="外带地点")),
                ("at", models.DateTimeField(verbose_name="用印时间")),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stamping",
                        to="seals.application",
                    ),
                ),
                (
                    "keeper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                        verbose_name="经办保管员",
                    ),
                ),
                (
                    "seal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stampings",
                        to="seals.seal",
                        verbose_name="印章",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TakeOut",
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
                (
                    "check_by",
                    models.CharField(
                        choices=[("file", "比对文件"), ("code", "核对校验码")],
                        max_length=4,
                        verbose_name="核对方式",
                    ),
                ),
                ("taken_at", models.DateTimeField(verbose_name="带出时间")),
                ("due_at", models.DateTimeField(verbose_name="应还时间")),
                ("next_chase_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True, verbose_name="归还时间")),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="take_out",
                        to="seals.application",
                    ),
                ),
                (
                    "escort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                        verbose_name="陪同人",
                    ),
                ),
                (
                    "seal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="take_outs",
                        to="seals.seal",
                        verbose_name="印章",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="kindofmatter",
            constraint=models.CheckConstraint(
                condition=models.Q(("most_copies__gte", 1)), name="seal_kind_copies"
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(("copies__gte", 1), ("pages__gte", 1)), name="seal_application_counts"
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(("fingerprint__regex", "^[0-9a-f]{64}$")), name="seal_fingerprint_hex"
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("destination", ""), ("escort", None), ("out_minutes", None)),
                    models.Q(
                        models.Q(("destination", ""), _negated=True),
                        ("escort__isnull", False),
                        ("out_minutes__gte", 1),
                    ),
                    _connector="OR",
                ),
                name="seal_out_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="stamping",
            index=models.Index(fields=["-at", "-id"], name="stamping_by_time"),
        ),
        migrations.AddIndex(
            model_name="stamping",
            index=models.Index(fields=["seal", "-at"], name="stamping_by_seal"),
        ),
        migrations.AddConstraint(
            model_name="stamping",
            constraint=models.CheckConstraint(
                condition=models.Q(("copies__gte", 1), ("copies__lte", models.F("approved_copies"))),
                name="stamping_copies",
            ),
        ),
        migrations.AddIndex(
            model_name="takeout",
            index=models.Index(
                condition=models.Q(("ended_at", None)), fields=["next_chase_at"], name="take_out_to_chase"
            ),
        ),
        migrations.AddIndex(
            model_name="takeout",
            index=models.Index(fields=["-taken_at", "-id"], name="take_out_by_time"),
        ),
        migrations.AddConstraint(
            model_name="takeout",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("seal",), name="take_out_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="takeout",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_at__gt", models.F("taken_at"))), name="take_out_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="takeout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at", None), ("ended_at__gte", models.F("taken_at")), _connector="OR"
                ),
                name="take_out_ended",
            ),
        ),
    ]
