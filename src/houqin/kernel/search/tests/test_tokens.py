"""Text becomes tokens the same way in Python and in the database."""

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from houqin.kernel.search import tokens


def sql_tokens(text: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_tokens(%s)", [text])
        (found,) = cursor.fetchone()
    return set(found)


def fits(query: str, title: str, body: str = "") -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT search_vector(%s, '', %s, %s) @@ %s::tsquery",
            [title, body, tokens.pinyin_keys(title), query],
        )
        (found,) = cursor.fetchone()
    return bool(found)


def test_chinese_becomes_pairs_and_latin_becomes_words_and_their_parts() -> None:
    assert tokens.tokens("空调坏了 A3-101") == {"空调", "调坏", "坏了", "了", "a3", "a", "3", "101"}


def test_full_width_and_capital_letters_are_the_same_word() -> None:
    assert tokens.tokens("ＢＸ２６１１") == tokens.tokens("bx2611")


def test_a_run_asks_for_all_its_pairs_and_a_single_one_for_a_beginning() -> None:
    assert tokens.query("空调坏 bx26") == "'空调' & '调坏' & 'bx26':*"
    assert tokens.query("灯") == "'灯':*"
    assert tokens.query(" ，。'\\&|!():* ") == ""


def test_pinyin_is_kept_from_each_character_on_whole_and_by_initials() -> None:
    assert tokens.pinyin_keys("空调") == "kongtiao kt tiao t"
    assert tokens.pinyin_keys("3号楼 女生").split() == [
        "haolou",
        "hl",
        "lou",
        "l",
        "nvsheng",
        "ns",
        "sheng",
        "s",
    ]


def test_nul_and_lone_surrogates_are_dropped() -> None:
    assert tokens.clean("a\x00b\ud800c") == "a bc"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked", ["空调", "调不", "制冷", "空调不制冷", "空", "冷", "kongtiao", "kong", "kt", "ktbzl", "tiaobu", "a3", "A3", "101", "3栋"]
)  # fmt: skip
def test_a_title_is_found_by_words_characters_pinyin_and_numbers(asked: str) -> None:
    assert fits(tokens.query(asked), "空调不制冷 A3栋101")


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["调空", "水管", "kz", "102", "空调水管"])
def test_what_is_not_there_is_not_found(asked: str) -> None:
    assert not fits(tokens.query(asked), "空调不制冷 A3栋101")


@pytest.mark.django_db
def test_a_hit_in_the_title_can_be_told_from_one_in_the_body() -> None:
    marked = tokens.query("漏水", mark=tokens.MARK)
    assert fits(marked, "水管漏水")
    assert not fits(marked, "水管", "漏水了")
    assert fits(tokens.query("漏水"), "水管", "漏水了")


class Twins(TestCase):
    @settings(max_examples=300, deadline=None)
    @given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60))
    def test_python_and_the_database_agree_on_any_text(self, text: str) -> None:
        assert sql_tokens(text) == tokens.tokens(text)

    @settings(max_examples=200, deadline=None)
    @given(st.text(max_size=80))
    def test_nothing_typed_is_a_syntax_error(self, text: str) -> None:
        query = tokens.query(text)
        if query:
            fits(query, "空调")

    @settings(max_examples=100, deadline=None)
    @given(st.text(st.sampled_from("空调水管漏a1B "), min_size=1, max_size=12))
    def test_every_text_is_found_by_itself(self, text: str) -> None:
        query = tokens.query(text)
        assert query == "" or fits(query, text)
