"""The compiled stylesheet and script: small, for the promised browsers, the same in every run."""

import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import get_finder
from django.test import override_settings

from houqin.kernel.web import stylesheet
from houqin.kernel.web.stylesheet import SOURCES, CompiledFinder

TEMPLATES = Path(stylesheet.__file__).parent / "templates"


@pytest.fixture(scope="module")
def css() -> str:
    return stylesheet.css()


@pytest.fixture(scope="module")
def js() -> str:
    return stylesheet.js()


def weight(text: str) -> int:
    return len(brotli.compress(text.encode(), quality=11))


def test_the_stylesheet_uses_nothing_the_oldest_promised_browsers_lack(css: str) -> None:
    too_new = (
        "light-dark(",
        "color-mix(",
        "@starting-style",
        "@scope",
        "subgrid",
        ":popover-open",
        "anchor(",
    )
    assert not [one for one in too_new if one in css]
    assert "&" not in re.sub(r'url\("[^"]*"\)', "", css)


def test_dark_colours_follow_both_the_system_and_the_choice_of_the_reader(css: str) -> None:
    assert "prefers-color-scheme:dark" in css
    assert re.search(r":root\[data-theme=\"?dark\"?\]\{[^}]*--lightningcss-dark:initial", css)


def test_layers_stand_in_the_declared_order(css: str) -> None:
    found = [css.index(f"@layer {name}{{") for name in stylesheet.LAYERS]
    assert found == sorted(found)


def test_every_source_is_part_of_the_build() -> None:
    assert {path.stem for path in (SOURCES / "css").glob("*.css")} == set(stylesheet.LAYERS)
    assert {path.stem for path in (SOURCES / "js").glob("*.js")} == set(stylesheet.SCRIPTS)


def test_own_script_weighs_at_most_eight_kilobytes_compressed(js: str) -> None:
    assert weight(js) <= 8 * 1024


def test_the_stylesheet_leaves_room_in_the_forty_kilobytes_of_a_first_visit(css: str) -> None:
    assert weight(css) <= 12 * 1024


def test_the_script_needs_no_eval_and_writes_no_markup(js: str) -> None:
    sinks = ("eval(", "new Function", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write")
    assert not [one for one in sinks if one in js]


def test_motion_stops_for_readers_who_ask_for_it(css: str) -> None:
    assert "prefers-reduced-motion:reduce" in css


def test_font_sizes_grow_with_the_reader_because_none_is_in_pixels() -> None:
    for path in (SOURCES / "css").glob("*.css"):
        if path.stem in {"charts"}:
            continue  # inside a drawing pixels are units of its own grid
        for size in re.findall(r"font-size:\s*([^;}]+)", path.read_text(encoding="utf-8")):
            assert "px" not in size or "max(1rem" in size, f"{path.name}: {size}"


def test_no_template_carries_inline_style_or_script() -> None:
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|\son[a-z]+=\"|hx-on", text), path
        assert not re.search(r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")", text), path


def test_a_build_is_kept_until_a_source_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stylesheet.build(tmp_path)
    built = (tmp_path / stylesheet.STYLESHEET).stat().st_mtime_ns
    stylesheet.build(tmp_path)
    assert (tmp_path / stylesheet.STYLESHEET).stat().st_mtime_ns == built
    monkeypatch.setattr(stylesheet, "digest", lambda: "another source")
    stylesheet.build(tmp_path)
    assert (tmp_path / stylesheet.STYLESHEET).stat().st_mtime_ns != built


def test_the_finder_offers_the_two_compiled_files_and_nothing_else(tmp_path: Path) -> None:
    with override_settings(DATA=tmp_path):
        finder = CompiledFinder()
    assert [path for path, _storage in finder.list(None)] == [stylesheet.STYLESHEET, stylesheet.SCRIPT]
    assert Path(finder.find(stylesheet.STYLESHEET)).read_text().startswith("@layer")
    assert finder.find("web/other.css") is None
    assert finder.find("web/other.css", find_all=True) == []
    assert finder.check() == []


def test_the_site_finds_the_compiled_files_where_pages_ask_for_them() -> None:
    assert isinstance(get_finder("houqin.kernel.web.stylesheet.CompiledFinder"), CompiledFinder)
    assert finders.find(stylesheet.STYLESHEET)
    assert finders.find(stylesheet.SCRIPT)
