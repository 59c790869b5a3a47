"""Sealing and unsealing: only the right key, the right happening and untouched bytes open the words."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from houqin.kernel.trail.sealing import BrokenSealError, new_key, seal, unseal, unwrap, wrap

KEY, HERE, THERE = new_key(), UUID(int=1), UUID(int=2)
WORDS = st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text(), max_size=4)


@given(WORDS)
def test_what_is_sealed_opens_to_the_same_words_and_digest(words: dict[str, object]) -> None:
    sealed, digest = seal(KEY, words, HERE)
    assert unseal(KEY, sealed, HERE) == (words, digest)


@given(st.data())
def test_one_altered_bit_breaks_the_seal(data: st.DataObject) -> None:
    sealed = bytearray(seal(KEY, {"note": "水管漏水"}, HERE)[0])
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(BrokenSealError):
        unseal(KEY, bytes(sealed), HERE)


def test_words_do_not_open_in_another_happening_nor_under_another_key() -> None:
    sealed, _digest = seal(KEY, {"note": "x"}, HERE)
    with pytest.raises(BrokenSealError):
        unseal(KEY, sealed, THERE)
    with pytest.raises(BrokenSealError):
        unseal(new_key(), sealed, HERE)
    with pytest.raises(BrokenSealError):
        unseal(KEY, b"", HERE)


def test_the_same_words_have_another_digest_each_time() -> None:
    digests = {seal(KEY, {"note": "同意"}, HERE)[1] for _ in range(50)}
    assert len(digests) == 50


def test_keys_open_under_the_secret_of_before_and_no_other(settings: Settings) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the first secret", []
    wrapped = wrap(KEY, HERE)
    assert unwrap(wrapped, HERE) == KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the second secret", ["the first secret"]
    assert unwrap(wrapped, HERE) == KEY
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(BrokenSealError):
        unwrap(wrapped, HERE)
    settings.SECRET_KEY = "the first secret"
    with pytest.raises(BrokenSealError):
        unwrap(wrapped, THERE)
