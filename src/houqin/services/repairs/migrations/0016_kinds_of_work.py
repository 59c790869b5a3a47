"""The trades and faults of the repairs become kinds of work that contracts may cover and price."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def sow(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Bring what there is; later changes follow by the action that edits a fault."""
    work = apps.get_model("suppliers", "KindOfWork")
    trades = apps.get_model("repairs", "Trade").objects.values_list("code", "name_zh", "name_en")
    faults = apps.get_model("repairs", "Category").objects.values_list("code", "leaf_zh", "leaf_en")
    work.objects.bulk_create(
        (
            work(key=key, title_zh=title_zh, title_en=title_en)
            for key, title_zh, title_en in (*trades, *faults)
        ),
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("repairs", "0015_commissions"), ("suppliers", "0002_numbers_and_final")]

    operations = [migrations.RunPython(sow, migrations.RunPython.noop)]
