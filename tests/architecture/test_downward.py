"""Dependencies that are no imports point down too: relations, migrations, templates, addresses."""

import re
from pathlib import Path

from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.ground import SOURCE, may_use, modules, package_of, packages, shown

INCLUDED = re.compile(r"""\{%\s*(?:extends|include)\s+["']([^"']+)["']""")
URL_TAG = re.compile(r"""\{%\s*url\s+["']([^"']+)["']""")
REVERSED = re.compile(r"""(?:reverse|reverse_lazy|redirect|resolve_url)\(\s*["']([a-z][\w:-]*)["']""")


def label_package(label: str) -> str | None:
    """Return the package of an app label; None for Django's own and other people's apps."""
    return package_of(apps.get_app_config(label).name)


def test_relations_between_models_point_down() -> None:
    wrong = []
    for model in apps.get_models(include_auto_created=True):
        user = package_of(model.__module__)
        for field in model._meta.get_fields():
            if user is None or field.auto_created or not field.is_relation or field.related_model is None:
                continue
            used = package_of(field.related_model.__module__)
            if used is not None and not may_use(user, used):
                wrong.append(f"{model._meta.label}.{field.name} -> {used}")
    assert not wrong, "\n".join(wrong)


def test_migrations_depend_on_lower_packages_only() -> None:
    wrong = []
    for (label, name), migration in MigrationLoader(None).disk_migrations.items():
        user = label_package(label)
        for other, _name in [*migration.dependencies, *migration.run_before]:
            used = label_package(other) if user and other != "__setting__" else None
            if user is not None and used is not None and not may_use(user, used):
                wrong.append(f"{label}.{name} -> {other}")
    assert not wrong, "\n".join(wrong)


def test_first_migrations_stand_on_the_extensions() -> None:
    graph = MigrationLoader(None).graph
    first = ("registry", "0001_extensions")
    astray = []
    for node in graph.nodes:
        if label_package(node[0]) is not None and first not in graph.forwards_plan(node):
            astray.append(".".join(node))
    assert not astray


def test_templates_use_their_own_or_the_kernels() -> None:
    wrong = []
    for name, folder in packages():
        for path in templates(folder):
            for used in INCLUDED.findall(path.read_text(encoding="utf-8")):
                owner = owner_of_template(used)
                allowed = owner == name or (
                    (owner or "").startswith("houqin.kernel.") and may_use(name, str(owner))
                )
                if not allowed:
                    wrong.append(f"{shown(path)} -> {used}")
    assert not wrong, "\n".join(wrong)


def test_every_template_stands_in_its_packages_own_folder() -> None:
    astray = []
    for name, folder in packages():
        own = {name.rpartition(".")[2], "cotton"}
        astray += [
            shown(path)
            for path in templates(folder)
            if path.relative_to(folder / "templates").parts[0] not in own
        ]
    assert not astray


def test_addresses_named_belong_to_the_package_or_below() -> None:
    owners = owners_of_addresses()
    wrong = []
    for name, folder in packages():
        named = [
            (path, found) for path in templates(folder) for found in URL_TAG.findall(path.read_text("utf-8"))
        ]
        named += [
            (path, found)
            for path in modules(folder)
            if path.name != "feature.py"  # which declares the doors that stand for it above
            for found in REVERSED.findall(path.read_text("utf-8"))
        ]
        for path, address in named:
            owner = owners.get(address)
            if owner is None:
                wrong.append(f"{shown(path)} names {address}, which does not exist")
            elif not may_use(name, owner):
                wrong.append(f"{shown(path)} names {address} of {owner}")
    assert not wrong, "\n".join(wrong)


def templates(folder: Path) -> list[Path]:
    """Return the template files of a package."""
    return sorted((folder / "templates").rglob("*.html")) + sorted((folder / "templates").rglob("*.txt"))


def owner_of_template(name: str) -> str | None:
    """Return the package that brings a template."""
    return next((package for package, folder in packages() if (folder / "templates" / name).exists()), None)


def owners_of_addresses() -> dict[str, str]:
    """Return which package's view answers each named address."""
    found: dict[str, str] = {}

    def walk(resolver: URLResolver, space: str) -> None:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                inner = f"{space}{entry.namespace}:" if entry.namespace else space
                walk(entry, inner)
            elif isinstance(entry, URLPattern) and entry.name:
                view = entry.callback
                module = getattr(view, "__module__", "")
                owner = package_of(module) or ("houqin.site" if not module.startswith("houqin.") else None)
                service = f"houqin.services.{space.split(':')[0]}" if space else None
                found[f"{space}{entry.name}"] = (
                    service if service in dict(packages()) else owner or "houqin.site"
                )

    walk(get_resolver(), "")
    return found


def test_the_ground_knows_every_package_on_disk() -> None:
    on_disk = {
        f"houqin.{path.parent.relative_to(SOURCE).as_posix().replace('/', '.')}"
        for path in SOURCE.glob("*/*/apps.py")
    }
    assert on_disk <= set(dict(packages()))
