"""The documents that are drawn from the declarations, from the terminal."""

from importlib.resources import files
from pathlib import Path

from houqin.kernel.lifecycle.picture import refreshed, sections
from houqin.kernel.registry.house import house


def pictures(argv: list[str]) -> None:
    """`houqin pictures [--check]`: redraw the generated sections of every service's README, or tell which are stale."""
    wrong: list[str] = []
    for feature in house().features:
        readme = Path(str(files("houqin"))) / "services" / feature.name / "README.md"
        if not readme.exists():
            continue
        text = readme.read_text()
        made, missing = refreshed(text, sections(feature))
        wrong += [f"{feature.name}: README.md lacks the marker {marker}" for marker in missing]
        if made != text and "--check" in argv:
            wrong.append(f"{feature.name}: README.md is stale; run `houqin pictures`")
        elif made != text:
            readme.write_text(made)
    for one in wrong:
        print(one)
    if wrong:
        raise SystemExit(1)
