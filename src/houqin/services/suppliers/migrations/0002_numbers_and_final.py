"""Numbers of suppliers and settlements, and the trigger by which what is final never changes."""

from pathlib import Path

from django.db import migrations

from houqin.kernel.lifecycle.numbers import NumberSequence

SQL = Path(__file__).parent.parent / "sql" / "settled_once.sql"
BACK = """
DROP TRIGGER suppliers_line_final ON suppliers_line;
DROP TRIGGER suppliers_settlement_final ON suppliers_settlement;
DROP FUNCTION suppliers_final_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0001_initial")]

    operations = [
        NumberSequence("suppliers.supplier"),
        NumberSequence("suppliers.settlement"),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), BACK),
    ]
