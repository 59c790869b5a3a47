from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from houqin.services.repairs.data import rows


def sow(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write which certificate a trade wants, as shipped; trades a campus has taken out are left alone."""
    trade, kind = apps.get_model("repairs", "Trade"), apps.get_model("rosters", "CertificateKind")
    wants = apps.get_model("repairs", "TradeCertificate")
    for one in rows("certificates"):
        found = trade.objects.filter(code=one["trade"]).first()
        certificate = kind.objects.filter(code=one["certificate"]).first()
        if found is not None and certificate is not None:
            wants.objects.create(trade=found, kind=certificate)


class Migration(migrations.Migration):
    """The shipped certificates of trades."""

    dependencies = [("repairs", "0010_trade_certificates"), ("rosters", "0003_first_kinds")]
    operations = [migrations.RunPython(sow, migrations.RunPython.noop)]
