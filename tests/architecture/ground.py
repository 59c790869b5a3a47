"""What the structure tests stand on: the house's files, and the layers as import-linter is told them."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
SOURCE = REPOSITORY / "src" / "houqin"
ASIDE = {"migrations", "tests"}


@cache
def contracts() -> dict[str, dict[str, object]]:
    """Return import-linter's contracts by the first container they speak of."""
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["tool"]["importlinter"]
    return {
        contract["containers"][0]: contract for contract in settings["contracts"] if "containers" in contract
    }


@cache
def ranks() -> dict[str, int]:
    """Return how high each package stands; packages side by side stand equally high."""
    order: list[str] = []
    order += [f"houqin.kernel.{name}" for name in reversed(_layers("houqin.kernel"))]
    order += [f"houqin.services.{row}" for row in reversed(_layers("houqin.services"))]
    order.append("houqin.site")
    found = {}
    for height, row in enumerate(order):
        prefix, _dot, names = row.rpartition(".")
        for name in names.split("|"):
            found[f"{prefix}.{name.strip()}"] = height
    return found


def package_of(module: str) -> str | None:
    """Return the package of the house that a dotted name belongs to, None outside the house."""
    return next((name for name in ranks() if module == name or module.startswith(f"{name}.")), None)


def may_use(user: str, used: str) -> bool:
    """Tell whether one package may depend on another: itself or lower, never beside or above."""
    return user == used or ranks()[used] < ranks()[user]


def packages() -> list[tuple[str, Path]]:
    """Return each package of the house with its folder."""
    return [(name, SOURCE.joinpath(*name.split(".")[1:])) for name in ranks()]


def services() -> list[tuple[str, Path]]:
    """Return each service with its folder."""
    return [(name, folder) for name, folder in packages() if name.startswith("houqin.services.")]


def modules(folder: Path = SOURCE, *, tests: bool = False) -> Iterator[Path]:
    """Iterate over Python files, without migrations; without tests unless wanted."""
    for path in sorted(folder.rglob("*.py")):
        parts = set(path.relative_to(SOURCE).parts)
        if "migrations" not in parts and (tests or "tests" not in parts):
            yield path


def tree(path: Path) -> ast.Module:
    """Return a file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def shown(path: Path) -> str:
    """Return a path as a reader of a failure wants it."""
    return path.relative_to(REPOSITORY).as_posix()


def lines(path: Path) -> int:
    """Count the lines of a file."""
    return len(path.read_text(encoding="utf-8").splitlines())


def _layers(container: str) -> list[str]:
    found = contracts()[container]["layers"]
    assert isinstance(found, list)
    return found
