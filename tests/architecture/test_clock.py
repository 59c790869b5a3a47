"""Only doors read the clock; below them time is passed in."""

import ast

from tests.architecture.ground import SOURCE, modules, shown, tree

DOORS = ("site", "views", "api", "tasks", "commands", "demo")
CLOCK_FILE = SOURCE / "kernel" / "base" / "clock.py"
WEB = SOURCE / "kernel" / "web"
READERS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("timezone", "now"),
           ("timezone", "localdate"), ("timezone", "localtime"), ("time", "time"), ("clock", "now")}  # fmt: skip


def test_nothing_below_the_doors_reads_the_clock() -> None:
    found = []
    for path in modules():
        if (
            path == CLOCK_FILE
            or path.is_relative_to(WEB)
            or _is_door(path.relative_to(SOURCE).with_suffix("").parts)
        ):
            continue
        found += [f"{shown(path)}:{line}" for line in readings(tree(path))]
    assert not found


def test_a_reading_of_the_clock_is_found() -> None:
    source = "from django.utils import timezone\nfrom houqin.kernel.base.clock import now\nx = timezone.now()\ny = now()"
    assert sorted(readings(ast.parse(source))) == [2, 3]


def readings(module: ast.Module) -> list[int]:
    """Return the lines on which a module reads the clock or imports what does."""
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module == "houqin.kernel.base.clock":
            found += [node.lineno for name in node.names if name.name == "now"]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = (
                owner.id
                if isinstance(owner, ast.Name)
                else owner.attr
                if isinstance(owner, ast.Attribute)
                else ""
            )
            if (name, node.func.attr) in READERS:
                found.append(node.lineno)
    return found


def _is_door(parts: tuple[str, ...]) -> bool:
    return any(part in DOORS for part in parts)
