"""State pictures and permission tables, drawn from the declarations into each service's folder, in both languages."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from django.apps import apps
from django.utils.translation import override
from django_stubs_ext import StrOrPromise

from houqin.kernel.lifecycle.declare import Declaration, Move
from houqin.kernel.registry.feature import Matter, Permission
from houqin.kernel.registry.house import house

NAME = "states.md"
NOTE = "<!-- Drawn by `houqin pictures` from the declarations. Do not edit. -->"


def write(*, check: bool = False) -> list[Path]:
    """Write every picture that differs from its declaration, or with `check` only name them."""
    stale = []
    for path, text in drawn().items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path)
            if not check:
                path.write_text(text, encoding="utf-8")
    return stale


def drawn() -> Mapping[Path, str]:
    """Return the picture file of each package with lifecycles."""
    found: defaultdict[str, list[Matter]] = defaultdict(list)
    for matter in house().matters.values():
        found[matter.model._meta.app_label].append(matter)
    texts = {}
    for label, matters in found.items():
        lines = [f"# {label}: states and permissions", "", NOTE, ""]
        for matter in matters:
            lines += _matter(matter.lifecycle)
        lines += _permissions(label)
        texts[Path(apps.get_app_config(label).path) / NAME] = "\n".join(lines).rstrip() + "\n"
    return texts


def _matter(lifecycle: Declaration) -> Iterator[str]:
    yield f"## {both(lifecycle.title)} (`{lifecycle.kind}`)"
    yield from ("", "```mermaid", "stateDiagram-v2")
    for state, look in lifecycle.states.items():
        yield f'    state "{both(look.title)}" as {state}'
    yield f"    [*] --> {lifecycle.initial}"
    for source, target, names in _arrows(lifecycle.moves):
        yield f"    {source} --> {target}: {', '.join(names)}"
    for state, look in lifecycle.states.items():
        if look.final:
            yield f"    {state} --> [*]"
    yield from ("```", "")
    yield "| Move | 动作 | From | To | Who 由谁办理 | Needs 需要 | Apart from 须与何人分离 |"
    yield "|---|---|---|---|---|---|---|"
    for move in lifecycle.moves:
        cells = (
            f"`{move.name}`",
            both(move.title),
            "<br>".join(chinese(lifecycle.look(state).title) for state in move.source),
            chinese(lifecycle.look(move.target).title) if move.target else "—",
            _who(move),
            ", ".join(f"{both(slot.title)} ×{slot.at_least}" for slot in move.needs) or "—",
            ", ".join(f"`{name}`" for name in move.apart_from) or "—",
        )
        yield f"| {' | '.join(cells)} |"
    yield ""


def _arrows(moves: Iterable[Move]) -> Iterator[tuple[str, str, list[str]]]:
    arrows: dict[tuple[str, str], list[str]] = {}
    for move in moves:
        for source in move.source:
            arrows.setdefault((source, move.target or source), []).append(move.name)
    for (source, target), names in arrows.items():
        yield source, target, names


def _permissions(label: str) -> Iterator[str]:
    feature = next((each for each in house().features if each.name == label), None)
    if feature is None:
        return
    yield from ("## Permissions 权限", "", "| Permission | 说明 | Sentence | Held by | Roles 角色 |", "|---|---|---|---|---|")
    for permission in feature.permissions:
        roles = [both(role.title) for role in house().each("roles") if permission.name in role.permissions]
        cells = (
            f"`{permission.name}`",
            chinese(permission.sentence),
            english(permission.sentence),
            permission.holder,
            ", ".join(roles) or "—",
        )
        yield f"| {' | '.join(cells)} |"


def _who(move: Move) -> str:
    permission: Permission | None = house().permissions.get(move.permission)
    who = both(permission.sentence) if permission else move.permission
    return f"{who} · clock 系统" if move.system else who


def chinese(text: StrOrPromise) -> str:
    """Return a sentence in Chinese."""
    with override("zh-hans"):
        return str(text)


def english(text: StrOrPromise) -> str:
    """Return a sentence in English."""
    with override("en"):
        return str(text)


def both(text: StrOrPromise) -> str:
    """Return a sentence in both languages."""
    return f"{chinese(text)} {english(text)}"
