import django.db.models.deletion
from django.db import migrations, models

import houqin.kernel.base.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("lifecycle", "0003_english_names"),
        ("money", "0003_payments"),
        ("people", "0002_remove_person_person_by_pinyin_and_more"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="KindOfWork",
            fields=[
                (
                    "key",
                    models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name="代码"),
                ),
                ("title_zh", models.CharField(max_length=60, verbose_name="名称")),
                ("title_en", models.CharField(max_length=80, verbose_name="英文名称")),
            ],
        ),
        migrations.CreateModel(
            name="Supplier",
            fields=[
                (
                    "case_ptr",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        related_name="as_supplier",
                        serialize=False,
                        to="lifecycle.case",
                    ),
                ),
                (
                    "service",
                    models.CharField(
                        choices=[
                            ("maintenance", "设备维保"),
                            ("property", "物业"),
                            ("greening", "绿化"),
                            ("catering", "餐饮"),
                            ("other", "其他服务"),
                        ],
                        max_length=12,
                        verbose_name="服务类别",
                    ),
                ),
                ("licence", models.CharField(blank=True, max_length=18, verbose_name="统一社会信用代码")),
                ("contact", models.CharField(max_length=80, verbose_name="联系人")),
                ("phone", models.CharField(max_length=30, verbose_name="联系电话")),
                ("why", models.CharField(blank=True, max_length=500, verbose_name="暂停或终止的原因")),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplier",
                        to="people.orgunit",
                        verbose_name="单位",
                    ),
                ),
                (
                    "payable",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="money.account",
                    ),
                ),
            ],
            bases=("lifecycle.case",),
        ),
        migrations.CreateModel(
            name="Settlement",
            fields=[
                (
                    "case_ptr",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        related_name="as_settlement",
                        serialize=False,
                        to="lifecycle.case",
                    ),
                ),
                ("month", models.DateField(verbose_name="月份")),
                ("fen", models.PositiveBigIntegerField(verbose_name="金额")),
                ("rated", models.PositiveIntegerField(default=0, verbose_name="评价份数")),
                (
                    "stars",
                    models.DecimalField(decimal_places=2, max_digits=3, null=True, verbose_name="评价均分"),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settlements",
                        to="suppliers.supplier",
                    ),
                ),
            ],
            bases=("lifecycle.case",),
        ),
        migrations.CreateModel(
            name="Contract",
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
                ("number", models.CharField(max_length=40, unique=True, verbose_name="合同编号")),
                ("purpose", models.CharField(max_length=200, verbose_name="合同内容")),
                ("starts_on", models.DateField(verbose_name="开始日期")),
                ("ends_on", models.DateField(verbose_name="结束日期")),
                ("reminded", models.PositiveSmallIntegerField(blank=True, editable=False, null=True)),
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
                    "places",
                    models.ManyToManyField(related_name="+", to="places.place", verbose_name="服务范围"),
                ),
                (
                    "works",
                    models.ManyToManyField(related_name="+", to="suppliers.kindofwork", verbose_name="工种"),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="suppliers.supplier",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Price",
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
                    "unit",
                    models.CharField(
                        choices=[("job", "每单"), ("hour", "每小时")], max_length=4, verbose_name="计价方式"
                    ),
                ),
                ("fen", models.PositiveIntegerField(verbose_name="单价（元）")),
                ("since", models.DateField(verbose_name="起始日期")),
                ("made_at", models.DateTimeField()),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prices",
                        to="suppliers.contract",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "work",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="suppliers.kindofwork",
                        verbose_name="工种或项目",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("contract", "work", "since"), name="price_once"),
                    models.CheckConstraint(condition=models.Q(("fen__gt", 0)), name="price_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
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
                ("number", models.CharField(max_length=24, verbose_name="工单")),
                ("what_zh", models.CharField(max_length=80, verbose_name="项目")),
                ("what_en", models.CharField(max_length=120)),
                ("accepted_at", models.DateTimeField(verbose_name="验收时间")),
                ("on_time", models.BooleanField(verbose_name="按时")),
                ("reworks", models.PositiveSmallIntegerField(verbose_name="返修")),
                ("minutes", models.PositiveIntegerField(verbose_name="工时（分钟）")),
                ("warranty", models.BooleanField(default=False, verbose_name="保修")),
                ("fen", models.PositiveIntegerField(verbose_name="金额")),
                ("objection", models.CharField(blank=True, max_length=500, verbose_name="异议")),
                ("reply", models.CharField(blank=True, max_length=500, verbose_name="答复")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settled_by",
                        to="lifecycle.case",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="suppliers.contract"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                        verbose_name="楼宇",
                    ),
                ),
                (
                    "settlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="suppliers.settlement",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["settlement", "accepted_at"], name="line_by_settlement")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("warranty", False), ("fen", 0), _connector="OR"),
                        name="line_warranty_free",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.UniqueConstraint(fields=("supplier", "month"), name="settlement_once"),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.CheckConstraint(condition=models.Q(("month__day", 1)), name="settlement_month"),
        ),
        migrations.AddIndex(
            model_name="contract",
            index=models.Index(fields=["ends_on"], name="contract_by_end"),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="contract_period"
            ),
        ),
    ]
