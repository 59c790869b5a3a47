"""Doors translate and call; they write nothing."""

import ast

from tests.architecture.ground import modules, services, shown, tree

DOORS = ("views", "api", "tasks", "commands", "urls")
WRITES = {
    "create",
    "bulk_create",
    "bulk_update",
    "update_or_create",
    "get_or_create",
    "save",
    "delete",
    "select_for_update",
}
QUERYSETS = {"objects"}


def test_doors_of_services_contain_no_writes() -> None:
    found = []
    for _name, folder in services():
        for path in modules(folder):
            if any(part in DOORS for part in path.relative_to(folder).with_suffix("").parts):
                found += [f"{shown(path)}:{line}" for line in writes(tree(path))]
    assert not found


def test_a_write_is_found() -> None:
    source = "Order.objects.create(x=1)\norder.save()\nOrder.objects.filter(a=1).update(b=2)\ncontext.update(a=1)\nactions.delete(x)"
    assert writes(ast.parse(source)) == [1, 2, 3]


def writes(module: ast.Module) -> list[int]:
    """Return the lines that call a writing method on a row or a query."""
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name, owner = node.func.attr, node.func.value
            on_query = _is_query(owner)
            if (name in WRITES and (on_query or _is_row(owner, name))) or (name == "update" and on_query):
                found.append(node.lineno)
    return sorted(found)


def _is_query(node: ast.expr) -> bool:
    while isinstance(node, ast.Call | ast.Attribute):
        if isinstance(node, ast.Attribute) and node.attr in QUERYSETS:
            return True
        node = node.func if isinstance(node, ast.Call) else node.value
    return False


def _is_row(node: ast.expr, name: str) -> bool:
    """A bare name that saves or deletes is a row; `actions`, `form` and modules are not."""
    return (
        isinstance(node, ast.Name)
        and name in {"save", "delete"}
        and node.id not in {"actions", "form", "book"}
    )
