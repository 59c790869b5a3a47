from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from houqin.services.repairs.data import rows


def sow(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give every edition the shipped reasons for a pause, and the time for giving an order out."""
    reason, target = apps.get_model("repairs", "PauseReason"), apps.get_model("repairs", "SlaTarget")
    policy = {one["key"]: one["value"] for one in rows("policy")}
    versions = apps.get_model("repairs", "SlaVersion").objects.all()
    versions.update(unconfirmed_minutes=policy["unconfirmed_minutes"])
    reason.objects.bulk_create(
        reason(
            version=version, key=one["key"], name_zh=one["name"], name_en=one["name_en"], stops=one["stops"].split(),
            longest_minutes=one["longest_minutes"], by_reporter=one["by_reporter"] == "yes",
            needs_proof=one["needs_proof"] == "yes", order=one["order"], source=one["source"],
        )
        for version in versions
        for one in rows("pauses")
    )  # fmt: skip
    shipped = {one["urgency"]: int(one["assign_minutes"]) for one in rows("sla")}
    for one in target.objects.all():
        one.assign_minutes = max(one.acknowledge_minutes, min(shipped[one.urgency], one.arrive_minutes))
        one.save(update_fields=["assign_minutes"])


class Migration(migrations.Migration):
    """The shipped reasons for a pause."""

    dependencies = [("repairs", "0007_pauses")]
    operations = [migrations.RunPython(sow, migrations.RunPython.noop)]
