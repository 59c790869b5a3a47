"""Routes and their steps have an English name, blank where the office gave none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0002_handoffs")]

    operations = [
        migrations.AddField(
            "route",
            "title_en",
            models.CharField("英文名称", max_length=120, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "routestep",
            "title_en",
            models.CharField("英文名称", max_length=120, blank=True, default=""),
            preserve_default=False,
        ),
    ]
