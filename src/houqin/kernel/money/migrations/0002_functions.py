from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parents[1] / "sql"
FILES = ("guards", "write", "spend", "hold", "settle")
UNDO = """
DO $$
DECLARE
    one regprocedure;
BEGIN
    FOR one IN SELECT oid FROM pg_proc WHERE proname LIKE 'money\\_%' AND pronamespace = 'public'::regnamespace LOOP
        EXECUTE format('DROP FUNCTION %s CASCADE', one);
    END LOOP;
END $$;
ALTER TABLE money_entry ALTER seq DROP IDENTITY;
ALTER TABLE money_posting ALTER seq DROP IDENTITY;
"""


class Migration(migrations.Migration):
    """The ledger's functions and guards, as they stand in `sql/`."""

    dependencies = [("money", "0001_initial"), ("trail", "0002_tables")]
    operations = [
        migrations.RunSQL(
            "\n".join((SQL / f"{name}.sql").read_text(encoding="utf-8") for name in FILES), UNDO
        )
    ]
