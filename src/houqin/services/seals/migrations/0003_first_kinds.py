"""First routes and kinds of matter, for the office to edit: nobody starts with an empty choice."""

from django.db import migrations

from houqin.kernel.base.clock import now

SOURCE = "《公章使用管理实施细则》（出厂设置，请学校核定）"
UNIT = ("部门负责人审批", "any", "seals.approve", "unit", 420)
OFFICE = ("印章主管部门审批", "any", "seals.endorse", "anywhere", 420)
MEETING = ("会议决定", "meeting", "seals.minutes", "anywhere", 2400)
ROUTES = {
    "seals.unit": ("用印：部门审批", (UNIT,)),
    "seals.office": ("用印：部门和主管部门审批", (UNIT, OFFICE)),
    "seals.meeting": ("用印：会议决定", (UNIT, MEETING, OFFICE)),
}
KINDS = (  # key, title, title_en, route, by_meeting, most_copies, may_go_out
    ("certificate", "证明", "Certificate", "seals.unit", False, 20, False),
    ("introduction", "介绍信", "Letter of introduction", "seals.unit", False, 5, False),
    ("reply", "公函、复函", "Official letter or reply", "seals.office", False, 10, False),
    ("contract", "合同、协议", "Contract or agreement", "seals.office", False, 12, True),
    ("bid", "招投标文件", "Bidding document", "seals.office", False, 10, True),
    (
        "major-contract",
        "重大合同（须会议决定）",
        "Major contract (decided by a meeting)",
        "seals.meeting",
        True,
        12,
        True,
    ),
)


def plant(apps, schema_editor):
    """Make the routes and kinds that are not there yet."""
    at, routes = now(), {}
    for key, (title, steps) in ROUTES.items():
        routes[key], made = apps.get_model("lifecycle", "Route").objects.get_or_create(
            key=key, defaults={"kind": "seals.application", "title": title}
        )
        if made:
            plant_version(apps, routes[key], steps, at)
    for order, (key, title, title_en, route, by_meeting, most, out) in enumerate(KINDS, start=1):
        apps.get_model("seals", "KindOfMatter").objects.get_or_create(
            key=key,
            defaults={
                "title": title, "title_en": title_en, "route": routes[route], "by_meeting": by_meeting,
                "most_copies": most, "may_go_out": out, "order": order * 10, "source": SOURCE, "changed_at": at,
            },
        )  # fmt: skip


def plant_version(apps, route, steps, at):
    """Make the first edition of a route."""
    version = apps.get_model("lifecycle", "RouteVersion").objects.create(
        route=route, number=1, made_at=at, source=SOURCE
    )
    for order, (title, mode, permission, scope, minutes) in enumerate(steps, start=1):
        step = apps.get_model("lifecycle", "RouteStep").objects.create(
            version=version, order=order, title=title, mode=mode, working_minutes=minutes
        )
        apps.get_model("lifecycle", "SeatRule").objects.create(
            step=step, order=1, permission=permission, scope=scope
        )


class Migration(migrations.Migration):
    dependencies = [("seals", "0002_numbers_and_register"), ("lifecycle", "0001_initial")]

    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
