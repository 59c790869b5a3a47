from datetime import UTC, datetime

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from houqin.services.repairs.data import rows

BEGINNING = datetime(1990, 1, 1, tzinfo=UTC)  # in force for any history that may be imported


def sow(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write the shipped taxonomy and the first edition of the promise."""
    trade, category = apps.get_model("repairs", "Trade"), apps.get_model("repairs", "Category")
    trade.objects.bulk_create(
        trade(
            code=one["code"],
            name_zh=one["name"],
            name_en=one["name_en"],
            icon=one["icon"],
            order=one["order"],
        )
        for one in rows("trades")
    )
    chips = {one["code"]: one for one in rows("chips")}
    category.objects.bulk_create(
        category(
            code=one["code"], trade_id=one["trade"], leaf_zh=one["leaf_zh"], leaf_en=one["leaf_en"],
            chip_zh=chips[one["code"]]["chip"], chip_en=chips[one["code"]]["chip_en"],
            urgency=one["default_urgency"], common=chips[one["code"]]["common"] or None, order=order,
        )
        for order, one in enumerate(rows("taxonomy"))
    )  # fmt: skip
    policy = {one["key"]: one["value"] for one in rows("policy")}
    version = apps.get_model("repairs", "SlaVersion").objects.create(
        number=1, since=BEGINNING, schedule=policy["schedule"],
        accept_working_days=policy["accept_working_days"], reopen_days=policy["reopen_days"],
        escalate_percent=[100],  # the ladder of migration 0009 took its place
        source="; ".join(sorted({f"{one['key']}: {one['source']}" for one in rows("policy")}))[:300],
    )  # fmt: skip
    target = apps.get_model("repairs", "SlaTarget")
    target.objects.bulk_create(
        target(
            version=version, urgency=one["urgency"], round_the_clock=one["round_the_clock"] == "yes",
            acknowledge_minutes=one["acknowledge_minutes"], arrive_minutes=one["arrive_minutes"],
            fix_minutes=one["fix_minutes"], source=one["source"],
        )
        for one in rows("sla")
    )  # fmt: skip


class Migration(migrations.Migration):
    """The shipped taxonomy and targets."""

    dependencies = [("repairs", "0001_initial")]
    operations = [migrations.RunPython(sow, migrations.RunPython.noop)]
