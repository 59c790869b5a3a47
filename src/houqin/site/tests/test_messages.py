"""Catalogues: what the code says, what English there is, and how they are compiled without gettext."""

import gettext
from pathlib import Path

import polib

from houqin.site.messages import (
    Message,
    catalogue,
    contradictions,
    gaps,
    in_python,
    in_template,
    translated,
    update,
    used,
)
from houqin.site.translations import PACKAGE, compile_all

PYTHON = """
from django.utils.translation import gettext as _, ngettext
title = _("报修")
many = ngettext("{n} 件", "{n} 件全部", n)
not_one = other("不是")
computed = _(name)
"""
TEMPLATE = """
{% load i18n %}<h1>{% translate "登录" %}</h1><p title="{% translate '再来“一次”' %}">
{% blocktranslate trimmed count n=n %}
  有 {{ n }} 件
{% plural %}
  有 {{ n }} 件在等
{% endblocktranslate %}</p>{# 注释 #}
"""


def package(root: Path) -> Path:
    folder = root / "services" / "lamps"
    (folder / "templates" / "lamps").mkdir(parents=True)
    (folder / "tests").mkdir()
    (folder / "apps.py").write_text("")
    (folder / "views.py").write_text(PYTHON)
    (folder / "tests" / "test_views.py").write_text('_("只在测试里")')
    (folder / "templates" / "lamps" / "page.html").write_text(TEMPLATE)
    return folder


def test_sentences_of_python_are_found_and_only_those() -> None:
    assert set(in_python(PYTHON)) == {Message("报修"), Message("{n} 件", "{n} 件全部")}


def test_sentences_of_templates_are_found_in_tags_and_attributes() -> None:
    found = set(in_template(TEMPLATE))
    assert Message("登录") in found
    assert Message("再来“一次”") in found
    assert Message("有 %(n)s 件", "有 %(n)s 件在等") in found
    assert not any("注释" in message.singular for message in found)


def test_tests_are_no_part_of_a_package(tmp_path: Path) -> None:
    assert Message("只在测试里") not in used(package(tmp_path))


def test_a_new_package_lacks_everything_and_gets_it_to_translate(tmp_path: Path) -> None:
    folder = package(tmp_path)
    assert len(list(gaps(tmp_path))) == 5
    assert update(tmp_path) == 5
    assert all(gap.split(": ")[1] == "unfinished" for gap in gaps(tmp_path))
    assert set(translated(catalogue(folder))) == used(folder)


def test_a_finished_catalogue_has_no_gaps_and_an_old_sentence_is_one(tmp_path: Path) -> None:
    folder = package(tmp_path)
    update(tmp_path)
    book = polib.pofile(str(catalogue(folder)))
    for entry in book:
        entry.msgstr = "" if entry.msgid_plural else "x"
        entry.msgstr_plural = {0: "one", 1: "many"} if entry.msgid_plural else {}
    book.save()
    assert not list(gaps(tmp_path))
    (folder / "views.py").write_text("")
    assert {gap.split(": ")[1] for gap in gaps(tmp_path)} == {"not used"}
    update(tmp_path)
    assert not list(gaps(tmp_path))


def test_a_guess_is_no_translation(tmp_path: Path) -> None:
    folder = package(tmp_path)
    update(tmp_path)
    book = polib.pofile(str(catalogue(folder)))
    entry = book.find("报修")
    assert entry is not None
    entry.msgstr, entry.flags = "Repairs", ["fuzzy"]
    book.save()
    assert "services/lamps: unfinished: 报修" in list(gaps(tmp_path))


def test_catalogues_compile_once_and_again_when_they_change(tmp_path: Path) -> None:
    folder = package(tmp_path)
    update(tmp_path)
    path = catalogue(folder)
    book = polib.pofile(str(path))
    entry = book.find("报修")
    assert entry is not None
    entry.msgstr = "Repairs"
    book.save()
    assert compile_all(tmp_path) == 1
    assert compile_all(tmp_path) == 0
    with path.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("报修") == "Repairs"
    later = path.stat().st_mtime + 10
    import os

    os.utime(path, (later, later))
    assert compile_all(tmp_path) == 1


def test_one_word_in_two_meanings_is_two_sentences_by_its_context(tmp_path: Path) -> None:
    source = 'states = [_("停用"), pgettext_lazy("状态", "停用")]'
    template = '{% load i18n %}{% translate "停用" context "状态" %}{% translate "停用" %}'
    both = {Message("停用"), Message("停用", context="状态")}
    assert set(in_python(source)) == set(in_template(template)) == both
    folder = package(tmp_path)
    (folder / "models.py").write_text(source)
    update(tmp_path)
    assert both <= set(translated(catalogue(folder)))


def test_no_two_packages_say_the_same_sentence_differently_in_english() -> None:
    assert not list(contradictions(PACKAGE))


def test_a_sentence_said_differently_by_two_packages_is_named(tmp_path: Path) -> None:
    for name, words in (("lamps", "Close"), ("seals", "Suspended")):
        folder = tmp_path / name
        catalogue(folder).parent.mkdir(parents=True)
        (folder / "apps.py").write_text("")
        catalogue(folder).write_text(f'msgid ""\nmsgstr ""\n\nmsgid "停用"\nmsgstr "{words}"\n')
    assert list(contradictions(tmp_path)) == ["停用: lamps 'Close', seals 'Suspended'"]
