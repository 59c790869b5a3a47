"""Every refusal has its sentence, every sentence its refusal, and both languages are there."""

import re
from pathlib import Path
from string import Formatter

from django.utils.translation import override

from houqin.kernel.worktime import seed
from houqin.kernel.worktime.days import DayKind
from houqin.kernel.worktime.defaults import DEFAULTS
from houqin.kernel.worktime.feature import FEATURE
from houqin.kernel.worktime.refusals import REFUSALS
from houqin.kernel.worktime.statutory import statutory_holidays
from houqin.kernel.worktime.words import KINDS, STORED, shown

SOURCES = Path(__file__).parent.parent


def test_every_refusal_has_a_sentence_and_every_sentence_a_refusal() -> None:
    raised: set[str] = set()
    for source in SOURCES.rglob("*.py"):
        if "tests" not in source.parts:
            raised |= set(re.findall(r'Refused\(\s*"([^"]+)"', source.read_text()))
    assert raised == set(REFUSALS)


def test_the_english_sentences_keep_the_gaps_of_the_chinese_ones() -> None:
    for sentence in REFUSALS.values():
        with override("zh-hans"):
            chinese = str(sentence)
        with override("en"):
            english = str(sentence)
        gaps = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (chinese, english)]
        assert gaps[0] == gaps[1]


def test_every_festival_and_default_schedule_can_be_translated() -> None:
    names = {day.name for year in seed.known_years() for day in seed.days_of(year)}
    names |= set(statutory_holidays(2027).values()) | {one.title for one in DEFAULTS.values()}
    assert names | {seed.SOURCE} == set(STORED)


def test_names_the_office_made_up_are_shown_as_they_are() -> None:
    assert shown("") == ""
    assert shown("校庆") == "校庆"


def test_every_kind_of_day_has_a_word() -> None:
    assert set(KINDS) == set(DayKind)


def test_the_feature_brings_its_permission_and_page() -> None:
    assert [one.name for one in FEATURE.permissions] == ["worktime.edit"]
    assert FEATURE.menu[0].permission == "worktime.edit"
