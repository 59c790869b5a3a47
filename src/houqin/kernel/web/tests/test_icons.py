"""Icons: every name a template uses exists, and what is written is safe to put in a page."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.template import Context, Template

from houqin.kernel.web import icons

SOURCE = Path(icons.__file__).parents[2]
USED = re.compile(r"""(?:\{% icon|\bicon(?:_after)?=)\s*["']([a-z0-9-]+)["']|\{% icon "([a-z0-9-]+)\"""")


def test_an_icon_is_one_well_formed_drawing_hidden_from_screen_readers() -> None:
    drawn = ElementTree.fromstring(icons.svg("wrench"))
    assert drawn.get("viewBox") == "0 0 24 24"
    assert drawn.get("aria-hidden") == "true"
    assert len(drawn) >= 1


def test_an_icon_with_a_label_speaks_it_escaped() -> None:
    drawn = icons.svg("wrench", label='<b>"x"')
    assert ElementTree.fromstring(drawn).get("aria-label") == '<b>"x"'
    assert "<b>" not in drawn
    assert "aria-hidden" not in drawn


def test_sizes_are_the_four_of_the_scale() -> None:
    assert 'width="16"' in icons.svg("wrench", size="s")
    assert 'width="32"' in icons.svg("wrench", size="xl")
    with pytest.raises(KeyError):
        icons.svg("wrench", size="huge")


def test_an_unknown_icon_is_named_in_the_error() -> None:
    with pytest.raises(LookupError, match="no-such-thing"):
        icons.svg("no-such-thing")


def test_warming_reads_known_icons_and_refuses_unknown_ones() -> None:
    icons.warm(["house", "bell"])
    with pytest.raises(LookupError):
        icons.warm(["house", "no-such-thing"])


def test_every_icon_named_in_a_template_exists() -> None:
    used = {
        name
        for path in SOURCE.rglob("templates/**/*.html")
        for pair in USED.findall(path.read_text(encoding="utf-8"))
        for name in pair
        if name
    }
    assert len(used) > 20
    assert used <= icons.known()


def test_no_drawing_of_a_used_icon_carries_style_or_script() -> None:
    for name in ("house", "bell", "wrench", "kanban"):
        assert "style" not in icons.shape(name)
        assert "<script" not in icons.shape(name)


def test_the_tag_writes_an_icon_and_nothing_for_an_empty_name() -> None:
    template = Template('{% load icons %}[{% icon name "s" %}]')
    assert template.render(Context({"name": ""})) == "[]"
    assert "<svg" in template.render(Context({"name": "bell"}))
