from datetime import UTC, datetime

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from houqin.services.surveys.data import rows

BEGINNING = datetime(1990, 1, 1, tzinfo=UTC)  # in force for any history that may be imported


def sow(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write the shipped terms as the first edition, and the tags."""
    terms = {one["key"]: one for one in rows("terms")}
    apps.get_model("surveys", "Terms").objects.create(
        number=1, since=BEGINNING, **{key: int(one["value"]) for key, one in terms.items()},
        source="出厂设置，请学校核定",
    )  # fmt: skip
    tag = apps.get_model("surveys", "Tag")
    tag.objects.bulk_create(
        tag(key=one["key"], title_zh=one["title_zh"], title_en=one["title_en"], order=int(one["order"]))
        for one in rows("tags")
    )


class Migration(migrations.Migration):
    """The shipped terms and tags."""

    dependencies = [("surveys", "0002_ratings_append_only")]
    operations = [migrations.RunPython(sow, migrations.RunPython.noop)]
