"""Properties of amounts, signatures, codes and seals: there and back again, and nothing passes that was altered."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from houqin.kernel.money.gateways import signing
from houqin.kernel.money.gateways.alipay import signed_text
from houqin.kernel.money.gateways.amounts import fen, written
from houqin.kernel.money.gateways.port import Forged
from houqin.kernel.money.rules import yuan
from houqin.kernel.money.tests.outside import keys
from houqin.kernel.money.tests.partners import PATIENT

SECRET, NONCE = b"0123456789abcdef0123456789abcdef", "123456789012"
FEN = st.integers(0, 10**14)
TEXT = st.text(max_size=40)
OURS, PLATFORM = keys().merchant, keys().platform


@PATIENT
@given(FEN)
def test_fen_written_as_yuan_are_read_as_the_same_fen(amount: int) -> None:
    assert fen(written(amount)) == fen(f" {written(amount)}00 ") == amount
    assert fen(f"-{written(amount)}") == -amount
    assert written(amount) == yuan(amount)


@PATIENT
@given(FEN, FEN)
def test_amounts_written_add_up_as_the_fen_do(one: int, other: int) -> None:
    assert fen(written(one)) + fen(written(other)) == fen(written(one + other))


@PATIENT
@given(FEN, st.integers(1, 9), st.integers(0, 5))
def test_parts_of_a_fen_are_refused_however_small(amount: int, digit: int, zeros: int) -> None:
    with pytest.raises(Forged):
        fen(f"{written(amount)}{'0' * zeros}{digit}")


@PATIENT
@given(st.text(alphabet="0123456789.-+eE_ ,\uff10\u0661\u00b2xn", max_size=12))
def test_any_words_are_an_amount_or_refused(words: str) -> None:
    try:
        amount = fen(words)
    except Forged:
        return
    assert round(float(words) * 100) == amount
    assert words.strip().lstrip("-").replace(".", "", 1).isascii()


@pytest.mark.parametrize(
    "words",
    [
        "1e2",
        "1_000",
        "\uff11",
        "\u0661",
        "+1",
        "1.",
        ".5",
        "- 1",
        "1 0",
        "1e999999",
        "9" * 14,
        "0." + "0" * 40 + "1",
    ],
)
def test_what_only_python_takes_for_a_number_is_no_amount(words: str) -> None:
    with pytest.raises(Forged):
        fen(words)


@PATIENT
@given(TEXT.filter(lambda text: text.isprintable()))
def test_a_text_signed_is_verified_as_text_and_as_bytes(text: str) -> None:
    signature, key = signing.sign(text, PLATFORM), PLATFORM.public_key()
    signing.verify(text, signature, key)
    signing.verify(text.encode(), signature, key)
    for other in (text + " ", "\n" + text):
        with pytest.raises(Forged):
            signing.verify(other, signature, key)
    with pytest.raises(Forged):
        signing.verify(text, signature, OURS.public_key())


@pytest.mark.parametrize(
    "signature", ["", "=", "AAAA", "A" * 344, "签", "\ud800", " " * 344, "AA AA", "%%%%"]
)
def test_what_is_no_signature_is_refused_as_one(signature: str) -> None:
    with pytest.raises(Forged):
        signing.verify("x", signature, PLATFORM.public_key())


def test_spaces_and_breaks_in_a_signature_are_not_overlooked() -> None:
    signature = signing.sign("x", PLATFORM)
    for altered in (
        signature + "\n",
        " " + signature,
        signature[:76] + "\n" + signature[76:],
        signature.rstrip("="),
    ):
        with pytest.raises(Forged):
            signing.verify("x", altered, PLATFORM.public_key())


@PATIENT
@given(st.binary(max_size=80), st.text(max_size=10))
def test_what_is_sealed_opens_to_the_same_and_only_with_its_own_words(plain: bytes, associated: str) -> None:
    sealed = signing.seal(plain, nonce=NONCE, associated=associated, secret=SECRET)
    assert signing.unseal(sealed, nonce=NONCE, associated=associated, secret=SECRET) == plain
    for nonce, words, secret in (
        (NONCE[::-1], associated, SECRET), (NONCE, associated + "x", SECRET), (NONCE, associated, SECRET[::-1]),
    ):  # fmt: skip
        with pytest.raises(Forged):
            signing.unseal(sealed, nonce=nonce, associated=words, secret=secret)


@PATIENT
@given(st.binary(max_size=40), st.data())
def test_a_seal_with_one_bit_altered_or_cut_off_does_not_open(plain: bytes, data: st.DataObject) -> None:
    sealed = base64.b64decode(signing.seal(plain, nonce=NONCE, associated="", secret=SECRET))
    place, bit = data.draw(st.integers(0, len(sealed) - 1)), data.draw(st.integers(0, 7))
    altered = sealed[:place] + bytes([sealed[place] ^ 1 << bit]) + sealed[place + 1 :]
    for broken in (altered, sealed[:place], sealed + b"\0"):
        with pytest.raises(Forged):
            signing.unseal(base64.b64encode(broken).decode(), nonce=NONCE, associated="", secret=SECRET)


@PATIENT
@given(TEXT, TEXT, st.binary(min_size=1, max_size=70))
def test_a_code_is_the_texts_and_the_secrets_own_in_small_or_capital_letters(
    one: str, other: str, secret: bytes
) -> None:
    code = signing.mac(one, secret)
    signing.same_mac(one, code, secret)
    signing.same_mac(one, code.upper(), secret)
    assert (signing.mac(other, secret) == code) is (one == other)
    for wrong in ("", code[:-1], code + "0", code[::-1] + "x", "码"):
        with pytest.raises(Forged):
            signing.same_mac(one, wrong, secret)


@PATIENT
@given(
    st.dictionaries(st.sampled_from(["a", "b", "sign", "sign_type", "total"]), st.text("ab&=", max_size=4))
)
def test_the_order_of_a_forms_fields_does_not_matter_nor_does_its_signature(fields: dict[str, str]) -> None:
    backwards = dict(reversed(fields.items()))
    assert signed_text(fields) == signed_text(backwards) == signed_text(fields | {"sign": "other"})
    assert "sign=" not in signed_text({"sign": "x", "sign_type": "RSA2"}).replace("sign_type=", "")


ODD_KEY = generate_private_key(SECP256R1())
ODD_PRIVATE = ODD_KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
ODD_PUBLIC = ODD_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def test_keys_of_another_kind_or_no_keys_are_an_error_when_they_are_read() -> None:
    for text in (
        ODD_PRIVATE,
        ODD_PUBLIC,
        "",
        "MIIB",
        "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----",
    ):
        with pytest.raises(ValueError, match=r"\w"):
            signing.private_key(text)
    broken = "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----"
    for text in (ODD_PUBLIC, ODD_PRIVATE, "", "MIIB", broken):
        with pytest.raises(ValueError, match=r"\w"):
            signing.public_key(text)


def test_a_public_key_may_be_bare_broken_into_lines_or_whole() -> None:
    whole = PLATFORM.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    bare = "".join(whole.split("-----")[2].split())
    numbers = PLATFORM.public_key().public_numbers()
    for text in (whole, f"\n{whole}\n", bare, " ".join([bare[:100], bare[100:]]), bare.replace("A", "A\n")):
        assert signing.public_key(text).public_numbers() == numbers
