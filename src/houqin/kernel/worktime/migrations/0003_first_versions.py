from datetime import UTC, datetime

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from houqin.kernel.worktime.defaults import DEFAULTS
from houqin.kernel.worktime.seed import SOURCE, days_of, known_years

BEGINNING = datetime(1990, 1, 1, tzinfo=UTC)  # in force for any history that may be imported


def sow(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write the announced years and the schedules every school starts with."""
    version_model, day_model = (
        apps.get_model("worktime", name) for name in ("CalendarVersion", "CalendarDay")
    )
    versions = [version_model(year=year, number=1, source=SOURCE) for year in known_years()]
    version_model.objects.bulk_create(versions)
    day_model.objects.bulk_create(
        day_model(version=version, date=day.date, working=day.working, name=day.name)
        for version in versions
        for day in days_of(version.year)
    )
    version_model.objects.update(published=True, at=BEGINNING)
    schedule_model, hours_model, window_model = (
        apps.get_model("worktime", name) for name in ("Schedule", "HoursVersion", "HoursWindow")
    )
    for default in DEFAULTS.values():
        schedule = schedule_model.objects.create(key=default.key, title=default.title)
        hours = hours_model.objects.create(id=default.version, schedule=schedule, number=1, at=BEGINNING)
        window_model.objects.bulk_create(
            window_model(
                version=hours,
                worked=one.worked,
                opens=one.opens,
                closes=one.closes,
                weekdays=sorted(one.weekdays),
            )
            for one in default.hours.windows
        )
    hours_model.objects.update(published=True)


class Migration(migrations.Migration):
    """The first versions of calendars and service hours."""

    dependencies = [("worktime", "0002_frozen")]
    operations = [migrations.RunPython(sow, migrations.RunPython.noop)]
