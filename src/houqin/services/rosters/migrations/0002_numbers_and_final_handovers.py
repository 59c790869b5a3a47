"""Numbers of the cases, and hand-overs that nothing changes once they are taken."""

from pathlib import Path

from django.db import migrations

from houqin.kernel.lifecycle.numbers import NumberSequence

SQL = Path(__file__).parent.parent / "sql" / "handover_final.sql"
UNDO = """
DROP TRIGGER rosters_handover_final ON rosters_handover; DROP FUNCTION rosters_handover_is_final();
DROP TRIGGER rosters_openline_append_only ON rosters_openline; DROP FUNCTION rosters_openline_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("rosters", "0001_initial")]

    operations = [
        NumberSequence("rosters.leave"),
        NumberSequence("rosters.swap"),
        NumberSequence("rosters.handover"),
        NumberSequence("rosters.certificate"),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), UNDO),
    ]
