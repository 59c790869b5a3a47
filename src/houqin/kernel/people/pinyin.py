"""Pinyin keys: how a Chinese name is typed on a Latin keyboard, whole and by initials."""

import re
from collections.abc import Sequence

from pypinyin import lazy_pinyin

# Family names read differently from the everyday word (《现代汉语词典》 marks them 姓).
FAMILY_NAMES = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "查": "zha", "区": "ou", "朴": "piao", "任": "ren",
    "华": "hua", "盖": "ge", "乐": "yue", "翟": "zhai", "缪": "miao", "宓": "mi", "员": "yun", "召": "shao",
}  # fmt: skip
FOREIGN = "\0"  # before what is no Chinese
OTHER = re.compile(r"[0-9]+|[^\W_]")


def pinyin_key(text: str) -> str:
    """Return "xinxilou xxl" for 信息楼; Latin letters and digits stay as they are, in lower case."""
    return _key(_syllables(text))


def person_key(name: str) -> str:
    """Return "zengjia zj" for 曾甲: a person's name, minding family names read in their own way."""
    if name[:1] in FAMILY_NAMES:
        return _key([FAMILY_NAMES[name[0]], *_syllables(name[1:])])
    return pinyin_key(name)


def _key(syllables: Sequence[str]) -> str:
    whole = "".join(syllables)
    initials = "".join(one if one.isdigit() else one[:1] for one in syllables)
    return whole if initials == whole else f"{whole} {initials}"


def _syllables(text: str) -> list[str]:
    """Part a name into syllables; numbers hold together, letters of other scripts stand alone."""
    words: list[str] = []
    for part in lazy_pinyin(text, errors=lambda other: FOREIGN + other):
        if part.startswith(FOREIGN):
            words += OTHER.findall(part.lower())
        else:
            words.append(part.lower())
    return words
