"""One stylesheet and one script from the layered sources, compiled for the oldest browsers we promise."""

import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import lightningcss
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage

SOURCES = Path(__file__).parent / "static" / "web"
FLOOR = ["chrome 108", "safari 16"]
LAYERS = ("tokens", "base", "controls", "forms", "cards", "list", "matter", "charts", "layout", "print")
SCRIPTS = ("core", "keys", "display", "layers", "palette", "draft", "photo", "live", "table", "board")
STYLESHEET, SCRIPT = "web/houqin.css", "web/houqin.js"


def css() -> str:
    """Return the whole stylesheet, minified, with newer syntax compiled down to `FLOOR`."""
    order = f"@layer {','.join(LAYERS)};"
    layers = "".join(f"@layer {name}{{{_read('css', f'{name}.css')}}}" for name in LAYERS)
    return lightningcss.process_stylesheet(order + layers, "houqin.css", browsers_list=FLOOR, minify=True)


def js() -> str:
    """Return the core script: the modules in order, in one strict function, without indents and remarks."""
    body = "\n".join(_lean(_read("js", f"{name}.js")) for name in SCRIPTS)
    return f"(()=>{{'use strict';\n{body}\n}})();\n"


def build(folder: Path) -> None:
    """Write both files under `folder` unless the ones there come from the same sources."""
    mark = folder / "web" / "sources.sha256"
    now = digest()
    if mark.exists() and mark.read_text() == now:
        return
    mark.parent.mkdir(parents=True, exist_ok=True)
    _replace(folder / STYLESHEET, css())
    _replace(folder / SCRIPT, js())
    _replace(mark, now)


def digest() -> str:
    """Return a hash over every source and this compiler, so that any change makes new files."""
    total = sha256()
    for path in (Path(__file__), *_paths()):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


class CompiledFinder(BaseFinder):
    """Offers the compiled files to `{% static %}`, `collectstatic` and the development server alike."""

    def __init__(self, app_names: object = None, *args: object, **kwargs: object) -> None:
        self.folder = Path(getattr(settings, "DATA", "var")) / "compiled"
        self.storage = FileSystemStorage(location=str(self.folder))

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        """Find nothing to complain about: the sources ship with the program."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return the path of a compiled file, compiled now if a source has changed."""
        if path not in (STYLESHEET, SCRIPT):
            return [] if find_all else None
        build(self.folder)
        found = str(self.folder / path)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        """Iterate over the compiled files, freshly built."""
        build(self.folder)
        for path in (STYLESHEET, SCRIPT):
            yield path, self.storage


def _paths() -> Sequence[Path]:
    styles = [SOURCES / "css" / f"{name}.css" for name in LAYERS]
    return [*styles, *(SOURCES / "js" / f"{name}.js" for name in SCRIPTS)]


def _read(folder: str, name: str) -> str:
    return (SOURCES / folder / name).read_text(encoding="utf-8")


def _lean(source: str) -> str:
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line and not re.match(r"//|/\*\*?.*\*/$", line))


def _replace(path: Path, text: str) -> None:
    with NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as fresh:
        fresh.write(text)
    Path(fresh.name).chmod(0o644)
    Path(fresh.name).replace(path)
