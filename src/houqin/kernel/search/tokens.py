"""How text becomes what is searched: pairs of Chinese characters, Latin words, pinyin. Twin of the SQL functions.

Pairs because the commonest Chinese words have two characters and no spaces between them; the last character of
a run stands alone, so that one character is found as the beginning of a token.
"""

import re
import unicodedata

from pypinyin import Style, lazy_pinyin

HAN = "〇㐀-䶿一-鿿豈-﫿ぁ-ヿ가-힣𠀀-𲎯"
WORD = "0-9a-zß-öø-ɏͰ-῾"
LONGEST = 60
MARK = "^"
"""Begins the tokens of title and subtitle, so that a hit there can be asked for and shown first."""
SPOKEN = 40
REACH = 8
MOST_TOKENS = 24
TITLE, SUBTITLE, BODY = 300, 300, 20_000

RUNS = re.compile(f"([{HAN}]+)|([{WORD}]+)")
PARTS = re.compile("[a-z]+|[0-9]+")


def clean(text: str) -> str:
    """Return text without what a database text cannot hold: NUL and lone surrogates."""
    return text.replace("\x00", " ").encode("utf-8", "ignore").decode()


def tokens(text: str) -> set[str]:
    """Return the tokens a text is found by."""
    found: set[str] = set()
    for han, word in RUNS.findall(unicodedata.normalize("NFKC", clean(text)).lower()):
        found.update(han[place : place + 2] for place in range(len(han)))
        word = word[:LONGEST]
        found.update([word, *PARTS.findall(word)] if word else [])
    return found


def query(text: str, *, mark: str = "") -> str:
    """Return the `tsquery` of what a person typed, "" for nothing searchable.

    Each run of Chinese characters asks for all its pairs, a single one and each Latin word for a beginning.
    Only letters and digits come through, so nothing typed can be read as an operator.
    """
    asked: list[str] = []
    for han, word in RUNS.findall(unicodedata.normalize("NFKC", clean(text)).lower()):
        if len(han) > 1:
            asked.extend(f"'{mark}{han[place : place + 2]}'" for place in range(len(han) - 1))
        else:
            asked.append(f"'{mark}{han or word[:LONGEST]}':*")
    return " & ".join(dict.fromkeys(asked[:MOST_TOKENS]))


def pinyin_keys(title: str) -> str:
    """Return the pinyin of a title from each of its characters on, whole and by initials, parted by spaces.

    "空调" gives "kongtiao kt tiao t": whoever types `kongtiao`, `kt` or `tiao` finds it.
    """
    keys: list[str] = []
    for han, _word in RUNS.findall(unicodedata.normalize("NFKC", clean(title))[:SPOKEN]):
        whole = _spoken(han, Style.NORMAL)
        for place in range(len(whole)):
            heard = whole[place : place + REACH]
            keys += ["".join(heard), "".join(syllable[0] for syllable in heard)]
    return " ".join(dict.fromkeys(keys))


def _spoken(han: str, style: Style) -> list[str]:
    syllables = lazy_pinyin(han, style=style, errors="ignore") if han else []
    return [syllable.replace("ü", "v") for syllable in syllables if syllable]
