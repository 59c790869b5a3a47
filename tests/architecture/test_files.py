"""Short files, no attics, and at least as much test as source."""

import re
from statistics import median, quantiles

from houqin.kernel.registry.house import house
from tests.architecture.ground import SOURCE, lines, modules, services, shown

MEDIAN, NINETIETH, LONGEST = 80, 260, 450
ATTICS = {"utils", "helpers", "signals", "constants", "misc", "common", "tools_misc"}
ROOMS = (
    "README.md",
    "apps.py",
    "feature.py",
    "urls.py",
    "rules.py",
    "lifecycle.py",
    "figures.py",
)
LIVING = {f"houqin.services.{each.name}" for each in house().features if each.matters}
"""Services with cases of their own; what stands beside other services' cases has no life to declare."""
TESTED_ROOMS = ("rules", "lifecycle", "queries", "actions", "figures", "views", "api", "tasks", "demo")
SPLIT_ROOMS = ("models", "queries", "actions", "forms", "views", "demo")


def test_half_of_the_files_are_short_and_none_is_long() -> None:
    sizes = {shown(path): lines(path) for path in modules() if lines(path)}
    assert median(sizes.values()) <= MEDIAN
    assert quantiles(sizes.values(), n=10)[8] <= NINETIETH
    assert not {path: size for path, size in sizes.items() if size > LONGEST}


def test_no_file_is_an_attic() -> None:
    assert not [shown(path) for path in modules() if path.stem in ATTICS or path.parent.name in ATTICS]


def test_there_is_at_least_as_much_test_as_source() -> None:
    source = sum(lines(path) for path in modules())
    tests = sum(lines(path) for path in modules(tests=True)) - source
    tests += sum(lines(path) for path in (SOURCE.parents[1] / "tests").rglob("*.py"))
    assert tests >= source, f"{tests} lines of tests for {source} lines of source"


def test_every_service_has_its_rooms() -> None:
    missing = []
    for name, folder in services():
        owed = [room for room in ROOMS if room != "lifecycle.py" or name in LIVING]
        missing += [f"{name}: {room}" for room in owed if not (folder / room).exists()]
        missing += [
            f"{name}: {room}"
            for room in SPLIT_ROOMS
            if not (folder / f"{room}.py").exists() and not (folder / room / "__init__.py").exists()
        ]
    assert not missing


def test_every_room_of_a_service_has_its_tests() -> None:
    untested = []
    for name, folder in services():
        files = list((folder / "tests").glob("test_*.py"))
        text = "\n".join(path.read_text(encoding="utf-8") for path in files)
        for room in TESTED_ROOMS:
            there = (folder / f"{room}.py").exists() or (folder / room).is_dir()
            own_file = any(path.stem.startswith(f"test_{room}") for path in files)
            named = re.search(rf"{re.escape(name)}(?:\.| import [^\n]*\b){room}\b", text)
            if there and not own_file and not named:
                untested.append(f"{name}.{room}")
    assert not untested


def test_every_package_with_code_has_tests() -> None:
    without = []
    for folder in sorted({path.parent for path in SOURCE.glob("*/*/apps.py")}):
        if not list((folder / "tests").glob("test_*.py")):
            without.append(shown(folder))
    assert not without
