"""Pictures and tables drawn from the declarations, so that the documents cannot tell another story."""

from collections.abc import Iterator

from django.utils import translation

from houqin.kernel.lifecycle.declare import Declaration
from houqin.kernel.registry.feature import Feature, Holder
from houqin.kernel.registry.house import house

HOLDERS: dict[Holder, str] = {
    "grant": "角色授予 · granted by role",
    "applicant": "申请人本人 · the applicant",
    "participant": "申请人和同案的人 · the applicant and all who take part",
    "handler": "当前办理人 · the handler",
    "provider": "受托单位的负责人 · who leads the provider it was given to",
    "seat": "审批席位 · an approval seat",
    "anyone": "所有登录用户 · anybody signed in",
}


def state_picture(lifecycle: Declaration) -> str:
    """Return a lifecycle as a Mermaid state diagram, with the words of both languages."""
    lines = ["```mermaid", "stateDiagram-v2", "    direction LR"]
    for state, look in lifecycle.states.items():
        lines.append(f"    {state}: {_both(look.title)}")
    lines.append(f"    [*] --> {lifecycle.initial}")
    for move in lifecycle.moves:
        for source in move.source:
            lines.append(f"    {source} --> {move.target or source}: {_both(move.title)}")
    lines += [f"    {state} --> [*]" for state, look in lifecycle.states.items() if look.final]
    return "\n".join([*lines, "```"])


def move_table(lifecycle: Declaration) -> str:
    """Return who may make which move, in both languages."""
    rows = ["| 动作 move | 从 from | 到 to | 谁 who | 需要 needs |", "|---|---|---|---|---|"]
    for move in lifecycle.moves:
        who = HOLDERS[house().permissions[move.permission].holder]
        sources = ", ".join(_both(lifecycle.look(state).title) for state in move.source)
        target = _both(lifecycle.look(move.target).title) if move.target else "—"
        needs = ", ".join(_both(slot.title) for slot in move.needs) or "—"
        clock = " · 系统 the clock" if move.system else ""
        rows.append(
            f"| {_both(move.title)} | {sources} | {target} | {who}{clock} (`{move.permission}`) | {needs} |"
        )
    return "\n".join(rows)


def permission_table(feature: Feature) -> str:
    """Return a feature's permissions with their sentences in both languages and the roles that bring them."""
    rows = ["| 权限 permission | 说明 sentence | 谁 who | 角色 roles |", "|---|---|---|---|"]
    for one in feature.permissions:
        roles = ", ".join(_both(role.title) for role in feature.roles if one.name in role.permissions) or "—"
        rows.append(f"| `{one.name}` | {_both(one.sentence)} | {HOLDERS[one.holder]} | {roles} |")
    return "\n".join(rows)


def figure_table(feature: Feature) -> str:
    """Return a feature's figures with unit and the page their rows are on."""
    rows = ["| 数字 figure | 名称 title | 单位 unit |", "|---|---|---|"]
    rows += [f"| `{one.key}` | {_both(one.title)} | {_both(one.unit)} |" for one in feature.figures]
    return "\n".join(rows)


def sections(feature: Feature) -> Iterator[tuple[str, str]]:
    """Yield the generated sections of a service's README: marker and text."""
    for matter in feature.matters:
        yield f"states {matter.lifecycle.kind}", state_picture(matter.lifecycle)
        yield f"moves {matter.lifecycle.kind}", move_table(matter.lifecycle)
    yield "permissions", permission_table(feature)
    if feature.figures:
        yield "figures", figure_table(feature)


def refreshed(text: str, parts: Iterator[tuple[str, str]]) -> tuple[str, list[str]]:
    """Return a document with its generated sections made anew, and the markers it lacks."""
    missing = []
    for marker, made in parts:
        begin, end = f"<!-- generated: {marker} -->", "<!-- end -->"
        if begin in text:
            head, rest = text.split(begin, 1)
            text = f"{head}{begin}\n{made}\n{end}{rest.split(end, 1)[1]}"
        else:
            missing.append(marker)
    return text, missing


def _both(words: object) -> str:
    with translation.override("zh-hans"):
        chinese = str(words)
    with translation.override("en"):
        english = str(words)
    return chinese if chinese == english else f"{chinese} {english}"
