"""Sentences of the interface: which ones the code has, and which ones the English catalogues lack.

Read in Python, so that no gettext programs are needed.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
CALLS = {
    "pgettext": 1,
    "pgettext_lazy": 1,
    "_": 1,
    "_l": 1,
    "gettext": 1,
    "gettext_lazy": 1,
    "gettext_noop": 1,
    "ngettext": 2,
    "ngettext_lazy": 2,
}
IN_TEMPLATE = re.compile(r"""\b(p?n?gettext|_)\(((?:u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")(?:, ?)?)+)""")
ASIDE = frozenset({"migrations", "tests", "locale"})
HEADER = {"Content-Type": "text/plain; charset=UTF-8", "Content-Transfer-Encoding": "8bit", "Language": "en"}


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence in the code; `plural` and `context` are empty for most. Where it stands makes it no other one."""

    singular: str
    plural: str = ""
    context: str = ""


def packages(root: Path) -> list[Path]:
    """Return the folders with an `apps.py`: each has its own catalogue."""
    return sorted(path.parent for path in root.glob("**/apps.py"))


def used(package: Path) -> set[Message]:
    """Return the sentences of one package: its Python code and its templates."""
    found: set[Message] = set()
    for path in sorted(package.rglob("*")):
        if ASIDE & set(path.relative_to(package).parts):
            continue
        if path.suffix == ".py":
            found.update(in_python(path.read_text(encoding="utf-8")))
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            found.update(in_template(path.read_text(encoding="utf-8")))
    return found


def in_python(source: str) -> Iterator[Message]:
    """Iterate over the sentences that stand as literals in calls of gettext."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            first = 1 if name in WITH_CONTEXT else 0
            args = node.args[first : first + CALLS.get(name, 0)]
            given = [arg.value for arg in args if isinstance(arg, ast.Constant)]
            words = [word for word in given if isinstance(word, str)]
            if words and len(words) == len(given):
                context = node.args[0].value if first and isinstance(node.args[0], ast.Constant) else ""
                yield Message(words[0], "".join(words[1:2]), str(context))


def in_template(source: str) -> Iterator[Message]:
    """Iterate over the sentences of a template's translate tags."""
    for match in IN_TEMPLATE.finditer(templatize(source)):
        words = ast.literal_eval(f"[{match[2]}]")
        context = words.pop(0) if match[1].startswith("p") else ""
        yield Message(words[0], "".join(words[1:2]), context)


def catalogue(package: Path) -> Path:
    """Return where a package keeps its English."""
    return package / "locale" / "en" / "LC_MESSAGES" / "django.po"


def translated(path: Path) -> dict[Message, bool]:
    """Return each sentence of a catalogue and whether it has its English."""
    if not path.exists():
        return {}
    found = {}
    for entry in polib.pofile(str(path)):
        whole = all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr)
        if not entry.obsolete:
            found[_of(entry)] = whole and not entry.fuzzy
    return found


def gaps(root: Path) -> Iterator[str]:
    """Name what is missing, unfinished or no longer used, package by package."""
    for package in packages(root):
        wanted, had = used(package), translated(catalogue(package))
        name = package.relative_to(root).as_posix()
        for message in sorted(wanted, key=str):
            if message not in had:
                yield f"{name}: missing: {message.singular}"
            elif not had[message]:
                yield f"{name}: unfinished: {message.singular}"
        for message in sorted(set(had) - wanted, key=str):
            yield f"{name}: not used: {message.singular}"


def update(root: Path) -> int:
    """Add missing sentences to the catalogues, empty, and drop unused ones; returns how many wait for English."""
    waiting = 0
    for package in packages(root):
        path, wanted = catalogue(package), used(package)
        if not wanted and not path.exists():
            continue
        book = polib.pofile(str(path)) if path.exists() else polib.POFile()
        book.metadata = book.metadata or dict(HEADER)
        for entry in list(book):
            if _of(entry) not in wanted:
                book.remove(entry)
        have = {_of(entry) for entry in book}
        for message in sorted(wanted - have, key=str):
            plural = {0: "", 1: ""} if message.plural else {}
            words = {"msgid": message.singular, "msgid_plural": message.plural, "msgstr_plural": plural}
            book.append(polib.POEntry(msgctxt=message.context or None, **words))
        waiting += len(book.untranslated_entries())
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(str(path))
    return waiting


def _of(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgid_plural, entry.msgctxt or "")


def contradictions(root: Path) -> Iterator[str]:
    """Name what two packages say differently in English: all share one catalogue, so one of them is never heard."""
    said: dict[Message, dict[str, str]] = {}
    for package in packages(root):
        path = catalogue(package)
        for entry in polib.pofile(str(path)) if path.exists() else ():
            said.setdefault(_of(entry), {})[package.name] = entry.msgstr
    for message, english in said.items():
        if len(set(english.values())) > 1:
            yield f"{message.singular}: " + ", ".join(f"{name} {words!r}" for name, words in english.items())
