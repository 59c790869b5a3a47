"""Numbers of receipts, and the receipts that are written once."""

from pathlib import Path

from django.db import migrations

from houqin.kernel.lifecycle.numbers import NumberSequence

SQL = Path(__file__).parent.parent / "sql" / "receipts_append_only.sql"


class Migration(migrations.Migration):
    dependencies = [("cashier", "0001_initial")]

    operations = [
        NumberSequence("cashier.receipt"),
        migrations.RunSQL(
            SQL.read_text(encoding="utf-8"),
            "DROP TRIGGER cashier_receipt_append_only ON cashier_receipt; DROP FUNCTION cashier_receipts_are_kept();",
        ),
    ]
