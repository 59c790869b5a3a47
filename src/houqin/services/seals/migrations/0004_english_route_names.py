"""English names for the first routes and their steps, where the office has not changed or named them."""

from django.db import migrations

ROUTES = {
    "seals.unit": ("用印：部门审批", "Sealing: by the unit"),
    "seals.office": ("用印：部门和主管部门审批", "Sealing: by the unit and the seal office"),
    "seals.meeting": ("用印：会议决定", "Sealing: by decision of a meeting"),
}
STEPS = {
    "部门负责人审批": "Head of unit approves",
    "印章主管部门审批": "Seal office approves",
    "会议决定": "Meeting decides",
}


def name(apps, schema_editor):
    """Fill in the English names that are blank."""
    route, step = apps.get_model("lifecycle", "Route"), apps.get_model("lifecycle", "RouteStep")
    for key, (title, title_en) in ROUTES.items():
        route.objects.filter(key=key, title=title, title_en="").update(title_en=title_en)
        for words, words_en in STEPS.items():
            steps = step.objects.filter(version__route__key=key, title=words, title_en="")
            steps.update(title_en=words_en)


class Migration(migrations.Migration):
    dependencies = [("seals", "0003_first_kinds"), ("lifecycle", "0003_english_names")]

    operations = [migrations.RunPython(name, migrations.RunPython.noop)]
