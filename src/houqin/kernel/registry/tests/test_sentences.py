"""Sentences of refusals: each code raised anywhere has one, each gap is filled, instants are campus time."""

import ast
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from django.utils.translation import override

import houqin
from houqin.kernel.base.refused import Refused
from houqin.kernel.registry.house import house, sentence

SOURCE = Path(str(houqin.__file__)).parent
EVENING = datetime(2026, 3, 2, 17, 5, tzinfo=UTC)  # 01:05 of the next day on the campus


@cache
def raised() -> dict[str, tuple[str, frozenset[str]]]:
    """Return every code that source names in `Refused("...")`: where, and the gaps filled there."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        if {"tests", "migrations"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused":
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    given = frozenset(one.arg if one.arg else "**" for one in node.keywords)
                    place = f"{path.relative_to(SOURCE)}:{node.lineno}"
                    found[f"{first.value}@{place}"] = (first.value, given)
    return found


def gaps(template: str) -> set[str]:
    """Return the names of a sentence's gaps."""
    return {name for _text, name, _spec, _conversion in Formatter().parse(template) if name}


def test_the_scan_finds_the_refusals_of_kernel_and_services() -> None:
    codes = {code for code, _given in raised().values()}
    assert len(codes) > 60
    assert {"people.not_permitted", "lifecycle.empty_message", "import.no_sheet"} <= codes


@pytest.mark.parametrize("place", sorted(raised()))
def test_every_code_that_is_raised_has_its_sentence_with_all_gaps_filled(place: str) -> None:
    code, given = raised()[place]
    assert code in house().refusals, f"{place} has no sentence"
    if "**" not in given:
        missing = gaps(str(house().refusals[code])) - given
        assert not missing, f"{place} leaves {missing} open"


@pytest.mark.parametrize("code", sorted(house().refusals))
def test_a_sentence_has_the_same_gaps_in_both_languages(code: str) -> None:
    with override("zh-hans"):
        chinese = str(house().refusals[code])
    with override("en"):
        english = str(house().refusals[code])
    assert gaps(chinese) == gaps(english)
    assert chinese.strip().endswith(("。", "！", "？")), "a whole sentence"


def test_an_instant_is_told_in_campus_time() -> None:
    refused = Refused("lifecycle.nudged_already", at=EVENING)
    with override("zh-hans"):
        assert "03月03日 01:05" in sentence(refused)


def test_gaps_are_filled_with_what_the_refusal_names() -> None:
    with override("zh-hans"):
        told = sentence(Refused("import.missing_columns", columns="姓名、学工号", field="file"))
    assert "姓名、学工号" in told
    assert "{" not in told


def test_braces_in_what_a_person_typed_stay_as_they_are() -> None:
    with override("zh-hans"):
        assert "{columns}" in sentence(Refused("import.missing_columns", columns="{columns}"))


def test_a_code_without_a_sentence_is_shown_as_itself() -> None:
    assert sentence(Refused("nobody.knows", at=EVENING)) == "nobody.knows"
