"""Every refusal in the code has its sentence, every sentence its refusal, and the sentence's gaps are filled."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from string import Formatter

import pytest
from django.utils import translation

from houqin.kernel.base.refused import Refused
from houqin.kernel.registry.house import house, sentence
from tests.architecture.ground import SOURCE

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Raised:
    """`Refused("code", name=...)` as it stands in a file; `open` where it takes its words from elsewhere."""

    code: str
    names: frozenset[str]
    open: bool
    where: str


def raised() -> Iterator[Raised]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused":
                names = frozenset(word.arg for word in node.keywords if word.arg)
                more = any(word.arg is None for word in node.keywords)
                for code in _codes(node.args[0]):
                    yield Raised(code, names, more, f"{path.relative_to(SOURCE)}:{node.lineno}")


def _codes(first: ast.expr) -> Iterator[str]:
    if isinstance(first, ast.IfExp):
        yield from _codes(first.body)
        yield from _codes(first.orelse)
    elif isinstance(first, ast.Constant) and isinstance(first.value, str):
        yield first.value


def gaps(words: object) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(str(words)) if name}


ALL = tuple(raised())
CODES = sorted(house().refusals)


def test_the_code_refuses_a_good_deal_and_only_with_codes_that_have_a_sentence() -> None:
    assert len(ALL) > 150
    assert sorted({f"{one.where} {one.code}" for one in ALL if one.code not in house().refusals}) == []


def test_every_gap_of_a_sentence_is_filled_wherever_it_is_said() -> None:
    lacking = [
        f"{one.where} {one.code} lacks {sorted(gaps(house().refusals[one.code]) - one.names)}"
        for one in ALL
        if not one.open and gaps(house().refusals[one.code]) - one.names
    ]
    assert lacking == []


def test_no_sentence_waits_for_a_refusal_nobody_raises() -> None:
    spoken = "\n".join(
        path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py") if path.name != "refusals.py"
    )
    assert [code for code in CODES if f'"{code}"' not in spoken and not _put_together(code, spoken)] == []


def _put_together(code: str, spoken: str) -> bool:
    """Some codes are built of two parts, f"rosters.{reason}"."""
    return f'f"{code.split(".")[0]}.{{' in spoken


@pytest.mark.parametrize("code", CODES)
def test_a_refusal_speaks_both_languages_with_the_same_gaps_and_says_what_to_do(code: str) -> None:
    words = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            words[language] = str(house().refusals[code])
    assert gaps(words["zh-hans"]) == gaps(words["en"])
    assert words["zh-hans"] != words["en"], "the English is missing"
    assert words["zh-hans"].endswith(("。", "？"))
    assert words["en"].endswith((".", "?"))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("code", CODES)
def test_a_refusal_with_its_gaps_filled_leaves_no_brace(code: str, language: str) -> None:
    filled = {
        name: AT if name in {"at", "until", "since"} else "某物" for name in gaps(house().refusals[code])
    }
    with translation.override(language):
        try:
            said = sentence(Refused(code, **filled))
        except ValueError:  # a number or an instant is formatted in its own way
            said = sentence(Refused(code, **dict.fromkeys(filled, AT)))
    assert not set("{}") & set(said)


def test_hostile_words_in_a_gap_stay_words() -> None:
    said = sentence(Refused("people.number_taken", number="{0.__class__} %s <b>"))
    assert "{0.__class__} %s <b>" in said
