from django.contrib.postgres.operations import CreateExtension
from django.db import migrations


class Migration(migrations.Migration):
    """The extensions everything stands on; all three are trusted, so the database's owner may create them."""

    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        CreateExtension("ltree"),
        CreateExtension("btree_gist"),
        CreateExtension("pg_trgm"),
    ]
