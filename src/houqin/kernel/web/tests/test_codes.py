"""QR codes read from photos: what was printed is read again, whatever else is sent breaks nothing."""

from io import BytesIO

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from houqin.kernel.web.codes import LARGEST_SIDE, code_svg, read_code

ADDRESS = "https://houqin.example.edu/q/ABCDEFGHIJKLMNOPQRSTUVWXY2"


def picture(text: str, kind: str = "PNG", scale: int = 6, side: int = 0) -> bytes:
    out = BytesIO()
    segno.make(text, error="q", micro=False).save(out, kind="png", scale=scale, border=4)
    drawn = Image.open(out).convert("RGB")
    if side:
        wall = Image.new("RGB", (side, side), "white")
        wall.paste(drawn, (side // 3, side // 3))
        drawn = wall
    made = BytesIO()
    drawn.save(made, kind)
    return made.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF"])
def test_a_sticker_is_read_from_a_photo_of_any_kind(kind: str) -> None:
    assert read_code(BytesIO(picture(ADDRESS, kind))) == ADDRESS


def test_a_sticker_is_read_from_a_large_photo_and_upside_down() -> None:
    assert read_code(BytesIO(picture(ADDRESS, "JPEG", scale=20, side=LARGEST_SIDE * 2))) == ADDRESS
    turned = BytesIO()
    Image.open(BytesIO(picture(ADDRESS))).rotate(180).save(turned, "PNG")
    turned.seek(0)
    assert read_code(turned) == ADDRESS


@settings(max_examples=20, deadline=None)
@given(st.text(st.characters(max_codepoint=126, min_codepoint=33), min_size=1, max_size=60))
def test_whatever_is_written_is_read(text: str) -> None:
    assert read_code(BytesIO(picture(text))) == text


RAW = {kind: picture(ADDRESS, kind, scale=2) for kind in ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")}


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow warns of what it skips
@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(sorted(RAW)),
    flips=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=6),
    cut=st.integers(0, 10**6) | st.none(),
)
def test_a_damaged_photo_is_read_or_not_and_breaks_nothing(
    kind: str, flips: list[tuple[int, int]], cut: int | None
) -> None:
    damaged = bytearray(RAW[kind])
    for place, value in flips:
        damaged[place % len(damaged)] = value
    found = read_code(BytesIO(bytes(damaged[: cut if cut is None else cut % len(damaged)])))
    assert found is None or isinstance(found, str)


@pytest.mark.parametrize(
    "raw", [b"", b"GIF89a", b"\xff\xd8\xff", b"not a picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, b"%PDF-1.7"]
)
def test_what_is_no_picture_has_no_code(raw: bytes) -> None:
    assert read_code(SimpleUploadedFile("x.jpg", raw)) is None


def test_a_photo_broken_behind_its_picture_has_no_code_or_its_own() -> None:
    for end in (b"\xb7N\xfe\x82", b"IHDR", b"\0\0\0\0", b"iCCP"):
        assert read_code(BytesIO(RAW["PNG"].replace(b"IEND", end))) in {None, ADDRESS}


def test_a_wall_without_a_sticker_has_no_code() -> None:
    blank = BytesIO()
    Image.new("L", (50, 50), 200).save(blank, "PNG")
    blank.seek(0)
    assert read_code(blank) is None


@pytest.mark.parametrize("text", [ADDRESS, "x", "<script>", 'a"b', "中文"])
def test_a_printed_code_is_a_drawing_without_styles_scripts_or_its_text(text: str) -> None:
    svg = code_svg(text)
    assert svg.startswith("<svg")
    assert 'class="qr"' in svg
    for forbidden in ("style=", "<script", "href", "<text"):
        assert forbidden not in svg
