"""Ratings are written once; a change is another version."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql" / "ratings_append_only.sql"


class Migration(migrations.Migration):
    """The trigger that refuses to overwrite a rating."""

    dependencies = [("surveys", "0001_initial")]

    operations = [
        migrations.RunSQL(
            SQL.read_text(encoding="utf-8"),
            "DROP TRIGGER surveys_rating_append_only ON surveys_rating; DROP FUNCTION surveys_rating_is_append_only();",
        ),
    ]
