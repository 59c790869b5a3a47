"""The API's description, taken apart so that each service's part is frozen and reviewed beside its code."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps

from houqin.kernel.registry.house import house

ROOT = "/api/v1/"
KERNEL = "kernel"
FILE = "openapi.json"
PROBLEM = "Problem"
METHODS = ("get", "post", "put", "patch", "delete")
STATUSES = {
    "400": "请求有误 / bad request",
    "401": "未认证 / no valid token",
    "403": "没有权限 / not permitted",
    "404": "未找到 / not there, or not yours to see",
    "409": "与当前状态冲突 / against the state of things",
    "413": "内容过大 / too large",
    "422": "内容有误 / invalid content",
    "429": "请求过多 / too many requests",
}
SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "reasons": {"type": "array", "items": {"type": "object"}},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}

Document = dict[str, Any]
D = TypeVar("D", bound=Document)


def with_problems(schema: D) -> D:
    """Add to every operation the problems it may answer with (RFC 9457)."""
    schema.setdefault("components", {}).setdefault("schemas", {})[PROBLEM] = SCHEMA
    content = {"application/problem+json": {"schema": {"$ref": f"#/components/schemas/{PROBLEM}"}}}
    for operation in _operations(schema):
        responses = {str(status): answer for status, answer in operation["responses"].items()}
        for status, words in STATUSES.items():
            responses.setdefault(status, {"description": words, "content": content})
        operation["responses"] = dict(sorted(responses.items()))
    return schema


def parts(schema: Mapping[str, Any]) -> dict[str, Document]:
    """Return the description by service: its paths and the schemas they reach; the rest is the kernel's."""
    services = {feature.name for feature in house().features if feature.router is not None}
    paths: dict[str, Document] = {}
    for path, item in schema["paths"].items():
        name = path.removeprefix(ROOT).split("/", 1)[0]
        paths.setdefault(name if name in services else KERNEL, {})[path] = item
    return {name: _part(schema, found) for name, found in sorted(paths.items())}


def file_of(part: str) -> Path:
    """Return where a part is kept: in the folder of its service."""
    return Path(apps.get_app_config("web" if part == KERNEL else part).path) / FILE


def text_of(part: Document) -> str:
    """Return a part as it is written: sorted, so that a change shows as its own lines only."""
    return json.dumps(part, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def differences(schema: Mapping[str, Any]) -> Iterator[str]:
    """Iterate over the parts that are not as they were frozen."""
    for name, part in parts(schema).items():
        file = file_of(name)
        frozen = file.read_text() if file.exists() else ""
        if frozen != text_of(part):
            yield f"{name}: {'differs from' if frozen else 'is not in'} {FILE}"


def write(schema: Mapping[str, Any]) -> list[str]:
    """Write every part to its file and return their names."""
    found = parts(schema)
    for name, part in found.items():
        file_of(name).write_text(text_of(part))
    return list(found)


def _part(schema: Mapping[str, Any], paths: Document) -> Document:
    known, wanted, reached = schema["components"].get("schemas", {}), _named(paths), set[str]()
    while wanted:
        name = wanted.pop()
        if name not in reached:
            reached.add(name)
            wanted |= _named(known.get(name, {}))
    return {"paths": paths, "components": {"schemas": {name: known[name] for name in sorted(reached)}}}


def _named(node: Any) -> set[str]:
    """Return the schemas a piece of the description refers to."""
    if isinstance(node, dict):
        here = {node["$ref"].rsplit("/", 1)[-1]} if isinstance(node.get("$ref"), str) else set[str]()
        return here.union(*(_named(value) for value in node.values()))
    return set[str]().union(*(_named(value) for value in node)) if isinstance(node, list) else set()


def _operations(schema: Mapping[str, Any]) -> Iterator[Document]:
    return (item[method] for item in schema["paths"].values() for method in METHODS if method in item)
