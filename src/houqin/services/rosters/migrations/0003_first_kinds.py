from datetime import time

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from houqin.services.rosters.data import rows


def sow(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write the shipped kinds of shift and of certificate."""
    shift, certificate = apps.get_model("rosters", "ShiftKind"), apps.get_model("rosters", "CertificateKind")
    shift.objects.bulk_create(
        shift(**{**one, "begins": time.fromisoformat(one["begins"]), "ends": time.fromisoformat(one["ends"])})
        for one in rows("shift_kinds")
    )
    certificate.objects.bulk_create(certificate(**one) for one in rows("certificate_kinds"))


class Migration(migrations.Migration):
    """The shipped kinds; each campus edits its own."""

    dependencies = [("rosters", "0002_numbers_and_final_handovers")]
    operations = [migrations.RunPython(sow, migrations.RunPython.noop)]
