"""Pinyin keys: how a Chinese name is typed on a Latin keyboard, whole and by initials."""

from collections.abc import Sequence

from pypinyin import lazy_pinyin

# Family names read differently from the everyday word (《现代汉语词典》 marks them 姓).
FAMILY_NAMES = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "查": "zha", "区": "ou", "朴": "piao", "任": "ren",
    "华": "hua", "盖": "ge", "乐": "yue", "翟": "zhai", "缪": "miao", "宓": "mi", "员": "yun", "召": "shao",
}  # fmt: skip


def pinyin_key(text: str) -> str:
    """Return "xinxilou xxl" for 信息楼; Latin letters and digits stay as they are, in lower case."""
    return _key(lazy_pinyin(text, errors=_plain))


def person_key(name: str) -> str:
    """Return "zengjia zj" for 曾甲: a person's name, minding family names read in their own way."""
    if name[:1] in FAMILY_NAMES:
        return _key([FAMILY_NAMES[name[0]], *lazy_pinyin(name[1:], errors=_plain)])
    return pinyin_key(name)


def _key(syllables: Sequence[str]) -> str:
    whole = "".join(syllables)
    initials = "".join(one if one.isdigit() else one[:1] for one in syllables)
    return whole if initials == whole else f"{whole} {initials}"


def _plain(text: str) -> list[str]:
    words: list[str] = []
    for letter in text.lower():
        if not letter.isalnum():
            continue
        if letter.isdigit() and words and words[-1].isdigit():
            words[-1] += letter
        else:
            words.append(letter)
    return words
