"""Numbers of seals and applications, and the register of stampings that is written once."""

from pathlib import Path

from django.db import migrations

from houqin.kernel.lifecycle.numbers import NumberSequence

SQL = Path(__file__).parent.parent / "sql" / "register_append_only.sql"


class Migration(migrations.Migration):
    dependencies = [("seals", "0001_initial")]

    operations = [
        NumberSequence("seals.seal"),
        NumberSequence("seals.application"),
        migrations.RunSQL(
            SQL.read_text(encoding="utf-8"),
            "DROP TRIGGER seals_stamping_append_only ON seals_stamping; DROP FUNCTION seals_register_is_append_only();",
        ),
    ]
